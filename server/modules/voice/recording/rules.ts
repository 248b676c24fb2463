import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { invalid } from "../../../platform/problem.ts";
import type { RecordingRule, readRecordingRulesContract } from "../recording.contract.ts";

type Rules = ResponseOf<typeof readRecordingRulesContract>;

const nothing: RecordingRule = {
  ...{ number_id: null, begins: "never", is_announced: true, refusal_key: null, keep_days: null },
};

export async function readRecordingRules(db: Db): Promise<Rules> {
  const { rows } = await sql<NonNullable<Rules["announcement"]>>`
    select id, file_name, ms, uploaded_at from recording_announcement`.execute(db);
  return { rules: await selectRules(db), announcement: rows[0] ?? null };
}

/** Of a call to one of our numbers, or (null) one that we make. */
export async function ruleFor(db: Db, numberId: string | null): Promise<RecordingRule> {
  const { rows } = await sql<RecordingRule>`
    select number_id, begins, is_announced, refusal_key, keep_days from recording_rule
     where number_id is null or number_id = ${numberId} order by number_id nulls last limit 1`.execute(db);
  return rows[0] ?? nothing;
}

/** All of them, instead of those that were there. @throws recording_rule.twice, voice_number.unknown_reference */
export async function updateRecordingRules(tx: Tx, actor: Actor, rules: readonly RecordingRule[]): Promise<Rules> {
  if (new Set(rules.map(({ number_id }) => number_id)).size < rules.length)
    throw invalid("recording_rule.twice", [{ field: "number_id", reason: "twice" }]);
  await sql`select pg_advisory_xact_lock(hashtext('recording_rule'))`.execute(tx);
  const before = await selectRules(tx);
  await tx.deleteFrom("recording_rule").execute();
  if (rules.length > 0)
    await tx
      .insertInto("recording_rule")
      .values([...rules])
      .execute()
      .catch((error: { constraint?: string }) => {
        if (error.constraint !== "recording_rule_number_id_fkey") throw error;
        throw invalid("voice_number.unknown_reference", [{ field: "number_id", reason: "unknown" }]);
      });
  const changes = [{ field: "recording_rules", before, after: rules }];
  await record(tx, actor, "recording_rules.updated", {
    object: "organisation",
    objectId: actor.organisationId,
    changes,
  });
  return await readRecordingRules(tx);
}

async function selectRules(db: Db): Promise<RecordingRule[]> {
  const { rows } = await sql<RecordingRule>`
    select number_id, begins, is_announced, refusal_key, keep_days from recording_rule order by number_id nulls first`.execute(
    db,
  );
  return rows;
}
