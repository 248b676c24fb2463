import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { BodyOf, ParamsOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { readFilter } from "../../../platform/filter/read.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, Problem } from "../../../platform/problem.ts";
import { compileRules, isRanked, ruleFields } from "./compile.ts";
import { shutTo } from "./hidden.ts";
import { type Ladder, type LadderDraft, ladderValues } from "./ladder.contract.ts";
import { lookNow } from "./look.ts";
import { conditionsIn, fieldsIn, loadLadders, loadThresholds, type Placing } from "./rules.ts";
import { placeAll } from "./run.ts";
import { everything } from "./system.ts";
import type * as contracts from "./tier.contract.ts";

type Tiers = ResponseOf<typeof contracts.readTiersContract>;

/** Where a share begins is told of figures that the reader may make rules of. */
export async function readTiers(db: Db, actor: Actor): Promise<Tiers> {
  const thresholds = await loadThresholds(db);
  const isShut = shutTo(actor);
  const ladders = (await loadLadders(db)).map(({ rules, is_ready: _ready, ...ladder }) => ({
    ...ladder,
    rules: rules.map((rule) => ({
      ...rule,
      thresholds: [...((!isShut(rule.share?.field ?? "") && thresholds.get(rule.id)) || [])].map(
        ([currency, value]) => ({ currency, value }),
      ),
    })),
  }));
  const { rows } = await sql<Pick<Tiers, "strategies" | "costs" | "run">>`
    select (select coalesce(json_agg(json_build_object('ladder', s.ladder, 'value', s.value, 'text_zh', s.text_zh, 'text_en', s.text_en, 'stance', s.stance)), '[]') from tier_strategy s) as strategies,
      (select coalesce(json_agg(json_build_object('kind', k.kind, 'amount', k.amount) order by k.kind), '[]') from tier_cost k) as costs,
      (select json_build_object('id', r.id, 'state', r.state, 'total', r.total, 'looked', r.looked_count, 'placed', r.placed_count, 'moved', r.moved_count,
          'asked_at', r.asked_at, 'ended_at', r.ended_at, 'error', r.error) from tier_run r order by r.asked_at desc limit 1) as run`.execute(
    db,
  );
  const { at } = await lookNow(db);
  return { ladders, ...rows[0]!, currency: at.currency };
}

/** New rules retire the old ones and everybody is placed by them. @throws tier.bad_rule, tier.conflict, filter.invalid */
export async function updateLadder(
  tx: Tx,
  actor: Actor,
  ladder: Ladder,
  { seen, ...given }: BodyOf<typeof contracts.updateLadderContract>,
): Promise<Tiers> {
  const draft = await wholeDraft(tx, actor, ladder, given);
  const { rows } = await sql`
    update tier_ladder set is_on = ${draft.is_on}, rest_value = ${draft.rest_value}, hold_days = ${draft.hold_days}, version = version + 1,
      changed_by = ${actor.userId}, changed_at = now() where ladder = ${ladder} and version = ${seen} returning 1`.execute(
    tx,
  );
  if (rows.length === 0) throw conflict("tier.conflict");
  await sql`update tier_rule set retired_at = now() where ladder = ${ladder} and retired_at is null`.execute(tx);
  await sql`
    insert into tier_rule (ladder, position, value, condition, share_field, share_by, share_percent)
    select ${ladder}, one.ordinality, one.value ->> 'value', one.value -> 'condition', one.value #>> '{share,field}', one.value #>> '{share,by}',
        (one.value #>> '{share,percent}')::int
      from jsonb_array_elements(${JSON.stringify(draft.rules)}::jsonb) with ordinality as one`.execute(tx);
  await record(tx, actor, "tier_ladder.updated", { object: "tier_ladder", objectId: null, payload: { ladder } });
  await placeAll(tx, actor.userId);
  return await readTiers(tx, actor);
}

/** A ladder as a draft would have it. @throws tier.bad_rule, filter.invalid */
export async function draftOf(db: Db, actor: Actor, ladder: Ladder, given: LadderDraft): Promise<Placing> {
  const draft = await wholeDraft(db, actor, ladder, given);
  const rules = draft.rules.map((rule, index) => ({ ...rule, id: draftId(index) }));
  return {
    ladder,
    is_on: draft.is_on,
    rest_value: draft.rest_value,
    hold_days: draft.hold_days,
    version: 0,
    is_ready: true,
    rules,
  };
}

const draftId = (index: number): string => `00000000-0000-0000-0000-${String(index + 1).padStart(12, "0")}`;

/** Of all rules of a ladder: many more and nobody could be placed by them in time. */
const mostSentences = 500;

/** What was sent as conditions is read as a filter is. */
async function wholeDraft(
  db: Db,
  actor: Actor,
  ladder: Ladder,
  { rules: given, ...draft }: LadderDraft,
): Promise<LadderDraft> {
  const values = ladderValues[ladder];
  const fields = ruleFields(await everything(db), ladder);
  const rules = given.map((rule, index) => ({
    ...rule,
    condition: inRule(index, () => readFilter(JSON.stringify(rule.condition))),
  }));
  const standing = (await loadLadders(db)).find((one) => one.ladder === ladder)?.rules ?? [];
  const isShut = shutTo(actor);
  const sentences = rules.flatMap(({ condition }) => conditionsIn(condition)).length;
  const wrong = [
    ...(sentences > mostSentences ? [{ field: "rules", reason: "too_many" }] : []),
    ...(values.includes(draft.rest_value) ? [] : [{ field: "rest_value", reason: "unknown" }]),
    ...rules.flatMap(({ value, condition, share }, index) => [
      ...(values.includes(value) ? [] : [{ field: `rules.${index}.value`, reason: "unknown" }]),
      ...([...fieldsIn([{ condition, share }])].some((field) => fields.has(field) && isShut(field)) &&
      !standing.some((one) => saysTheSame(one, { condition, share }))
        ? [{ field: `rules.${index}.condition`, reason: "hidden" }]
        : []),
      ...(share && !isRanked(fields.get(share.field))
        ? [{ field: `rules.${index}.share.field`, reason: "unknown" }]
        : []),
      ...(!share && conditionsIn(condition).length === 0
        ? [{ field: `rules.${index}.condition`, reason: "empty" }]
        : []),
    ]),
  ];
  if (wrong.length > 0) throw invalid("tier.bad_rule", wrong);
  const looked = await lookNow(db);
  for (const [index, rule] of rules.entries()) {
    const alone = { ...shell, ladder, rules: [{ ...rule, id: draftId(index) }] };
    inRule(index, () => compileRules([alone], () => sql`true`, looked).test(ladder, rule.condition));
  }
  return { ...draft, rules };
}

type Said = Pick<Placing["rules"][number], "condition" | "share">;
const saysTheSame = (one: Said, other: Said): boolean =>
  isDeepStrictEqual([one.condition, one.share], [other.condition, other.share]);

const shell = { is_on: true, rest_value: "", hold_days: 0, version: 0, is_ready: true };

/** The place that a filter is refused for is one of a rule. */
function inRule<T>(index: number, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof Problem) || error.id !== "filter.invalid") throw error;
    const fields = error.fields?.map(({ field, ...more }) => ({
      ...more,
      field: `rules.${index}.${field.replace(/^filter/, "condition")}`,
    }));
    throw new Problem(400, "filter.invalid", fields ? { fields } : {});
  }
}

