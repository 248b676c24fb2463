import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { type Likeness, likenessOf, type Profile } from "./profile.ts";
import { defaultPoints, type Points, type RuleName, ruleNames } from "./score.ts";

interface Row {
  id: string;
  kind: "company" | "person";
  name: string;
  other_names: string[];
  tax_id: string | null;
  website: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  street: string | null;
  birth_on: string | null;
  points: { kind: string; value: string }[];
}

export interface Known {
  id: string;
  profile: Profile;
}

/** What is known of standing customers c, as far as `pointsOf` (a condition on alias p) lets contact points count. */
export async function loadProfiles(
  db: Db,
  where: RawBuilder<unknown>,
  pointsOf: RawBuilder<unknown> = sql`true`,
): Promise<Known[]> {
  const { rows } = await sql<Row>`
    select c.id, c.kind, c.name, c.other_names, c.tax_id, c.website, c.province, c.city, c.district, c.street, c.birth_on::text,
      (select coalesce(json_agg(json_build_object('kind', p.kind, 'value', p.normalised)), '[]')
         from contact_point p where p.customer_id = c.id and p.kind <> 'address' and ${pointsOf}) as points
    from customer c where c.bin_id is null and ${where}`.execute(db);
  return rows.map(({ id, points, ...row }) => ({ id, profile: { ...row, ...pointsBy(points) } }));
}

function pointsBy(points: Row["points"]): Pick<Profile, "phones" | "mails" | "wechat"> {
  const of = (kind: string) => points.filter((point) => point.kind === kind).map(({ value }) => value);
  return { phones: of("phone"), mails: of("mail"), wechat: of("wechat") };
}

export const likenesses = (known: readonly Known[]): Map<string, Likeness> =>
  new Map(known.map(({ id, profile }) => [id, likenessOf(profile)]));

/** Points as the organisation has them now. */
export async function loadPoints(db: Db): Promise<Record<"company" | "person", Points>> {
  const set = await db.selectFrom("duplicate_rule").select(["kind", "rule", "points"]).execute();
  const of = (kind: "company" | "person"): Points => {
    const mine = new Map(set.filter((row) => row.kind === kind).map(({ rule, points }) => [rule, points]));
    return Object.fromEntries(ruleNames.map((rule) => [rule, mine.get(rule) ?? defaultPoints[kind][rule]])) as Record<
      RuleName,
      number
    >;
  };
  return { company: of("company"), person: of("person") };
}

/** Fields whose values a rule tells; a reader to whom one is closed is not told the rule. Names are open to all. */
export const guardsOfRule = (rule: RuleName): readonly string[] => guards[rule.split("_")[0]!] ?? [];

const guards: Readonly<Record<string, readonly string[]>> = {
  tax: ["tax_id"],
  phone: ["phone"],
  mail: ["mail"],
  wechat: ["wechat"],
  domain: ["mail", "website"],
  address: ["city", "district", "street"],
  place: ["city"],
  birth: ["birth_on"],
};
