import type { Fact } from "./facts.ts";
import { type Business, business } from "./truths.ts";
import { named, rewriteStreet, type Way } from "./ways.ts";
import { german, misdialled, mistyped, plain } from "./write.ts";

const oneFact: Fact[][] = [["phones"], ["address"], ["mails"], ["website"]];

export const businessWays: Way<Business>[] = [
  { band: "retyped", keep: [["phones"], ["address"], ["website"]], alter: (_, seen) => seen },
  {
    band: "formatted",
    keep: [["website"], ["phones"], ["mails"]],
    alter: ({ random }, p) => ({
      ...named(
        p,
        random.pick([
          p.name.toUpperCase(),
          p.name.toLowerCase(),
          p.name.replace(/ /g, "  "),
          `${p.name.replace(/[.,]/g, "")} `,
          p.name.replace(" & ", " and ").replace(/ (\S+)$/, ", $1"),
        ]),
      ),
      ...(p.website ? { website: `https://${p.website}/index.html` } : {}),
      ...(p.mails ? { mails: p.mails.map((mail) => mail.toUpperCase()) } : {}),
    }),
  },
  {
    band: "legal_form",
    keep: [["address"], ["phones"], ["website"]],
    alter: ({ random }, p, t) => named(p, `${t.core} ${random.pick(spellings[t.form]!)}`),
  },
  { band: "short_name", keep: oneFact, alter: (_, p, t) => named(p, t.core) },
  {
    band: "brand_only",
    keep: [["phones"], ["website"], ["mails", "address"]],
    alter: (_, p, t) => named(p, t.core.replace(/ \S+$/, "")),
  },
  {
    band: "the_and_place",
    keep: oneFact,
    alter: ({ random }, p, t) =>
      named(p, random.pick([`The ${t.core}`, `${t.core} ${t.profile.city}`, `${t.core} (${t.profile.city})`])),
  },
  {
    band: "partial",
    keep: [],
    only: [
      ["phones", "address"],
      ["address", "mails"],
    ],
    alter: (_, seen) => seen,
  },
  { band: "partial", keep: [], only: [["website", "phones"], ["website"]], alter: (_, seen) => seen },
  {
    band: "typo",
    keep: oneFact,
    alter: ({ random }, p) =>
      named(
        p,
        p.name.replace(/^\S+/, (word) => mistyped(random, word)),
      ),
  },
  {
    band: "plain_letters",
    keep: oneFact,
    alter: ({ random }, p) => named(p, random.chance(0.5) ? german(p.name) : plain(p.name).toUpperCase()),
  },
  {
    band: "renamed",
    keep: [
      ["website", "phones", "address"],
      ["mails", "phones", "address"],
    ],
    alter: (world, p, t) => ({ ...named(p, `${business(world).core} ${t.form}`), other_names: [t.profile.name] }),
  },
  {
    band: "moved",
    keep: [
      ["phones", "address"],
      ["website", "address"],
    ],
    alter: ({ random }, p, t) => ({ ...p, street: `${random.between(241, 400)} ${random.pick(t.place.streets)}` }),
  },
  { band: "address_rewritten", keep: [["address"]], alter: (_, p) => rewriteStreet(p) },
  {
    band: "acronym",
    keep: [
      ["phones", "website"],
      ["mails", "address"],
    ],
    alter: (_, p, t) => named(p, (`${t.core} ${t.form}`.match(/\b[\p{L}]/gu) ?? []).join("").toUpperCase()),
  },
  {
    band: "trading_as",
    keep: oneFact,
    alter: ({ random }, p, t) =>
      named(p, `${p.name} ${random.pick(["t/a", "trading as", "dba"])} ${t.core.split(" ")[0]} Direct`),
  },
  {
    band: "contact_in_name",
    keep: [["phones"], ["mails"]],
    alter: ({ random }, p, t) => named(p, `${t.core} - ${random.pick(["Sarah", "accounts", "attn. James", "NEW"])}`),
  },
  {
    band: "phone_mistyped",
    keep: [
      ["phones", "address"],
      ["phones", "website"],
    ],
    alter: ({ random }, p) => ({ ...p, phones: p.phones!.map((one) => misdialled(random, one)) }),
  },
];

const spellings: Record<string, string[]> = {
  Ltd: ["Limited", "Ltd.", "LTD"],
  PLC: ["plc", "P.L.C.", "Public Limited Company"],
  "Inc.": ["Inc", "Incorporated", "INC"],
  LLC: ["L.L.C.", "llc"],
  "Corp.": ["Corporation", "Corp"],
  GmbH: ["Gesellschaft mbH", "G.m.b.H.", "gmbh"],
  AG: ["Aktiengesellschaft", "A.G."],
  "GmbH & Co. KG": ["GmbH und Co. KG", "GmbH & Co KG", "GmbH+Co.KG"],
  SARL: ["S.A.R.L.", "Sarl"],
  SA: ["S.A.", "Société Anonyme"],
  SAS: ["S.A.S.", "sas"],
  "Pty Ltd": ["Pty. Limited", "Proprietary Limited", "P/L"],
};
