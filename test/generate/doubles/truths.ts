import { chineseCompany, foreignCompany } from "../companies.ts";
import { chineseName, foreignName } from "../names.ts";
import { type ChinesePlace, chinesePlace, type ForeignPlace, foreignPlaces, pad, streetAddress } from "../places.ts";
import type { Profile, World } from "./facts.ts";
import { capital, plain, syllables } from "./write.ts";

/** What is so in the world; records are what clerks saw of it. */
export type Firm = { profile: Profile; place: ChinesePlace; head: string; stem: string; trade: string; domain: string };
export type Citizen = { profile: Profile; place: ChinesePlace; family: string; given: string };
export type Business = { profile: Profile; place: ForeignPlace; core: string; form: string; domain: string };
export type Foreigner = { profile: Profile; place: ForeignPlace; first: string; last: string };

const forms = /(?:集团)?(?:股份|有限)?(?:有限|责任)*(?:公司)$|厂$|商行$|经营部$|合作社$/u;

export function firm(world: World): Firm {
  const { random } = world;
  for (;;) {
    const place = chinesePlace(random);
    const { name, stem } = chineseCompany(random, place);
    const at = name.indexOf(stem);
    const trade = name
      .slice(at + stem.length)
      .replace(forms, "")
      .replace(/（.+）/u, "");
    if (trade && world.isNew(place.shortCity + stem + trade))
      return firmNamed(world, place, { name, stem, trade, head: name.slice(0, at) || place.shortCity });
  }
}

export type FirmName = { name: string; head: string; stem: string; trade: string };

/** A company of this name with facts of its own. */
export function firmNamed(world: World, place: ChinesePlace, { name, head, stem, trade }: FirmName): Firm {
  const { random } = world;
  const domain = `${syllables(stem).join("")}${world.serial()}.test`;
  const profile: Profile = {
    kind: "company",
    name,
    tax_id: world.code(place),
    phones: random.chance(0.3) ? [world.landline(place), world.mobile()] : [world.landline(place)],
    mails: [`${random.pick(["info", "sales", "office"])}@${domain}`],
    website: `www.${domain}`,
    province: place.province,
    city: place.city,
    district: place.district,
    street: streetAddress(random),
  };
  return { profile, place, head, stem, trade, domain };
}

export function citizen(world: World, place = chinesePlace(world.random), called?: string): Citizen {
  const { random } = world;
  let name = called ?? chineseName(random).name;
  while (name.includes("·")) name = chineseName(random).name;
  const cut = compound.test(name) ? 2 : 1;
  const word = syllables(name).join("");
  const profile: Profile = {
    kind: "person",
    name,
    phones: [world.mobile()],
    mails: [world.mailbox(word)],
    wechat: [
      random.chance(0.5) ? `${word}_${world.serial()}` : `wxid_${world.serial().toString(36)}k${word.slice(0, 3)}`,
    ],
    birth_on: birthday(world, 1958, 2002),
    province: place.province,
    city: place.city,
    district: place.district,
    street: `${streetAddress(random).replace(/ 号.*$/u, " 号")} ${random.between(1, 40)} 幢 ${random.between(1, 28)}0${random.between(1, 4)} 室`,
  };
  return { profile, place, family: name.slice(0, cut), given: name.slice(cut) };
}

const compound = /^(?:欧阳|诸葛|上官|司马|司徒|夏侯|皇甫|慕容|令狐|东方|尉迟|端木)/u;

export const birthday = ({ random }: World, from: number, to: number): string =>
  `${random.between(from, to)}-${pad(random.between(1, 12), 2)}-${pad(random.between(1, 28), 2)}`;

export function business(world: World): Business {
  const { random } = world;
  for (;;) {
    const place = random.pick(foreignPlaces);
    const form = random.pick(place.forms);
    const model = foreignCompany(random, place).name.split(" ");
    const coined = capital(random.pick(heads) + random.pick(middles) + random.pick(tails));
    const stem = random.chance(0.3) ? model[0]! : random.chance(0.4) ? foreignName(random).last : coined;
    const core = `${stem} ${random.chance(0.2) ? `& ${foreignName(random).last} ` : ""}${random.pick(trades)}`;
    if (world.isNew(core.toLowerCase())) return businessNamed(world, place, core, form);
  }
}

export function businessNamed(world: World, place: ForeignPlace, core: string, form: string): Business {
  const { random } = world;
  const domain = `${plain(core)
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase()
    .slice(0, 12)}${world.serial()}.test`;
  const profile: Profile = {
    kind: "company",
    name: `${core} ${form}`,
    phones: [world.dial(place.country)],
    mails: [`${random.pick(["info", "office", "hello", "sales"])}@${domain}`],
    website: `www.${domain}`,
    city: random.pick(place.cities),
    street: `${random.between(1, 240)} ${random.pick(place.streets)}`,
  };
  return { profile, place, core, form, domain };
}

export function foreigner(
  world: World,
  place = world.random.pick(foreignPlaces),
  called?: [string, string],
): Foreigner {
  const { random } = world;
  const drawn = foreignName(random);
  const [first, last] = called ?? [drawn.first, drawn.last];
  const word = plain(`${first}.${last}`)
    .replace(/[^A-Za-z.]/g, "")
    .toLowerCase();
  const profile: Profile = {
    kind: "person",
    name: `${first} ${last}`,
    phones: [world.dial(place.country)],
    mails: [world.mailbox(word)],
    birth_on: birthday(world, 1950, 2002),
    city: random.pick(place.cities),
    street: `${random.between(1, 240)} ${random.pick(place.streets)}`,
  };
  return { profile, place, first, last };
}

const heads = "ba co del fen gra hal jor kel lum mar nov pel quin ros sal tor vel wex yor zan".split(" ");
const middles = "a e i o u ana eri ino ori ula".split(" ");
const tails = "dex lin mont nor pax ra sen tek vin well".split(" ");
const trades = (
  "Packaging Plastics Foods Bakery Teas Cosmetics Trading Imports Stores Logistics Freight Pharma Software Systems Machinery Engineering " +
  "Furniture Interiors Toys Stationery Instruments Textiles Optics Tools"
).split(" ");
