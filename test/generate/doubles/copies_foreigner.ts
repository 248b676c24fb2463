import type { Foreigner } from "./truths.ts";
import { anotherBirth, named, rewriteStreet, type Way } from "./ways.ts";
import { german, mistyped, plain } from "./write.ts";

export const foreignerWays: Way<Foreigner>[] = [
  { band: "retyped", keep: [["phones"], ["mails"]], alter: (_, seen) => seen },
  {
    band: "formatted",
    keep: [["phones"], ["mails"]],
    alter: ({ random }, p, t) =>
      named(p, random.pick([p.name.toUpperCase(), p.name.toLowerCase(), `${t.first}  ${t.last} `])),
  },
  {
    band: "last_name_first",
    keep: [["phones"], ["mails"], ["birth_on", "address"]],
    alter: ({ random }, p, t) =>
      named(p, random.pick([`${t.last}, ${t.first}`, `${t.last} ${t.first}`, `${t.last.toUpperCase()} ${t.first}`])),
  },
  {
    band: "initial",
    keep: [["phones"], ["mails"], ["birth_on", "address"]],
    alter: (_, p, t) => named(p, `${t.first.charAt(0)}. ${t.last}`),
  },
  {
    band: "nickname",
    keep: [["phones"], ["mails"], ["address", "birth_on"]],
    alter: (_, p, t) => named(p, `${nicknames[t.first] ?? `${t.first} (${t.first.slice(0, 2)}y)`} ${t.last}`),
  },
  {
    band: "titled",
    keep: [["phones"], ["mails"], ["address", "birth_on"]],
    alter: ({ random }, p) =>
      named(p, random.pick([`Dr. ${p.name}`, `Prof ${p.name}`, `${p.name} MBA`, `${p.name}, PhD`])),
  },
  {
    band: "middle_name",
    keep: [["phones"], ["mails"], ["address", "birth_on"]],
    alter: ({ random }, p, t) => named(p, `${t.first} ${random.pick(["J.", "Alex", "M", "Lee"])} ${t.last}`),
  },
  {
    band: "maiden_name",
    keep: [
      ["birth_on", "mails"],
      ["birth_on", "phones", "address"],
    ],
    alter: ({ random }, p, t) => named(p, `${t.first} ${random.pick(married)}`),
  },
  {
    band: "double_name",
    keep: [["phones"], ["mails"], ["address", "birth_on"]],
    alter: ({ random }, p) => named(p, `${p.name}-${random.pick(married)}`),
  },
  {
    band: "plain_letters",
    keep: [["phones"], ["mails"]],
    alter: ({ random }, p) => named(p, random.chance(0.5) ? german(p.name) : plain(p.name)),
  },
  {
    band: "typo",
    keep: [["phones"], ["mails"], ["birth_on", "address"]],
    alter: ({ random }, p, t) =>
      named(
        p,
        random.chance(0.5) ? `${mistyped(random, t.first)} ${t.last}` : `${t.first} ${mistyped(random, t.last)}`,
      ),
  },
  { band: "partial", keep: [], only: [["phones"], ["phones", "mails", "address"]], alter: (_, seen) => seen },
  {
    band: "new_phone",
    keep: [
      ["phones", "birth_on", "mails"],
      ["phones", "birth_on", "address"],
    ],
    alter: (w, p, t) => ({ ...p, phones: [w.dial(t.place.country)] }),
  },
  {
    band: "moved",
    keep: [
      ["phones", "address"],
      ["mails", "address", "birth_on"],
    ],
    alter: ({ random }, p, t) => ({
      ...p,
      city: random.pick(t.place.cities),
      street: `${random.between(241, 400)} ${random.pick(t.place.streets)}`,
    }),
  },
  { band: "address_rewritten", keep: [["address", "birth_on"]], alter: (_, p) => rewriteStreet(p) },
  {
    band: "birth_mistyped",
    keep: [
      ["phones", "birth_on"],
      ["mails", "birth_on"],
    ],
    alter: (w, p) => ({ ...p, birth_on: anotherBirth(w, p.birth_on!) }),
  },
];

const nicknames: Record<string, string> = {
  Oliver: "Ollie",
  Amelia: "Millie",
  Sophia: "Sophie",
  Lucas: "Luke",
  Hannah: "Hanna",
  Daniel: "Dan",
  Sarah: "Sally",
  James: "Jim",
  José: "Pepe",
  Diego: "Didi",
  Katarzyna: "Kasia",
  Ivan: "Vanya",
  Olga: "Olya",
  Paul: "Pauly",
};
const married = ["Hart", "Collins", "Vogel", "Laurent", "Bishop", "Novak"];
