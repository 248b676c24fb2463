import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { unionFor } from "../../../platform/permission/compile.ts";
import { notFound } from "../../../platform/problem.ts";
import { rate } from "../../../platform/recording/format.ts";
import type { Piece } from "../../../platform/recording/scan.ts";
import { accessCustomer, mayReachCustomer, ofMyClients } from "../../customers/index.ts";
import type { listCustomerRecordingsContract, readRecordingContract } from "../recording.contract.ts";

type CallRecording = ResponseOf<typeof readRecordingContract>;
type OfCustomer = ResponseOf<typeof listCustomerRecordingsContract>;
export type RecordingAction = "listen" | "download" | "hold";

interface Part {
  state: CallRecording["state"];
  ms: number;
  flaw: string | null;
  pieces: Piece[];
}
interface Row {
  call_id: string;
  interaction_id: string | null;
  started_at: string;
  is_held: boolean;
  may_download: boolean;
  parts: Part[];
  people: CallRecording["people"];
}

/** @throws recording.not_found where there is none, or the reader may not do this with it */
export async function accessRecording(
  db: Db,
  actor: Actor,
  callId: string,
  action: RecordingAction = "listen",
): Promise<CallRecording> {
  const rows = await select(db, actor, sql<SqlBool>`c.id = ${callId} and ${mayReachRecording(actor, action)}`);
  if (!rows[0]) throw notFound("recording.not_found");
  return present(rows[0]);
}

/** @throws customer.not_found */
export async function listCustomerRecordings(db: Db, actor: Actor, customerId: string): Promise<OfCustomer> {
  await accessCustomer(db, actor, customerId);
  const rows = await select(
    db,
    actor,
    sql<SqlBool>`c.customer_id = ${customerId} and c.interaction_id is not null and ${mayReachRecording(actor, "listen")}`,
  );
  return { recordings: rows.map((row) => ({ interaction_id: row.interaction_id!, recording: present(row) })) };
}

/** Condition on a call, alias c: a grant reaches it by who talked in it, and its customer may be seen. */
function mayReachRecording(actor: Actor, action: RecordingAction): RawBuilder<SqlBool> {
  const reached = unionFor(actor, "recording", action).map((branch) => {
    if (branch.kind === "all") return sql<SqlBool>`true`;
    if (branch.kind === "own") return talkedIn(sql`(select ${actor.userId}::uuid as id)`);
    if (branch.kind === "team")
      return talkedIn(sql`(select id from app_user where team_id = any(${branch.teamIds}::uuid[]))`);
    return sql<SqlBool>`false`;
  });
  if (reached.length === 0) return sql<SqlBool>`false`;
  return sql<SqlBool>`((${sql.join(reached, sql` or `)}) and ${ofMyClients(actor, "c.client_id")} and (c.customer_id is null
    or exists (select 1 from customer k where k.id = c.customer_id and ${mayReachCustomer(actor, "read", "k")})))`;
}

const talkedIn = (people: RawBuilder<unknown>): RawBuilder<SqlBool> => sql<SqlBool>`exists (select 1 from ${people} p
  where p.id = c.user_id or exists (select 1 from call_segment s where s.call_id = c.id and s.user_id = p.id and s.activity <> 'ringing'))`;

async function select(db: Db, actor: Actor, which: RawBuilder<SqlBool>): Promise<Row[]> {
  const download = mayEver(actor, "recording.download") ? mayReachRecording(actor, "download") : sql`false`;
  const { rows } = await sql<Row>`
    select c.id as call_id, c.interaction_id, c.started_at, ${download} as may_download,
      exists (select 1 from recording_hold h where h.call_id = c.id) as is_held, r.parts,
      coalesce((select json_agg(json_build_object('id', u.id, 'name', u.name) order by u.name) from app_user u where u.id in
        (select s.user_id from call_segment s where s.call_id = c.id and s.activity <> 'ringing')), '[]') as people
      from call c join lateral (select json_agg(json_build_object('state', r.state, 'ms', r.ms, 'flaw', r.flaw, 'pieces', r.pieces) order by r.part) as parts
        from recording r where r.call_id = c.id) r on r.parts is not null
     where ${which} order by c.started_at desc limit 500`.execute(db);
  return rows;
}

/** Several parts, of a recording that was interrupted, are shown and heard as one. */
function present({ parts, interaction_id: _, ...row }: Row): CallRecording {
  const states = new Set(parts.map(({ state }) => state));
  const state = (["being_written", "kept", "erased", "lost"] as const).find((one) => states.has(one))!;
  const kept = parts.filter((part) => part.state === "kept");
  let before = 0;
  const pieces = kept.flatMap(({ pieces, ms }) => {
    const from = before;
    before += ms;
    return pieces.map(({ firstFrame, frames, at }) => ({
      from_ms: from + Math.round((firstFrame * 1000) / rate),
      ms: Math.round((frames * 1000) / rate),
      at: new Date(at).toISOString(),
    }));
  });
  const is_cut = kept.length > 0 && (states.has("lost") || kept.some(({ flaw }) => flaw !== null));
  return { ...row, state, ms: before, is_cut, pieces };
}
