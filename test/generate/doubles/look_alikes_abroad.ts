import { foreignName } from "../names.ts";
import { foreignPlaces } from "../places.ts";
import type { Profile, World } from "./facts.ts";
import type { Likeness } from "./look_alikes_cn.ts";
import { type Business, birthday, business, businessNamed, type Foreigner, foreigner } from "./truths.ts";
import { mistyped } from "./write.ts";

export const businessLikenesses: Likeness<Business>[] = [
  {
    band: "same_brand_other_city",
    keep: ["address", "phones"],
    make: (w, t) => {
      const city = w.random.pick(t.place.cities.filter((one) => one !== t.profile.city));
      return { ...businessNamed(w, t.place, `${t.core} (${city})`, t.form).profile, city };
    },
  },
  {
    band: "subsidiary_abroad",
    keep: ["address", "phones"],
    make: (w, t) => {
      const place = w.random.pick(foreignPlaces.filter((one) => one.country !== t.place.country));
      return { ...businessNamed(w, place, t.core, w.random.pick(place.forms)).profile, website: t.profile.website! };
    },
  },
  {
    band: "holding",
    keep: ["address", "phones"],
    alone: true,
    make: (w, t) => ({
      ...businessNamed(w, t.place, t.core.replace(/ \S+$/, " Group Holdings"), t.form).profile,
      ...at(t),
      website: t.profile.website!,
    }),
  },
  {
    band: "affiliate_one_switchboard",
    keep: ["address", "phones"],
    alone: true,
    make: (w, t) => {
      const trade = w.random.pick(["Property Services", "Capital", "Leasing", "Facilities", "Ventures"]);
      return {
        ...businessNamed(w, t.place, t.core.replace(/\S+$/, trade), t.form).profile,
        ...at(t),
        phones: t.profile.phones!,
      };
    },
  },
  {
    band: "franchise_shop",
    keep: ["address", "phones"],
    alone: true,
    make: (w, t) => {
      const shop = w.random.pick(["Airport", "Central Station", "Riverside", "Old Town", "University"]);
      return { ...businessNamed(w, t.place, t.core, shop).profile, city: t.profile.city!, website: t.profile.website! };
    },
  },
  {
    band: "accountant_phone",
    keep: ["phones"],
    make: (w, t) => ({ ...sameCountry(w, t).profile, phones: t.profile.phones! }),
  },
  { band: "same_building", keep: ["address"], make: (w, t) => ({ ...sameCountry(w, t).profile, ...at(t) }) },
  {
    band: "near_name_same_city",
    keep: ["phones", "address"],
    make: (w, t) => ({
      ...businessNamed(
        w,
        t.place,
        t.core.replace(/^\S+/, (word) => mistyped(w.random, word)),
        t.form,
      ).profile,
      city: t.profile.city!,
    }),
  },
];

export const foreignerLikenesses: Likeness<Foreigner>[] = [
  {
    band: "spouse",
    keep: ["phones", "address"],
    make: (w, t) => ({ ...relative(w, t, [otherFirst(w, t), t.last]), phones: t.profile.phones! }),
  },
  {
    band: "father_and_son",
    keep: ["phones", "address", "birth_on"],
    alone: true,
    make: (w, t) => {
      const year = Number(t.profile.birth_on!.slice(0, 4)) - w.random.between(24, 33);
      const father = relative(w, t, [t.first, t.last]);
      return {
        ...father,
        name: `${t.first} ${t.last} Sr.`,
        phones: t.profile.phones!,
        birth_on: birthday(w, year, year),
      };
    },
  },
  {
    band: "twin",
    keep: ["address", "birth_on"],
    alone: true,
    make: (w, t) => ({ ...relative(w, t, [otherFirst(w, t), t.last]), birth_on: t.profile.birth_on! }),
  },
  {
    band: "namesake_same_city",
    keep: ["phones", "birth_on"],
    make: (w, t) => ({ ...foreigner(w, t.place, [t.first, t.last]).profile, city: t.profile.city! }),
  },
  {
    band: "namesake_same_country",
    keep: ["phones", "address", "mails"],
    make: (w, t) => foreigner(w, t.place, [t.first, t.last]).profile,
  },
  {
    band: "recycled_number",
    keep: ["phones", "address", "birth_on"],
    make: (w, t) => ({ ...foreigner(w, t.place, stranger(w, t)).profile, phones: t.profile.phones! }),
  },
  {
    band: "shared_mailbox",
    keep: ["phones", "mails"],
    make: (w, t) => ({ ...foreigner(w, t.place, stranger(w, t)).profile, mails: t.profile.mails! }),
  },
  {
    band: "flatmate",
    keep: ["address", "phones"],
    make: (w, t) => ({ ...foreigner(w, t.place, stranger(w, t)).profile, ...at(t) }),
  },
];

const at = ({ profile: { city, street } }: { profile: Profile }) => ({ city: city!, street: street! });
const relative = (world: World, truth: Foreigner, name: [string, string]): Profile => ({
  ...foreigner(world, truth.place, name).profile,
  ...at(truth),
});

function sameCountry(world: World, { place }: Business): Business {
  for (;;) {
    const other = business(world);
    if (other.place.country === place.country) return other;
  }
}

function otherFirst({ random }: World, { first }: Foreigner): string {
  for (;;) {
    const other = foreignName(random).first;
    if (other.charAt(0) !== first.charAt(0)) return other;
  }
}

function stranger(world: World, truth: Foreigner): [string, string] {
  for (;;) {
    const { first, last } = foreignName(world.random);
    if (first.charAt(0) !== truth.first.charAt(0) && last !== truth.last) return [first, last];
  }
}