export async function askRun(tx: Tx, actor: Actor): Promise<{ done: boolean }> {
  await placeAll(tx, actor.userId);
  return { done: true };
}

/** @throws tier.unknown_value */
export async function setStrategy(
  tx: Tx,
  actor: Actor,
  { ladder, value }: ParamsOf<typeof contracts.setStrategyContract>,
  { text_zh, text_en, stance }: BodyOf<typeof contracts.setStrategyContract>,
): Promise<ResponseOf<typeof contracts.setStrategyContract>> {
  if (!ladderValues[ladder].includes(value))
    throw invalid("tier.unknown_value", [{ field: "value", reason: "unknown" }]);
  const row = { text_zh: text_zh.trim(), text_en: text_en.trim(), stance, changed_by: actor.userId };
  await tx
    .insertInto("tier_strategy")
    .values({ ladder, value, ...row })
    .onConflict((kept) => kept.columns(["ladder", "value"]).doUpdateSet({ ...row, changed_at: sql`now()` }))
    .execute();
  await record(tx, actor, "tier_strategy.updated", { object: "tier_strategy", objectId: null, payload: { ladder } });
  return { ladder, value, text_zh: row.text_zh, text_en: row.text_en, stance };
}

/** Kinds that are not named cost what they did. */
export async function setCosts(
  tx: Tx,
  actor: Actor,
  { costs }: BodyOf<typeof contracts.setCostsContract>,
): Promise<Tiers> {
  await sql`insert into tier_cost (kind, amount) select kind, max(amount) from jsonb_to_recordset(${JSON.stringify(costs)}::jsonb) as x (kind text, amount bigint)
    group by kind order by kind on conflict (kind) do update set amount = excluded.amount`.execute(tx);
  await record(tx, actor, "tier_cost.updated", { object: "tier_cost", objectId: null });
  await placeAll(tx, actor.userId);
  return await readTiers(tx, actor);
}
