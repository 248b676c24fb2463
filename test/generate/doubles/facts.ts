import { fictionalCreditCode } from "#platform/text/credit_code.ts";
import type { Double } from "../doubles.ts";
import { type ChinesePlace, pad } from "../places.ts";
import type { Random } from "../random.ts";

export type Profile = Double["profile"];
/** A fact besides the name. `address` stands for province, city, district and street together. */
export type Fact = "tax_id" | "phones" | "mails" | "wechat" | "website" | "address" | "birth_on";

/** Stand-ins for the large providers of private mail, at which strangers share a domain. */
export const providers = ["qqmail.test", "mail163.test", "mail126.test", "googlemail.test", "outlookmail.test"];

/** Where facts come from that two entities never share by accident. */
export interface World {
  random: Random;
  serial(): number;
  mobile(): string;
  landline(place: ChinesePlace): string;
  /** From the numbers set aside for fiction in GB, US, DE, FR or AU: some 5,000 in the smallest of them. */
  dial(country: string): string;
  code(place: ChinesePlace): string;
  /** A mailbox at a provider. */
  mailbox(word: string): string;
  /** True the first time. */
  isNew(name: string): boolean;
}

export function worldOf(random: Random): World {
  const names = new Set<string>();
  let last = random.between(1000, 9000);
  const serial = () => ++last;
  const counts = new Map<string, number>();
  /** Walks through all numbers of `width` digits in strides, so that neighbours do not look alike. */
  const spread = (range: string, width: number): string => {
    const count = (counts.get(range) ?? random.below(10 ** width)) + 1;
    counts.set(range, count);
    return range + pad((count * 6_180_339) % 10 ** width, width);
  };
  const abroad = new Map<string, number>();
  return {
    random,
    serial,
    mobile: () => spread("+861990", 7),
    landline: (place) => spread(`+86${place.areaCode}5550`, 4),
    dial: (country) => {
      const ranges = fiction[country] as { ranges: string[]; width: number };
      const turn = (abroad.get(country) ?? 0) + 1;
      abroad.set(country, turn);
      return spread(ranges.ranges[turn % ranges.ranges.length] as string, ranges.width);
    },
    code: (place) => fictionalCreditCode(place.code, serial() * 7919),
    mailbox: (word) => `${word}${random.pick(["", ".", "_"])}${serial()}@${random.pick(providers)}`,
    isNew: (name) => !names.has(name) && names.add(name).size > 0,
  };
}

/** Ofcom's, the NANP's (555-01xx), the Bundesnetzagentur's, Arcep's and ACMA's numbers for drama use. */
const fiction: Record<string, { ranges: string[]; width: number }> = {
  GB: { ranges: ["+447700900", "+441632960", "+442079460", "+441134960", "+441214960", "+441614960"], width: 3 },
  US: {
    ranges: "312 512 206 303 617 212 415 713 602 305 404 503 615 702 816 919 214 216 313 412"
      .split(" ")
      .map((area) => `+1${area}55501`),
    width: 2,
  },
  DE: { ranges: ["+493023125", "+496990009", "+494066969", "+492214710", "+498999998"], width: 3 },
  FR: { ranges: ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"], width: 4 },
  AU: { ranges: ["+6125550", "+6135550", "+6175550", "+6185550"], width: 4 },
};

/** How often a clerk bothers to write a fact down. */
const habit: Record<Fact, number> = {
  tax_id: 0.55,
  phones: 0.85,
  mails: 0.45,
  wechat: 0.4,
  website: 0.4,
  address: 0.75,
  birth_on: 0.45,
};

/** What one clerk wrote down of the truth: the name, `keep`, and the rest by habit (or nothing else with `only`). */
export function seen(random: Random, truth: Profile, keep: readonly Fact[], only = false): Profile {
  const has = (fact: Fact): boolean => keep.includes(fact) || (!only && random.chance(habit[fact]));
  const profile: Profile = { kind: truth.kind, name: truth.name };
  if (has("tax_id") && truth.tax_id) profile.tax_id = truth.tax_id;
  if (has("phones") && truth.phones) profile.phones = [...truth.phones];
  if (has("mails") && truth.mails) profile.mails = [...truth.mails];
  if (has("wechat") && truth.wechat) profile.wechat = [...truth.wechat];
  if (has("website") && truth.website) profile.website = truth.website;
  if (has("birth_on") && truth.birth_on) profile.birth_on = truth.birth_on;
  if (has("address")) {
    if (truth.province) profile.province = truth.province;
    if (truth.city) profile.city = truth.city;
    if (truth.district) profile.district = truth.district;
    if (truth.street) profile.street = truth.street;
  }
  return profile;
}

export const addressOf = ({ province, city, district, street }: Profile): Partial<Profile> => ({
  ...(province ? { province } : {}),
  ...(city ? { city } : {}),
  ...(district ? { district } : {}),
  ...(street ? { street } : {}),
});
