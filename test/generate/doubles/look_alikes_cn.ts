import { chineseName } from "../names.ts";
import { chinesePlace, streetAddress } from "../places.ts";
import type { Fact, Profile, World } from "./facts.ts";
import { birthday, type Citizen, citizen, type Firm, firm, firmNamed } from "./truths.ts";
import { homophone } from "./write.ts";

/**
 * Something that looks like a record that is there and is another entity. `keep` are the facts both records show, by
 * which a careful clerk tells them apart or is led astray. `alone`: too near to stand beside altered copies of the same.
 */
export interface Likeness<Truth> {
  band: string;
  keep: Fact[];
  alone?: boolean;
  make(world: World, truth: Truth): Profile;
}

export const firmLikenesses: Likeness<Firm>[] = [
  {
    band: "same_brand_other_city",
    keep: ["address"],
    make: (w, t) => {
      const place = otherPlace(w, t);
      const { profile } = firmNamed(w, place, {
        ...t,
        head: place.shortCity,
        name: `${place.shortCity}${t.stem}${t.trade}有限公司`,
      });
      return w.random.chance(0.3) ? { ...profile, website: t.profile.website! } : profile;
    },
  },
  {
    band: "branch",
    keep: ["address", "phones"],
    alone: true,
    make: (w, t) => {
      const place = otherPlace(w, t);
      const name = `${t.profile.name}${place.shortCity}分公司`;
      const { profile } = firmNamed(w, place, { ...t, name });
      return { ...profile, website: t.profile.website!, mails: [`${place.code}@${t.domain}`] };
    },
  },
  {
    band: "affiliate_one_switchboard",
    keep: ["address", "phones", "tax_id"],
    alone: true,
    make: (w, t) => {
      const other = firm(w);
      const trade = other.trade === t.trade ? "投资管理" : other.trade;
      const { profile } = firmNamed(w, t.place, { ...t, trade, name: `${t.head}${t.stem}${trade}有限公司` });
      return { ...profile, phones: t.profile.phones!, street: t.profile.street!, mails: [`office@${t.domain}`] };
    },
  },
  {
    band: "holding",
    keep: ["address", "tax_id"],
    alone: true,
    make: (w, t) => {
      const { profile } = firmNamed(w, t.place, { ...t, name: `${t.head}${t.stem}控股集团有限公司` });
      return { ...profile, street: t.profile.street!, website: t.profile.website! };
    },
  },
  {
    band: "successor_other_code",
    keep: ["tax_id", "phones", "address"],
    alone: true,
    make: (w, t) => {
      const { profile } = firmNamed(w, t.place, { ...t, name: `${t.head}新${t.stem}${t.trade}有限公司` });
      return { ...profile, phones: t.profile.phones!, street: t.profile.street! };
    },
  },
  {
    band: "franchise_shop",
    keep: ["address", "phones"],
    alone: true,
    make: (w, t) => {
      const shop = w.random.pick(["文三路店", "武林店", "火车站店", "万象城店", "大学城店", "银泰店", "机场店"]);
      const { profile } = firmNamed(w, t.place, { ...t, name: `${t.stem}${t.trade}（${shop}）` });
      return { ...profile, website: t.profile.website!, mails: t.profile.mails! };
    },
  },
  { band: "accountant_phone", keep: ["phones"], make: (w, t) => ({ ...firm(w).profile, phones: t.profile.phones! }) },
  {
    band: "same_building",
    keep: ["address"],
    make: (w, t) => {
      const { name, tax_id, phones, mails } = firm(w).profile;
      return { ...t.profile, name, tax_id: tax_id!, phones: phones!, mails: mails!, website: null };
    },
  },
  {
    band: "near_name_same_city",
    keep: ["tax_id", "phones", "address"],
    make: (w, t) => {
      const stem = homophone(w.random, t.stem);
      return firmNamed(w, t.place, { ...t, stem, name: `${t.head}${stem}${t.trade}有限公司` }).profile;
    },
  },
  {
    band: "same_brand_other_trade",
    keep: ["phones", "address"],
    make: (w, t) => {
      const { trade } = firm(w);
      const other = trade === t.trade ? "园艺" : trade;
      return firmNamed(w, t.place, { ...t, trade: other, name: `${t.head}${t.stem}${other}有限公司` }).profile;
    },
  },
  {
    band: "owner_as_person",
    keep: ["phones"],
    make: (w, t) => ({ ...citizen(w, t.place).profile, phones: t.profile.phones!, street: t.profile.street! }),
  },
];

