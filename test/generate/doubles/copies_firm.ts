import { streetAddress } from "../places.ts";
import type { Fact, Profile, World } from "./facts.ts";
import { type Firm, firm } from "./truths.ts";
import { named, rewriteAddress, toTraditional, type Way } from "./ways.ts";
import { capital, dropped, fullWidth, homophone, lookAlike, misdialled, swapped, syllables } from "./write.ts";

/** One fact in common that is rarely shared by strangers. */
const oneFact: Fact[][] = [["phones"], ["address"], ["mails"], ["website"], ["tax_id"]];

export const firmWays: Way<Firm>[] = [
  { band: "retyped", keep: [["phones"], ["address"], []], alter: (_, seen) => seen },
  { band: "formatted", keep: [["tax_id"], ["website"], ["phones"], []], alter: formatFirm },
  { band: "traditional", keep: oneFact, alter: toTraditional },
  {
    band: "short_name",
    keep: [["phones"], ["address"], ["mails", "address"]],
    alter: (w, p, t) => named(p, shortName(w, t)),
  },
  {
    band: "place_elsewhere",
    keep: [["phones"], ["address"], ["tax_id"]],
    alter: (w, p, t) => named(p, placeElsewhere(w, t)),
  },
  {
    band: "reformed",
    keep: [["tax_id"], ["tax_id", "phones"]],
    alter: (w, p, t) =>
      named(p, t.head + t.stem + t.trade + w.random.pick(reformed.filter((one) => !p.name.endsWith(t.trade + one)))),
  },
  { band: "partial", keep: [], only: [["phones"], ["address", "mails"]], alter: (_, seen) => seen },
  { band: "partial", keep: [], only: [["address"], ["phones", "tax_id"]], alter: (_, seen) => seen },
  { band: "note_in_name", keep: [["phones"], ["mails", "address"]], alter: noteInName },
  { band: "typo_homophone", keep: oneFact, alter: (w, p, t) => typo(w, p, t, homophone) },
  { band: "typo_look_alike", keep: oneFact, alter: (w, p, t) => typo(w, p, t, lookAlike) },
  {
    band: "typo_dropped",
    keep: oneFact,
    alter: (w, p) => named(p, p.name.slice(0, 2) + dropped(w.random, p.name.slice(2))),
  },
  { band: "typo_swapped", keep: oneFact, alter: (w, p) => named(p, swapped(w.random, p.name)) },
  { band: "renamed", keep: [["tax_id"], ["tax_id", "phones"], ["tax_id", "address"]], alter: renamed },
  { band: "moved", keep: [["phones", "address"]], alter: ({ random }, p) => ({ ...p, street: streetAddress(random) }) },
  {
    band: "moved_new_phone",
    keep: [
      ["website", "address", "phones"],
      ["mails", "address", "phones"],
    ],
    alter: (w, p, t) => ({ ...p, street: streetAddress(w.random), phones: [w.landline(t.place)] }),
  },
  {
    band: "address_rewritten",
    keep: [["address"]],
    alter: (w, p, t) => rewriteAddress(w, w.random.chance(0.4) ? named(p, shortName(w, t)) : p),
  },
  {
    band: "code_and_short_name",
    keep: [],
    only: [["tax_id", "address"], ["tax_id"]],
    alter: (w, p, t) => named(p, shortName(w, t)),
  },
  { band: "name_in_latin", keep: [["phones"], ["website", "address"], ["mails"]], alter: latinFirm },
  {
    band: "code_mistyped",
    keep: [
      ["tax_id", "phones"],
      ["tax_id", "address"],
    ],
    alter: (w, p) => ({ ...p, tax_id: swapDigits(w, p.tax_id!) }),
  },
  {
    band: "phone_mistyped",
    keep: [["phones", "address"], ["phones"]],
    alter: (w, p) => ({ ...p, phones: p.phones!.map((one) => misdialled(w.random, one)) }),
  },
];

const reformed = ["股份有限公司", "有限公司", "集团有限公司", "有限责任公司"];

function shortName({ random }: World, { head, stem, trade }: Firm): string {
  return random.pick([head + stem + trade, stem + trade, head + stem, `${stem}${trade}公司`, stem]);
}

function placeElsewhere({ random }: World, { stem, trade, place, profile }: Firm): string {
  const province = place.province.replace(/(?:省|市|壮族自治区|维吾尔自治区)$/u, "");
  const isBracketed = profile.name.includes("（");
  return random.pick([
    isBracketed ? `${place.shortCity}${stem}${trade}有限公司` : `${stem}${trade}（${place.shortCity}）有限公司`,
    `${province === place.shortCity ? "" : province}${place.city}${stem}${trade}有限公司`,
    `${stem}（${place.shortCity}）${trade}有限公司`,
  ]);
}

function formatFirm({ random }: World, seen: Profile): Profile {
  const name = random.pick([
    seen.name.replace("有限", " 有限"),
    seen.name.replace("（", "(").replace("）", ") "),
    `${seen.name}。`,
    ` ${[...seen.name].join(" ")}`,
    seen.name.replace(/(有限公司)$/u, "（$1）"),
    `"${seen.name}"`,
  ]);
  const profile = named(seen, name);
  if (seen.tax_id)
    profile.tax_id = random.pick([
      seen.tax_id.toLowerCase(),
      fullWidth(seen.tax_id),
      seen.tax_id.replace(/(.{6})/g, "$1 ").trim(),
    ]);
  if (seen.website)
    profile.website = random.pick([
      `https://${seen.website}/`,
      seen.website.toUpperCase(),
      seen.website.replace("www.", "http://"),
    ]);
  if (seen.mails) profile.mails = seen.mails.map((mail) => (random.chance(0.5) ? mail.toUpperCase() : fullWidth(mail)));
  return profile;
}

function noteInName({ random }: World, seen: Profile, { head, stem, trade }: Firm): Profile {
  const short = random.pick([stem + trade, head + stem, seen.name]);
  return named(
    seen,
    random.pick([
      `${short} 王总`,
      `${short}（老客户）`,
      `【勿扰】${short}`,
      `${short}-李经理介绍`,
      `${short}(展会)`,
      `A${short} 采购部张姐`,
    ]),
  );
}

function typo(
  world: World,
  seen: Profile,
  { stem }: Firm,
  slip: (random: World["random"], text: string) => string,
): Profile {
  return named(seen, seen.name.replace(stem, slip(world.random, stem)));
}

/** A new name for the same legal person: the credit code stays. */
function renamed(world: World, seen: Profile, { head, stem, trade }: Firm): Profile {
  const other = firm(world);
  const name = `${head}${other.stem}${world.random.chance(0.5) ? trade : other.trade}有限公司`;
  return { ...named(seen, name), ...(world.random.chance(0.25) ? { other_names: [head + stem + trade] } : {}) };
}

function latinFirm({ random }: World, seen: Profile, { stem, place }: Firm): Profile {
  const [city, word] = [capital(syllables(place.shortCity).join("")), capital(syllables(stem).join(""))];
  return named(
    seen,
    `${random.pick([`${city} ${word}`, word])} ${random.pick(["Co., Ltd.", "Company Limited", "Co Ltd", "CO.,LTD"])}`,
  );
}

function swapDigits({ random }: World, code: string): string {
  const at = random.between(9, 16);
  const digit = code.charAt(at);
  return (
    code.slice(0, at) +
    ({ "0": "O", "1": "I", "8": "B", "2": "Z", "5": "S" }[digit] ?? String(random.below(10))) +
    code.slice(at + 1)
  );
}
