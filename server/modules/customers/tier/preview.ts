import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Reserved } from "../../../platform/database/connections.ts";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mayReachCustomer } from "../access.ts";
import { compileRules, type Looked } from "./compile.ts";
import type { Ladder, LadderDraft } from "./ladder.contract.ts";
import { lookNow } from "./look.ts";
import type { Placing, Thresholds } from "./rules.ts";
import { draftOf } from "./settings.ts";
import { type Threshold, thresholdsQuery } from "./threshold.ts";
import type { previewLadderContract } from "./tier.contract.ts";

type Preview = ResponseOf<typeof previewLadderContract>;

const longest = 30_000;
const sampled = 12;

/**
 * What rules would do to everybody, without writing anything. It reads over a connection of its own, as long as half a minute.
 * @throws tier.bad_rule, filter.invalid, server.too_slow
 */
export async function previewLadder(house: House, actor: Actor, ladder: Ladder, draft: LadderDraft): Promise<Preview> {
  const placing = await draftOf(house.db, actor, ladder, draft);
  const looked = await lookNow(house.db);
  const own = await house.reserve({ statementTimeout: longest });
  try {
    await own.client.query("set work_mem = '128MB'");
    await own.client.query("set jit = off");
    return await look(house, own.client, actor, placing, looked);
  } finally {
    await own.release();
  }
}

async function look(
  house: House,
  client: Reserved["client"],
  actor: Actor,
  placing: Placing,
  looked: Looked,
): Promise<Preview> {
  const ask = async <T extends object>(query: {
    compile(db: House["db"]): { sql: string; parameters: readonly unknown[] };
  }) => {
    const { sql: text, parameters } = query.compile(house.db);
    return (await client.query<T>(text, [...parameters])).rows;
  };
  const shares = thresholdsQuery([{ ...placing, is_on: true }], looked);
  const thresholds = asMap(shares ? await ask<Threshold>(shares) : []);
  const { ladder, is_on, rest_value, rules } = placing;
  const { joins, position } = compileRules([placing], () => sql`true`, { ...looked, thresholds });
  const to = is_on
    ? sql`coalesce(h.value, (${rules.map(({ value }) => value)}::text[])[${position(placing)}], ${rest_value})`
    : ladder === "stage"
      ? sql`c.stage`
      : sql`null::text`;
  const from = ladder === "stage" ? sql`c.stage` : sql.ref(`t.${ladder}`);
  const rows = await ask<{ from: string | null; to: string | null; count: number; ids: string[] }>(sql`
    select "from", "to", count(*)::int as count, (array_agg(id))[1:200] as ids from (
      select c.id, ${from} as "from", ${to} as "to" from customer c ${joins} left join customer_tier t on t.customer_id = c.id
        left join tier_hold h on h.customer_id = c.id and h.ladder = ${ladder} and (h.until is null or h.until >= ${looked.at.today}::date)
       where c.bin_id is null) x group by 1, 2 order by 3 desc`);
  const movers = rows.filter(({ from: one, to: other }) => one !== null && other !== null && one !== other);
  const seen = await ask<{ id: string; name: string }>(sql`
    select c.id, c.name from customer c where c.id = any(${movers.flatMap(({ ids }) => ids.slice(0, 50))}::uuid[]) and ${mayReachCustomer(actor, "read", "c")} limit 200`);
  const sample = movers.flatMap(({ ids, from: one, to: other }) =>
    seen
      .filter(({ id }) => ids.includes(id))
      .slice(0, 4)
      .map(({ id, name }) => ({ id, name, from: one!, to: other! })),
  );
  const moves = rows.map(({ ids: _ids, ...row }) => row);
  return { total: moves.reduce((sum, { count }) => sum + count, 0), moves, sample: sample.slice(0, sampled) };
}

function asMap(found: readonly Threshold[]): Thresholds {
  const byRule = Map.groupBy(found, ({ rule_id }) => rule_id);
  return new Map(
    [...byRule].map(([id, all]) => [id, new Map(all.map(({ currency, value }) => [currency, Number(value)]))]),
  );
}
