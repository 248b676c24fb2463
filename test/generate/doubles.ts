import { businessWays } from "./doubles/copies_business.ts";
import { citizenWays } from "./doubles/copies_citizen.ts";
import { firmWays } from "./doubles/copies_firm.ts";
import { foreignerWays } from "./doubles/copies_foreigner.ts";
import { type Fact, type Profile, seen, type World, worldOf } from "./doubles/facts.ts";
import { businessLikenesses, foreignerLikenesses } from "./doubles/look_alikes_abroad.ts";
import { citizenLikenesses, firmLikenesses, type Likeness } from "./doubles/look_alikes_cn.ts";
import { business, citizen, firm, foreigner } from "./doubles/truths.ts";
import type { Way } from "./doubles/ways.ts";
import { type Random, randomOf } from "./random.ts";

/** One record of a set in which it is known who is who. Written apart from the rules that look for doubles. */
export interface Double {
  id: string;
  /** Records with one entity are one real company or person. */
  entity: string;
  /** How hard this record is: of a copy, how it was altered; otherwise `original`, `plain` or the kind of look-alike. */
  band: string;
  /** A second or third record of an entity that is there already, and can honestly be told to be one. */
  isCopy: boolean;
  profile: {
    kind: "company" | "person";
    name: string;
    other_names?: string[];
    tax_id?: string | null;
    /** E.164 */
    phones?: string[];
    mails?: string[];
    wechat?: string[];
    website?: string | null;
    province?: string | null;
    city?: string | null;
    district?: string | null;
    street?: string | null;
    /** YYYY-MM-DD */
    birth_on?: string | null;
  };
}

/** About `size` records in no order, the same ones for the same seed: a third copies, a third look-alikes. Up to some 20,000. */
export function doubles(seed: number, size: number): Double[] {
  const world = worldOf(randomOf(seed, 4));
  const out: Double[] = [];
  const draw: (() => Double[])[] = [
    scene(world, firm, firmWays, firmLikenesses),
    scene(world, citizen, citizenWays, citizenLikenesses),
    scene(world, business, businessWays, businessLikenesses),
    scene(world, foreigner, foreignerWays, foreignerLikenesses),
  ];
  while (out.length < size) {
    const dice = world.random.next();
    out.push(...draw[dice < 0.37 ? 0 : dice < 0.67 ? 1 : dice < 0.87 ? 2 : 3]!());
  }
  return shuffled(world.random, out).map((record, index) => ({ ...record, id: `record-${index + 1}` }));
}

/** One entity with its records and those that look like it. Bands take turns, so that each gets its share. */
function scene<Truth extends { profile: Profile }>(
  world: World,
  draw: (world: World) => Truth,
  ways: Way<Truth>[],
  likenesses: Likeness<Truth>[],
): () => Double[] {
  const { random } = world;
  const nextWay = turns(random, ways);
  const nextLikeness = turns(random, likenesses);
  const entity = () => `entity-${world.serial()}`;

  const record = (own: string, band: string, profile: Profile, isCopy = false): Double => ({
    id: "",
    entity: own,
    band,
    isCopy,
    profile,
  });
  const lookAlike = (truth: Truth, { band, keep, make }: Likeness<Truth>) =>
    record(entity(), band, seen(random, make(world, truth), keep));

  function copies(truth: Truth, also: Fact[]): Double[] {
    const own = entity();
    const way = nextWay();
    const keep = random.pick(way.keep.length ? way.keep : [[]]);
    const second = !way.only && random.chance(0.45) ? nextWay() : undefined;
    const chosen: [Way<Truth>, Fact[]][] = [[way, keep]];
    if (second && !second.only) chosen.push([second, random.pick(second.keep)]);
    const first = way.only
      ? seen(random, truth.profile, way.only[0], true)
      : seen(random, truth.profile, [...also, ...chosen.flatMap(([, facts]) => facts)]);
    return [
      record(own, "original", first),
      ...chosen.map(([one, facts]) => {
        const known = one.only ? seen(random, truth.profile, one.only[1], true) : seen(random, truth.profile, facts);
        return record(own, one.band, one.alter(world, known, truth), true);
      }),
    ];
  }

  return () => {
    const truth = draw(world);
    const drawn = [...new Set(random.chance(0.3) ? [nextLikeness(), nextLikeness()] : [nextLikeness()])];
    const beside = drawn.filter(({ alone }) => !alone);
    const records = [
      ...copies(
        truth,
        beside.flatMap(({ keep }) => keep),
      ),
      ...beside.map((one) => lookAlike(truth, one)),
    ];
    for (const likeness of drawn.filter(({ alone }) => alone)) {
      const anchor = draw(world);
      records.push(
        record(entity(), "original", seen(random, anchor.profile, likeness.keep)),
        lookAlike(anchor, likeness),
      );
    }
    if (random.chance(0.12)) records.push(record(entity(), "plain", seen(random, draw(world).profile, [])));
    return records;
  };
}

function turns<T>(random: Random, list: T[]): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = shuffled(random, list);
    return left.pop() as T;
  };
}

function shuffled<T>(random: Random, list: T[]): T[] {
  const out = [...list];
  for (let at = out.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [out[at], out[other]] = [out[other]!, out[at]!];
  }
  return out;
}
