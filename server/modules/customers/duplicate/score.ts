import { editDistance } from "./edit_distance.ts";
import type { NameParts } from "./name.ts";
import type { Likeness } from "./profile.ts";

/** What speaks for or against two records being one. The page has a sentence for each. */
export const ruleNames = [
  "tax_id_same",
  "tax_id_same_organisation",
  "tax_id_differs",
  "name_registered",
  "name_same",
  "name_core",
  "name_sound",
  "name_near",
  "name_contained",
  "name_close",
  "name_differs",
  "branch_differs",
  "place_same",
  "place_differs",
  "phone_same",
  "phone_shared_by_many",
  "mail_same",
  "wechat_same",
  "domain_same",
  "address_same",
  "address_near",
  "birth_same",
  "birth_near",
  "birth_differs",
] as const;
export type RuleName = (typeof ruleNames)[number];
export type Points = Readonly<Record<RuleName, number>>;

/** Points of companies and of persons; an organisation may set its own. */
export const defaultPoints: Readonly<Record<"company" | "person", Points>> = {
  company: {
    tax_id_same: 95,
    tax_id_same_organisation: 85,
    tax_id_differs: -80,
    name_registered: 75,
    name_same: 50,
    name_core: 45,
    name_sound: 40,
    name_near: 32,
    name_close: 0,
    name_contained: 15,
    name_differs: -45,
    branch_differs: -60,
    place_same: 15,
    place_differs: -35,
    phone_same: 40,
    phone_shared_by_many: 10,
    mail_same: 40,
    wechat_same: 30,
    domain_same: 30,
    address_same: 30,
    address_near: 8,
    birth_same: 0,
    birth_near: 0,
    birth_differs: 0,
  },
  person: {
    tax_id_same: 95,
    tax_id_same_organisation: 0,
    tax_id_differs: -80,
    name_registered: 0,
    name_same: 40,
    name_core: 40,
    name_sound: 32,
    name_near: 25,
    name_close: -10,
    name_contained: 25,
    name_differs: -60,
    branch_differs: 0,
    place_same: 5,
    place_differs: -10,
    phone_same: 45,
    phone_shared_by_many: 10,
    mail_same: 45,
    wechat_same: 50,
    domain_same: 5,
    address_same: 30,
    address_near: 8,
    birth_same: 35,
    birth_near: -15,
    birth_differs: -60,
  },
};

/** From here on two records go to the work list; from `sure` on they are told as the same. */
export const thresholds = { likely: 70, sure: 95 } as const;

export interface Reason {
  rule: RuleName;
  points: number;
}

export interface Score {
  /** 0 to 100. */
  score: number;
  /** What counted, the strongest first; those against have negative points. */
  reasons: Reason[];
}

/** How many customers bear a phone or mail; nobody asked means one or two. */
export type Bearers = (value: string) => number;

const many = 4;

/**
 * How likely it is that two records are one. Pure and symmetric. A company is never a person.
 * Every reason can be said in a sentence, and the score is their sum, cut to 0..100.
 */
