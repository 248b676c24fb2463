import { fictionalCreditCode } from "#platform/text/credit_code.ts";
import { type CompanyIdentity, chineseCompany, foreignCompany, foreignPlace } from "./companies.ts";
import { chineseName, foreignName } from "./names.ts";
import { type ChinesePlace, chinesePlace, type ForeignPlace, pad, streetAddress } from "./places.ts";
import { type Random, randomOf } from "./random.ts";
import {
  foreignRemarks,
  foreignSources,
  foreignTitles,
  occupations,
  remarks,
  sources,
  stageShares,
  tags,
  titles,
} from "./traits.ts";

export type Stage = "prospect" | "interested" | "buyer" | "loyal" | "high_value" | "lapsed";
export type GeneratedPoint = {
  kind: "phone" | "mail" | "wechat" | "address";
  value: string;
  label: string;
  isPrimary: boolean;
};
export type GeneratedContact = {
  name: string;
  title: string;
  department: string;
  gender: "female" | "male";
  points: GeneratedPoint[];
};

/** A made-up customer. `owner`, `team` and `clients` are indexes; money is in minor units of `currency`. */
export type GeneratedCustomer = {
  index: number;
  kind: "company" | "person";
  name: string;
  otherNames: string[];
  language: "zh" | "en";
  country: string;
  currency: string;
  industry?: string;
  taxId?: string;
  foundedOn?: string;
  staffCount?: number;
  revenueThisYear?: number;
  revenueLastYear?: number;
  website?: string;
  occupation?: string;
  birthOn?: string;
  gender?: "female" | "male";
  province?: string;
  city?: string;
  district?: string;
  street: string;
  source: string;
  stage: Stage;
  tags: string[];
  owner?: number;
  team?: number;
  clients: number[];
  remark?: string;
  createdAt: Date;
  points: GeneratedPoint[];
  contacts: GeneratedContact[];
};

/** `users`, `teams` and `clients` say how many there are. `teamOf` tells a user's team; without it users are dealt out in turn. */
export type GenerateOptions = {
  seed: number;
  count: number;
  now: Date;
  users: number;
  teams: number;
  clients: number;
  teamOf?: (user: number) => number;
};

export function* generateCustomers(options: GenerateOptions): Generator<GeneratedCustomer> {
  for (let index = 0; index < options.count; index++) yield customerAt(options, index);
}

/** The customer of one index, alone; the same as the generator gives. */
export function customerAt(options: Omit<GenerateOptions, "count">, index: number): GeneratedCustomer {
  const random = randomOf(options.seed, index);
  const dice = random.next();
  if (dice < 0.09) return finish(random, options, foreign(random, index));
  return finish(random, options, dice < 0.62 ? company(random, index) : person(random, index));
}

type Draft = Omit<GeneratedCustomer, "source" | "stage" | "tags" | "clients" | "createdAt">;

function company(random: Random, index: number): Draft {
  const place = chinesePlace(random);
  const identity = chineseCompany(random, place);
  const domain = `${slug(index)}.test`;
  const staffCount = Math.round(10 ** (0.8 + random.next() * 2.4));
  const contacts = Array.from({ length: random.chance(0.55) ? 1 : random.between(0, 3) }, (_, i) =>
    chineseContact(random, index, i, domain),
  );
  const points = [point("phone", `+86${place.areaCode}5550${pad(random.below(10000), 4)}`, "总机", true)];
  if (random.chance(0.5))
    points.push(point("mail", `${random.pick(["info", "sales", "office"])}@${domain}`, "办公", true));
  return {
    ...base(index, "company", identity.name, "zh", "CN", "CNY"),
    ...money(random, staffCount, identity),
    ...inChina(random, place, points),
    otherNames: random.chance(0.15) ? [identity.stem] : [],
    taxId: fictionalCreditCode(place.code, index),
    ...(random.chance(0.4) ? { website: `www.${domain}` } : {}),
    contacts,
  };
}

function person(random: Random, index: number): Draft {
  const place = chinesePlace(random);
  const { name, isWoman } = chineseName(random);
  const points = [point("phone", chineseMobile(index, 0), "手机", true)];
  if (random.chance(0.45))
    points.push(point("mail", `${random.pick(["a", "m", "u", "hi"])}${index}@mail.test`, "个人", true));
  if (random.chance(0.6)) points.push(point("wechat", `wx_${slug(index)}`, "微信", true));
  return {
    ...base(index, "person", name, "zh", "CN", "CNY"),
    ...inChina(random, place, points),
    gender: isWoman ? "female" : "male",
    birthOn: `${random.between(1955, 2003)}-${pad(random.between(1, 12), 2)}-${pad(random.between(1, 28), 2)}`,
    occupation: random.pick(occupations),
    contacts: [],
  };
}