const relative = (world: World, truth: Citizen, name: string): Profile => {
  const { street, district } = truth.profile;
  return { ...citizen(world, truth.place, name).profile, street: street!, district: district! };
};
const given = (world: World, not: string): string => {
  for (;;) {
    const { name } = chineseName(world.random);
    if (name.length === 3 && !name.includes("·") && ![...not].some((one) => name.slice(1).includes(one)))
      return name.slice(1);
  }
};

export const citizenLikenesses: Likeness<Citizen>[] = [
  {
    band: "spouse",
    keep: ["phones", "address"],
    make: (w, t) => ({ ...relative(w, t, differentSurname(w, t)), phones: t.profile.phones! }),
  },
  {
    band: "father_and_son",
    keep: ["phones", "address", "birth_on"],
    alone: true,
    make: (w, t) => ({
      ...relative(w, t, t.family + given(w, t.given)),
      phones: t.profile.phones!,
      birth_on: birthday(
        w,
        Number(t.profile.birth_on!.slice(0, 4)) + 24,
        Number(t.profile.birth_on!.slice(0, 4)) + 31,
      ).replace(/^20[2-9]\d/, "2019"),
    }),
  },
  {
    band: "twin",
    keep: ["address", "birth_on"],
    alone: true,
    make: (w, t) => {
      const first = t.given.length === 2 ? t.given.charAt(0) : "";
      const profile = relative(w, t, t.family + first + given(w, t.given).slice(first ? 1 : 0));
      return {
        ...profile,
        birth_on: t.profile.birth_on!,
        ...(w.random.chance(0.4) ? { phones: t.profile.phones! } : {}),
      };
    },
  },
  {
    band: "namesake_same_city",
    keep: ["phones", "birth_on"],
    make: (w, t) => citizen(w, t.place, t.profile.name).profile,
  },
  {
    band: "namesake_same_district",
    keep: ["phones", "address"],
    make: (w, t) => citizen(w, t.place, t.profile.name).profile,
  },
  {
    band: "namesake_other_city",
    keep: ["phones", "address"],
    make: (w, t) => citizen(w, otherPlace(w, t), t.profile.name).profile,
  },
  {
    band: "recycled_number",
    keep: ["phones", "address", "birth_on"],
    make: (w, t) => ({ ...citizen(w, otherPlace(w, t), differentSurname(w, t)).profile, phones: t.profile.phones! }),
  },
  {
    band: "neighbour",
    keep: ["address", "phones"],
    make: (w, t) => ({
      ...relative(w, t, differentSurname(w, t)),
      street: t.profile.street!.replace(/\d+ 室$/u, `${w.random.between(29, 33)}02 室`),
    }),
  },
  {
    band: "shared_mailbox",
    keep: ["mails", "phones"],
    make: (w, t) => ({ ...citizen(w, t.place, differentSurname(w, t)).profile, mails: t.profile.mails! }),
  },
  {
    band: "near_name_same_city",
    keep: ["phones", "birth_on"],
    make: (w, t) => citizen(w, t.place, t.family + homophone(w.random, t.given).slice(0, 2)).profile,
  },
  {
    band: "colleague",
    keep: ["phones", "address"],
    make: (w, t) => {
      const profile = citizen(w, t.place, differentSurname(w, t)).profile;
      return { ...profile, phones: [...t.profile.phones!, ...profile.phones!], street: streetAddress(w.random) };
    },
  },
];

function otherPlace(world: World, { place }: { place: { city: string } }) {
  for (;;) {
    const other = chinesePlace(world.random);
    if (other.city !== place.city) return other;
  }
}

function differentSurname(world: World, { family, given: own }: Citizen): string {
  for (;;) {
    const { name } = chineseName(world.random);
    if (!name.includes("·") && !name.startsWith(family) && name.slice(1) !== own) return name;
  }
}