export function score(
  one: Likeness,
  other: Likeness,
  points: Points = defaultPoints[one.kind],
  bearers: Bearers = () => 2,
): Score {
  if (one.kind !== other.kind) return { score: 0, reasons: [] };
  const rules = [...rulesOf(one, other, bearers)];
  const reasons = rules
    .map((rule) => ({ rule, points: points[rule] }))
    .filter((reason) => reason.points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const sum = reasons.reduce((total, reason) => total + reason.points, 0);
  return { score: Math.max(0, Math.min(100, sum)), reasons };
}

function* rulesOf(one: Likeness, other: Likeness, bearers: Bearers): Generator<RuleName> {
  yield* taxRules(one, other);
  const name = bestName(one, other);
  // a company that was renamed is still the company of its code
  if (name.rule !== "name_differs" || !one.organisation || one.organisation !== other.organisation) yield name.rule;
  if (name.branchDiffers) yield "branch_differs";
  yield* placeRules(one, other, name);
  const phone = shared(one.phones, other.phones);
  if (phone !== undefined) yield bearers(phone) > many ? "phone_shared_by_many" : "phone_same";
  const mail = shared(one.mails, other.mails);
  if (mail !== undefined) yield bearers(mail) > many ? "phone_shared_by_many" : "mail_same";
  else if (shared(one.domains, other.domains) !== undefined) yield "domain_same";
  if (shared(one.wechat, other.wechat) !== undefined) yield "wechat_same";
  if (one.birthOn && other.birthOn) yield birthRule(one.birthOn, other.birthOn);
}

/** A digit mistyped, day and month swapped, or the day before. */
function birthRule(one: string, other: string): RuleName {
  if (one === other) return "birth_same";
  const [year, month, day] = one.split("-");
  const isSwapped = `${year}-${day}-${month}` === other;
  const isNextDay = Math.abs(Date.parse(one) - Date.parse(other)) <= 86_400_000;
  // another decade is another generation, not a slip
  const slips = [...one].flatMap((digit, at) => (digit === other[at] ? [] : [at]));
  return isSwapped || isNextDay || (slips.length === 1 && slips[0]! >= 3) ? "birth_near" : "birth_differs";
}

function* taxRules(one: Likeness, other: Likeness): Generator<RuleName> {
  if (!one.taxId || !other.taxId) return;
  if (one.taxId === other.taxId) yield "tax_id_same";
  else if (one.organisation && one.organisation === other.organisation) yield "tax_id_same_organisation";
  else yield "tax_id_differs";
}

function* placeRules(one: Likeness, other: Likeness, { places }: BestName): Generator<RuleName> {
  if (one.street && other.street) {
    const sameCity = !one.city || !other.city || one.city === other.city;
    if (sameCity && one.street === other.street) yield "address_same";
    else if (sameCity && one.district && one.district === other.district && nearStreet(one.street, other.street))
      yield "address_near";
  }
  const [here, there] = places[0] && places[1] ? places : [places[0] || one.city, places[1] || other.city];
  if (!here || !there) return;
  if (here === there) yield "place_same";
  else if (!isWithin(here, there, one, other)) yield "place_differs";
}

/** A name may say the district or the province where the other one says the city. */
const isWithin = (here: string, there: string, one: Likeness, other: Likeness): boolean =>
  Boolean(one.city && one.city === other.city) ||
  [other.city, other.district].includes(here) ||
  [one.city, one.district].includes(there);

const nearStreet = (one: string, other: string): boolean =>
  one.startsWith(other) || other.startsWith(one) || editDistance(one, other, 1) <= 1;

interface BestName {
  rule: RuleName;
  branchDiffers: boolean;
  mine?: NameParts;
  theirs?: NameParts;
  /** What the names say of the place; nothing where the place is part of the name. */
  places: readonly [mine: string, theirs: string];
}

const strength: readonly RuleName[] = [
  "name_registered",
  "name_same",
  "name_core",
  "name_sound",
  "name_near",
  "name_contained",
  "name_close",
  "name_differs",
];

/** The pair of names, former and other ones among them, that agrees best. */
function bestName(one: Likeness, other: Likeness): BestName {
  let best: BestName = { rule: "name_differs", branchDiffers: false, places: ["", ""] };
  for (const mine of one.names)
    for (const theirs of other.names) {
      const rule = compareNames(mine, theirs, one.kind);
      if (best.mine && strength.indexOf(rule) >= strength.indexOf(best.rule)) continue;
      best = { rule, branchDiffers: mine.branch !== theirs.branch, mine, theirs, places: placesOf(mine, theirs) };
    }
  return best;
}

function placesOf(mine: NameParts, theirs: NameParts): readonly [string, string] {
  if (mine.core === theirs.core || mine.sound === theirs.sound) return [mine.place, theirs.place];
  return [mine.placed === theirs.core ? "" : mine.place, theirs.placed === mine.core ? "" : theirs.place];
}

/** @returns one of the rules that begin with `name_` */
export function compareNames(mine: NameParts, theirs: NameParts, kind: "company" | "person"): RuleName {
  if (mine.whole === theirs.whole) return mine.place && mine.legal ? "name_registered" : "name_same";
  if (mine.core === theirs.core || mine.placed === theirs.core || mine.core === theirs.placed) return "name_core";
  if (mine.words && mine.words === theirs.words) return "name_core";
  if (mine.sound && mine.sound === theirs.sound) return "name_sound";
  const across = acrossScripts(mine, theirs, kind);
  if (across) return across;
  if (isNear(mine, theirs, kind) || isAcronym(mine, theirs) || isAcronym(theirs, mine)) return "name_near";
  const [short, long] = mine.core.length < theirs.core.length ? [mine, theirs] : [theirs, mine];
  if (kind === "company" && short.core.length >= 4 && long.core.includes(short.core)) return "name_contained";
  return kind === "person" ? comparePeople(mine, theirs, short, long) : "name_differs";
}

/** 王建国 and Jianguo Wang, 杭州灵隐茶业 and Lingyin Tea: how the Chinese is said stands in the Latin, whole or in part. */
function acrossScripts(mine: NameParts, theirs: NameParts, kind: "company" | "person"): RuleName | undefined {
  const [han, latin] = mine.sound && theirs.words ? [mine, theirs] : theirs.sound && mine.words ? [theirs, mine] : [];
  if (!han || !latin) return undefined;
  const syllables = han.sound.split(" ");
  if (kind === "company") return latin.core.includes(syllables.slice(0, 2).join("")) ? "name_near" : "name_close";
  const [family = "", ...given] = syllables;
  const said = [`${family}${given.join("")}`, `${given.join("")}${family}`];
  if (said.includes(latin.core) || latin.words === [family, given.join("")].toSorted().join(" ")) return "name_sound";
  return latin.words.split(" ").includes(family) ? "name_contained" : undefined;
}

/** BBTA for Bluestone & Bernard Tools AG. */
const isAcronym = (short: NameParts, long: NameParts): boolean =>
  short.core.length >= 3 &&
  short.core.length <= 6 &&
  long.initials.replaceAll("a", "") !== "" &&
  [long.initials, long.initials.slice(0, -1)].includes(short.core);

/** A family name with a title, a name with a middle or a second family name, the same first name after a wedding, one character mistaken. */
function comparePeople(mine: NameParts, theirs: NameParts, short: NameParts, long: NameParts): RuleName {
  if (isInitialed(short.words, long.words)) return "name_near";
  if (mine.given && mine.given === theirs.given && mine.given.length > 2) {
    const [few, all] = [short.words.split(" "), long.words.split(" ")];
    return few.length > 1 && few.every((word) => all.includes(word)) ? "name_near" : "name_contained";
  }
  if (!mine.sound || !theirs.sound) return "name_differs";
  if (short.core.length === 1 && long.core.startsWith(short.core)) return "name_contained";
  const isSlip =
    short.core.length > 1 && mine.core[0] === theirs.core[0] && editDistance(mine.core, theirs.core, 1) <= 1;
  return isSlip && long.core.length > 2 ? "name_close" : "name_differs";
}

/** One slip in four characters and more, two in nine and more; a Chinese name of a person has too few for that. */
function isNear(mine: NameParts, theirs: NameParts, kind: "company" | "person"): boolean {
  const length = Math.min(mine.core.length, theirs.core.length);
  if (kind === "person" && mine.sound) return false;
  const most = length >= 9 ? 2 : length >= 4 ? 1 : 0;
  if (most === 0) return false;
  return editDistance(mine.core, theirs.core, most) <= most;
}

/** "clarke e" and "clarke emma": the same words, some of them by their first letter. */
function isInitialed(short: string, long: string): boolean {
  const [few, all] = [short.split(" "), long.split(" ")];
  if (few.length < 2 || few.length !== all.length) return false;
  const left = [...all];
  for (const word of few.toSorted((a, b) => b.length - a.length)) {
    const at = left.findIndex((one) => one === word || (word.length === 1 && one.startsWith(word)));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return few.some((word) => word.length > 1);
}

function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): string | undefined {
  for (const value of one) if (other.has(value)) return value;
  return undefined;
}
