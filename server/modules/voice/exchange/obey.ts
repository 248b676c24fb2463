import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { SecretError } from "../../../platform/secret.ts";
import type { Asked } from "../call.contract.ts";
import { openKeys, type Written } from "../call.written.ts";
import type { Offer } from "../control/call.ts";
import type { Command, ControlEvent } from "../control/event.ts";
import { ringPlan } from "../control/ring_plan.ts";
import { type Entered, placeCall } from "./enter.ts";
import type { ExchangeParts } from "./exchange.ts";
import { type Desk, peopleAt } from "./people.ts";

export interface Obeying {
  registered: ReadonlySet<string>;
  isKnown(callId: string): boolean;
  take(callId: string, event: ControlEvent): Promise<void>;
  begin(entered: Entered): Promise<void>;
}

interface Row {
  id: string;
  call_id: string;
  user_id: string;
  command: Written | null;
}

/** Takes what people asked since, in order; each once, and of numbers and keys nothing stays. What nobody took for a minute is stale, and is not done late. */
export async function obeyCommands(parts: ExchangeParts, obeying: Obeying): Promise<void> {
  const { rows } = await sql<Row>`
    with open as (select id, command from call_command where taken_at is null order by asked_at, id limit 200 for update skip locked)
    update call_command c set taken_at = now(), command = jsonb_build_object('name', c.command -> 'name') from open where c.id = open.id
      returning c.id, c.call_id, c.user_id, case when c.asked_at > now() - interval '1 minute' then open.command end as command`.execute(
    parts.house.db,
  );
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const row of rows) {
    const command = readCommand(parts, row);
    if (command) await obey(parts, obeying, { ...row, command });
  }
}

/** Keys that were sealed by another master key are not sent. */
function readCommand({ house }: ExchangeParts, { id, command }: Row): Asked | null {
  try {
    return command && openKeys(house, id, command);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    house.log.error({ command: id }, "keys that somebody pressed cannot be opened");
    return null;
  }
}

async function obey(
  parts: ExchangeParts,
  obeying: Obeying,
  { call_id, user_id, command }: Omit<Row, "command"> & { command: Asked },
): Promise<void> {
  const { house } = parts;
  if (command.name === "dial") return await dial(parts, obeying, call_id, user_id, command);
  const desk = { domain: parts.domain, promptFolder: parts.promptFolder, registered: obeying.registered };
  const given = await commandOf(house.db, user_id, command, desk);
  if (given) await obeying.take(call_id, { kind: "command", userId: user_id, command: given });
}

async function commandOf(
  db: Db,
  userId: string,
  asked: Exclude<Asked, { name: "dial" }>,
  desk: Desk,
): Promise<Command | null> {
  if (asked.name === "rejoin") return { name: asked.name, offer: await offerOf(db, userId, 10_000, desk) };
  if (asked.name !== "blindTransfer" && asked.name !== "consult") return asked;
  return { name: asked.name, offer: await offerOf(db, asked.user_id, 30_000, desk) };
}

async function offerOf(db: Db, userId: string, timeoutMs: number, desk: Desk): Promise<Offer> {
  const target = { kind: "user" as const, userId };
  return ringPlan({ target, timeoutMs }, await peopleAt(db, desk, target));
}

/** The person's own device is rung first, then the number. */
async function dial(
  parts: ExchangeParts,
  obeying: Obeying,
  callId: string,
  userId: string,
  { typed, client_id, customer_id, contact_id, is_awaited }: Extract<Asked, { name: "dial" }>,
): Promise<void> {
  const { house, domain, promptFolder } = parts;
  const desk = { domain, promptFolder, registered: obeying.registered };
  const [me] = await peopleAt(house.db, desk, { kind: "user", userId });
  if (!me) return;
  const { name } = await house.db
    .selectFrom("app_user")
    .select("name")
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const offer = ringPlan({ target: { kind: "user", userId }, timeoutMs: 20_000 }, [me]);
  const entered = await placeCall(
    house.db,
    {
      callId,
      caller: {
        kind: "rung",
        party: { kind: "user", userId, address: `${me.digits}@${domain}` },
        offer: { ...offer, rings: offer.rings.map((ring) => ({ ...ring, isAutoAnswer: is_awaited })) },
      },
      user: { userId, teamId: me.teamIds[0] ?? null, name, digits: me.digits, address: me.addresses[0] ?? "" },
      typed,
      clientId: client_id ?? null,
      match: customer_id ? { customer_id, contact_id: contact_id ?? null } : null,
    },
    desk,
  );
  if ("refused" in entered) house.log.info({ call: callId, refused: entered.refused }, "a call was not placed");
  else await obeying.begin(entered);
}
