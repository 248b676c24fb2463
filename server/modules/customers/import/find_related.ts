import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mayReachCustomer } from "../access.ts";
import type { FoundRelated, WantedRelated } from "./related.ts";

/**
 * The customers that the importer sees by number or by exact name; a number comes first. Those that the same file makes are
 * none: which of them are there yet would depend on where the file is cut.
 */
export async function findRelated(
  db: Db,
  actor: Actor,
  importId: string,
  { texts, numbers, names, lows }: WantedRelated,
): Promise<FoundRelated> {
  if (texts.length === 0) return new Map();
  const at = lows.flatMap((ofText, index) => ofText.map(() => index));
  const { rows } = await sql<{ text: string; ids: string[] }>`
    with wanted as materialized (
      select * from unnest(${texts}::text[], ${numbers}::bigint[], ${names}::text[]) with ordinality as w (text, number, name, at)),
    low as materialized (select * from unnest(${at}::int[], ${lows.flat()}::text[]) as l (at, low)),
    found as (
      select w.text, 1 as rank, c.id from wanted w join customer c on c.number = w.number
       where ${mayReachCustomer(actor, "read", "c")}
      union
      select w.text, 2, f.id from wanted w join low l on l.at = w.at - 1 cross join lateral (
        select c.id from customer c where c.name_pinyin >= l.low and c.name_pinyin < rtrim(l.low, E'\t') || E'\n'
           and c.bin_id is null and replace(replace(translate(lower(c.name), '（）', '()'), ' ', ''), '　', '') = w.name
           and ${mayReachCustomer(actor, "read", "c")}
           and not exists (select 1 from import_customer i where i.import_id = ${importId} and i.customer_id = c.id)
         limit 2) f)
    select distinct on (text) text, array_agg(id) as ids from found group by text, rank order by text, rank`.execute(
    db,
  );
  return new Map(rows.map(({ text, ids }) => [text, ids.length > 1 ? "several" : ids[0]!]));
}
