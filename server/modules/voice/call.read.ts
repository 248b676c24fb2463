import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { ofMyClients, readCallers } from "../customers/index.ts";
import type { listMyCallsContract } from "./call.contract.ts";
import { viewOf } from "./call.view.ts";
import { spokenName } from "./caller_name.ts";
import type { Call } from "./control/call.ts";
import { matchNumber } from "./match.ts";

type MyCalls = ResponseOf<typeof listMyCallsContract>["calls"];
type MyCall = MyCalls[number];

interface Row
  extends Pick<
    MyCall,
    | "id"
    | "direction"
    | "occupation"
    | "customer_id"
    | "disposition"
    | "notice"
    | "started_at"
    | "answered_at"
    | "client"
  > {
  client_id: string | null;
  contact_id: string | null;
  their_digits: string | null;
  their_name: string | null;
  number: { id: string; label: string; digits: string } | null;
  state: Call | null;
}

/** What rings, goes on or is wrapped up by the actor, the newest first. Of customers only those are told whom the actor sees. */
export async function listMyCalls(db: Db, actor: Actor): Promise<{ calls: MyCalls }> {
  const { rows } = await sql<Row>`
    select c.id, c.direction, p.occupation, p.notice, c.customer_id, c.contact_id, c.client_id, c.their_digits, c.their_name, c.disposition, c.started_at, c.answered_at,
      case when n.id is not null then json_build_object('id', n.id, 'label', n.label, 'digits', n.digits) end as number,
      case when k.id is not null then json_build_object('id', k.id, 'name', k.name) end as client, s.state
      from call_person p join call c on c.id = p.call_id left join voice_number n on n.id = c.number_id
      left join client k on k.id = c.client_id left join call_state s on s.call_id = c.id
     where p.user_id = ${actor.userId} and p.occupation is not null and ${ofMyClients(actor, "c.client_id")}
     order by c.started_at desc, c.id desc`.execute(db);
  const names = await namesOf(db, rows);
  return { calls: await Promise.all(rows.map((row) => present(db, actor, row, names))) };
}

async function present(db: Db, actor: Actor, row: Row, names: ReadonlyMap<string, string>): Promise<MyCall> {
  const { state, client_id, contact_id, their_digits, their_name, number, ...shown } = row;
  const digits = their_digits;
  const matches = digits?.startsWith("+") ? await matchNumber(db, digits, client_id) : [];
  const own = row.customer_id ? [{ customer_id: row.customer_id, contact_id }] : [];
  const { callers, tells } = await readCallers(db, actor, [...own, ...matches]);
  const customer_id = callers.some(({ id }) => id === row.customer_id) ? row.customer_id : null;
  const told = digits?.startsWith("+") ? tells(digits) : digits;
  return {
    ...shown,
    customer_id,
    customers: callers,
    their: { digits: told, display: told?.startsWith("+") ? displayPhone(told) : told, name: spokenName(their_name) },
    number: number && { id: number.id, label: number.label, display: displayPhone(number.digits) },
    ...viewOf(state, actor.userId!, names),
  };
}

/** Names of colleagues in these calls. */
async function namesOf(db: Db, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(
    ({ state }) => state?.legs.flatMap(({ party }) => (party.kind === "user" ? party.userId : [])) ?? [],
  );
  if (ids.length === 0) return new Map();
  const users = await db.selectFrom("app_user").select(["id", "name"]).where("id", "in", ids).execute();
  return new Map(users.map(({ id, name }) => [id, name]));
}
