import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { type Call, isDone } from "../control/call.ts";
import type { Effect } from "../control/effect.ts";
import type { Step } from "./spool.ts";
import { moment, userOf } from "./write.ts";

/*
 * Under load a transaction has the steps of many calls: each kind of row is one statement, however many there are, since every way to the
 * database and back is one for which all calls wait. Rows go in the order of their keys, so that nobody waits crosswise.
 */

/** Stretches of what each leg did. */
export async function writeSegments(tx: Tx, steps: readonly Step[]): Promise<void> {
  const segments = steps.flatMap(({ effects }) => effects.flatMap(segmentOf));
  if (segments.length === 0) return;
  await sql`
    insert into call_segment (call_id, leg_id, user_id, activity, began_at, ended_at)
      select call_id, leg_id, user_id, activity, began_at, ended_at from jsonb_to_recordset(${JSON.stringify(segments)}::jsonb)
        as s(call_id uuid, leg_id text, user_id uuid, activity text, began_at timestamptz, ended_at timestamptz)
      on conflict do nothing`.execute(tx);
}

function segmentOf(effect: Effect) {
  if (effect.kind !== "persist" || effect.row.kind !== "segment") return [];
  const { callId, legId, party, activity, from, to } = effect.row;
  const times = { began_at: moment(from), ended_at: moment(to) };
  return [{ call_id: callId, leg_id: legId, user_id: userOf(party), activity, ...times }];
}

/** What each person does in each call, and what they were told last. */
export async function writePeople(tx: Tx, steps: readonly Step[]): Promise<void> {
  const [occupied, told] = [new Map<string, PersonRow>(), new Map<string, PersonRow>()];
  for (const { state, effects } of steps)
    for (const effect of effects) {
      if (effect.kind !== "occupy" && effect.kind !== "notify") continue;
      const row = { call_id: state.id, user_id: effect.userId };
      const key = `${state.id} ${effect.userId}`;
      if (effect.kind === "occupy") occupied.set(key, { ...row, occupation: effect.as });
      else told.set(key, { ...row, notice: effect.notice });
    }
  if (occupied.size > 0)
    await sql`
      insert into call_person (call_id, user_id, occupation)
        select call_id, user_id, occupation from jsonb_to_recordset(${inOrder(occupied)}::jsonb) as p(call_id uuid, user_id uuid, occupation text)
        on conflict (call_id, user_id) do update set occupation = excluded.occupation, changed_at = now()`.execute(tx);
  if (told.size > 0)
    await sql`
      insert into call_person (call_id, user_id, notice)
        select call_id, user_id, notice from jsonb_to_recordset(${inOrder(told)}::jsonb) as p(call_id uuid, user_id uuid, notice jsonb)
        on conflict (call_id, user_id) do update set notice = excluded.notice, changed_at = now()`.execute(tx);
}

type PersonRow = { call_id: string; user_id: string; occupation?: string | null; notice?: unknown };

/** The state that each call has after the last of its steps; of those that are done none stays. */
export async function writeStates(tx: Tx, steps: readonly Step[]): Promise<void> {
  const last = new Map<string, Call>(steps.map(({ state }) => [state.id, state]));
  const [done, open] = [new Map<string, Call>(), new Map<string, Call>()];
  for (const [callId, call] of last) (isDone(call) ? done : open).set(callId, call);
  if (done.size > 0) await sql`delete from call_state where call_id = any(${[...done.keys()]}::uuid[])`.execute(tx);
  if (open.size > 0)
    await sql`
      insert into call_state (call_id, state)
        select (state ->> 'id')::uuid, state from jsonb_array_elements(${inOrder(open)}::jsonb) as state
        on conflict (call_id) do update set state = excluded.state, changed_at = now()`.execute(tx);
}

/** As JSON, by their keys. */
const inOrder = (rows: ReadonlyMap<string, unknown>): string =>
  JSON.stringify([...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row));
