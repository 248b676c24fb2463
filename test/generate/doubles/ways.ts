import { addressOf, type Fact, type Profile, type World } from "./facts.ts";
import { fullWidth, traditional } from "./write.ts";

/**
 * A way a second record comes about. `keep` are the facts both records show (one list of them is drawn), `alter` is
 * what happened on the way. With `only` the first record and the copy show these facts and no other.
 */
export interface Way<Truth> {
  band: string;
  keep: Fact[][];
  only?: [Fact[], Fact[]];
  alter(world: World, seen: Profile, truth: Truth): Profile;
}

export const named = (profile: Profile, name: string): Profile => ({ ...profile, name });

export function toTraditional(_: World, seen: Profile): Profile {
  return { ...seen, name: traditional(seen.name), ...(seen.street ? { street: traditional(seen.street) } : {}) };
}

/** The same place as another clerk writes it: all in one line, a part left out, other signs for house and room. */
export function rewriteAddress({ random }: World, seen: Profile): Profile {
  const { province = "", city = "", district = "", street = "" } = addressOf(seen) as Record<string, string>;
  const tight = street.replace(/ /g, "");
  const { province: _p, city: _c, district: _d, ...rest } = seen;
  return random.pick<() => Profile>([
    () => ({ ...rest, street: (province === city ? city : province + city) + district + tight }),
    () => ({ ...rest, city, street: district.replace(/区$/u, "") + tight }),
    () => ({ ...rest, province, city, district, street: fullWidth(tight) }),
    () => ({ ...rest, province, city, street: tight.replace("幢", "栋").replace("室", "") }),
    () => ({
      ...rest,
      city: city.replace(/市$/u, ""),
      district,
      street: tight.replace(/号(\d+)幢(\d+)室/u, "号$1-$2").replace("座", "栋"),
    }),
  ])();
}

/** The wrong day, or day and month changed about. */
export function anotherBirth({ random }: World, birth: string): string {
  const [year, month, day] = birth.split("-") as [string, string, string];
  if (Number(day) <= 12 && day !== month && random.chance(0.5)) return `${year}-${day}-${month}`;
  return `${year}-${month}-${String((Number(day) % 28) + 1).padStart(2, "0")}`;
}

/** Rd for Road, the house number behind, all in capitals, the city in the same line. */
export function rewriteStreet(seen: Profile): Profile {
  const { city = "", street = "" } = addressOf(seen) as Record<string, string>;
  const short = street
    .replace("Street", "St.")
    .replace("Road", "Rd")
    .replace("Avenue", "Ave.")
    .replace("Lane", "Ln")
    .replace("Parade", "Pde")
    .replace("straße", "str.")
    .replace(/^rue|(?<=\d )rue/, "r.")
    .replace(/(?<=\d )avenue/, "av.")
    .replace(/^(\d+) (.*(?:str\.|allee|weg))$/, "$2 $1");
  const { city: _c, ...rest } = seen;
  return {
    ...rest,
    street: `${short === street ? street.toUpperCase() : short}, ${city.replace("München", "Munich").replace("Köln", "Cologne")}`,
  };
}
