import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { FilterCondition, FilterPart, FilterTree } from "../../../platform/filter/filter.contract.ts";
import type { Ladder, Share } from "./ladder.contract.ts";

export interface Rule {
  id: string;
  value: string;
  condition: FilterTree;
  share: Share | null;
}

/** A ladder as it stands: the first rule that holds decides, else the rest's value. */
export interface Placing {
  ladder: Ladder;
  is_on: boolean;
  rest_value: string;
  hold_days: number;
  version: number;
  /** Its shares have been worked out; until then everybody stays where they are. */
  is_ready: boolean;
  rules: Rule[];
}

/** By rule and currency; '' for figures that are no money. */
export type Thresholds = ReadonlyMap<string, ReadonlyMap<string, number>>;

export async function loadLadders(db: Db): Promise<Placing[]> {
  const { rows } = await sql<Placing>`
    select l.ladder, l.is_on, l.rest_value, l.hold_days, l.version, l.ready_version = l.version as is_ready,
      (select coalesce(json_agg(json_build_object('id', r.id, 'value', r.value, 'condition', r.condition, 'share',
          case when r.share_field is not null then json_build_object('field', r.share_field, 'by', r.share_by, 'percent', r.share_percent) end)
          order by r.position), '[]') from tier_rule r where r.ladder = l.ladder and r.retired_at is null) as rules
      from tier_ladder l order by array_position(array['stage', 'code', 'pyramid'], l.ladder)`.execute(db);
  return rows;
}

export async function loadThresholds(db: Db): Promise<Thresholds> {
  const { rows } = await sql<{ rule_id: string; values: Record<string, number> }>`
    select rule_id, json_object_agg(currency, value) as values from tier_threshold group by rule_id`.execute(db);
  return new Map(rows.map(({ rule_id, values }) => [rule_id, new Map(Object.entries(values))]));
}

/** All conditions of a tree, whatever groups they stand in. */
export const conditionsIn = (part: FilterPart): FilterCondition[] =>
  "field" in part ? [part] : ("all" in part ? part.all : part.any).flatMap(conditionsIn);

/** Every field that rules look at. */
export const fieldsIn = (rules: readonly Pick<Rule, "condition" | "share">[]): Set<string> =>
  new Set(
    rules.flatMap(({ condition, share }) => [
      ...conditionsIn(condition).map(({ field }) => field),
      ...(share ? [share.field] : []),
    ]),
  );