function foreign(random: Random, index: number): Draft {
  const place = foreignPlace(random);
  const domain = `${slug(index)}.test`;
  const city = random.pick(place.cities);
  const address = { city, street: `${random.between(1, 240)} ${random.pick(place.streets)}` };
  const currency = { GB: "GBP", US: "USD", AU: "AUD" }[place.country] ?? "EUR";
  if (random.chance(0.2)) {
    const { first, last } = foreignName(random);
    const points = [
      point("phone", place.dial(random), "mobile", true),
      point("mail", mailOf(first, last, "mail.test"), "private", true),
    ];
    return {
      ...base(index, "person", `${first} ${last}`, "en", place.country, currency),
      ...address,
      points,
      contacts: [],
    };
  }
  const identity = foreignCompany(random, place);
  const staffCount = Math.round(10 ** (0.8 + random.next() * 2.2));
  return {
    ...base(index, "company", identity.name, "en", place.country, currency),
    ...money(random, staffCount, identity),
    ...address,
    website: `www.${domain}`,
    points: [
      point("phone", place.dial(random), "switchboard", true),
      point("mail", `office@${domain}`, "office", true),
    ],
    contacts: Array.from({ length: random.between(1, 2) }, () => foreignContact(random, place, domain)),
  };
}

function finish(random: Random, options: Omit<GenerateOptions, "count">, draft: Draft): GeneratedCustomer {
  const stage = random.pick(stageShares);
  const customer: GeneratedCustomer = {
    ...draft,
    stage,
    source: random.pick(draft.language === "zh" ? sources : foreignSources),
    tags: tags.filter(() => random.chance(0.07)).slice(0, 3),
    clients: options.clients > 0 ? [random.below(options.clients)] : [],
    createdAt: new Date(options.now.getTime() - Math.floor(random.next() ** 0.8 * 540 * 86_400_000) - 3_600_000),
  };
  if (options.clients > 1 && random.chance(0.08))
    customer.clients.push(((customer.clients[0] as number) + 1) % options.clients);
  if (random.chance(0.12)) customer.remark = random.pick(draft.language === "zh" ? remarks : foreignRemarks);
  if (options.users === 0 || random.chance(0.06)) return customer; // in the pool
  const owner = random.below(options.users);
  customer.owner = owner;
  if (options.teams > 0) customer.team = options.teamOf ? options.teamOf(owner) : owner % options.teams;
  return customer;
}

function base(
  index: number,
  kind: Draft["kind"],
  name: string,
  language: "zh" | "en",
  country: string,
  currency: string,
) {
  return { index, kind, name, otherNames: [] as string[], language, country, currency };
}

function money(random: Random, staffCount: number, { industry }: CompanyIdentity) {
  const revenueLastYear = Math.round(staffCount * random.between(15, 90)) * 1_000_000;
  const revenueThisYear = Math.round((revenueLastYear * random.between(70, 145)) / 100);
  return {
    industry,
    staffCount,
    revenueLastYear,
    revenueThisYear,
    foundedOn: `${random.between(1985, 2023)}-${pad(random.between(1, 12), 2)}-01`,
  };
}

function inChina(random: Random, { province, city, district }: ChinesePlace, points: GeneratedPoint[]) {
  return { province, city, district, street: streetAddress(random), points };
}

function chineseContact(random: Random, index: number, at: number, domain: string): GeneratedContact {
  const { name, isWoman } = chineseName(random);
  const [title, department] = random.pick(titles);
  const points = [point("phone", chineseMobile(index, at + 1), "手机", true)];
  if (random.chance(0.5))
    points.push(point("mail", `${random.pick(["c", "buy", "tech", "fin"])}${at + 1}.${index}@${domain}`, "工作", true));
  if (random.chance(0.4)) points.push(point("wechat", `wx_${slug(index)}_${at + 1}`, "微信", true));
  return { name, title, department, gender: isWoman ? "female" : "male", points };
}

function foreignContact(random: Random, place: ForeignPlace, domain: string): GeneratedContact {
  const { first, last } = foreignName(random);
  const [title, department] = random.pick(foreignTitles);
  const points = [
    point("phone", place.dial(random), "work", true),
    point("mail", mailOf(first, last, domain), "work", true),
  ];
  return { name: `${first} ${last}`, title, department, gender: random.chance(0.5) ? "female" : "male", points };
}

/** 1990 and seven digits spread by index: ten million numbers without a repeat for up to 2.5 million customers. */
function chineseMobile(index: number, which: number): string {
  return `+861990${pad(((index * 4 + which) * 6_180_339) % 10_000_000, 7)}`;
}

function point(kind: GeneratedPoint["kind"], value: string, label: string, isPrimary: boolean): GeneratedPoint {
  return { kind, value, label, isPrimary };
}

function mailOf(first: string, last: string, domain: string): string {
  const plain = (text: string): string =>
    text
      .normalize("NFD")
      .replace(/[^A-Za-z]/g, "")
      .toLowerCase();
  return `${plain(first)}.${plain(last)}@${domain}`;
}

/** A short readable word for an index: ba, be, ... babe. */
function slug(index: number): string {
  let left = index + 100;
  let out = "";
  while (left > 0) {
    out += "bdfghjklmnprstvz".charAt(left % 16) + "aeiou".charAt(Math.floor(left / 16) % 5);
    left = Math.floor(left / 80);
  }
  return out;
}
