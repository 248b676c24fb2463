import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import type { Engine } from "../../platform/telephony/engine/engine.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { withdrawTask } from "../calendar/index.ts";
import { mayContact } from "../customers/index.ts";
import { bearersOf } from "./callable.ts";
import { readDialled } from "./dial_plan.ts";
import { loadDialRules } from "./dial_rules.ts";
import { listRegistered } from "./extension.ts";
import { matchNumber } from "./match.ts";
import type { askCallbackContract } from "./web_callback.contract.ts";
import { callBack } from "./web_callback.give.ts";
import { limitAsking } from "./web_callback.limit.ts";
import { type OpenWidget, readHours, requireOpenWidget } from "./widget.open.ts";

type Asked = BodyOf<typeof askCallbackContract>;
type Answer = ResponseOf<typeof askCallbackContract>;

export interface Asking {
  house: House;
  engine: Engine | undefined;
  /** Network address of the visitor. */
  ip: string;
  requestId: string;
}

/**
 * Somebody of the widget is rung, or has a task, once for each key. A number of who refuses to be called gets the same
 * answer and no call. @throws web_widget.not_found, web_callback.number_refused, web_callback.slot_gone, request.too_many
 */
export async function askCallback(asking: Asking, widgetId: string, asked: Asked): Promise<Answer> {
  const { house, engine } = asking;
  const widget = await requireOpenWidget(house.db, widgetId);
  const again = await answerOf(house, widgetId, asked.key);
  if (again) return again;
  const digits = await readNumber(house.db, asked.number);
  const wantedAt = await readWanted(house.db, widget, asked.at);
  const registered = wantedAt === null ? (await listRegistered(house, engine)).digits : [];
  await house.transaction(async (tx) => {
    const id = newId();
    const matches = await matchNumber(tx, digits, widget.client_id);
    const isHeld = await refusesCalls(tx, digits, widget.client_id);
    const address = hashOf(house, "address", asking.ip);
    await limitAsking(tx, { widgetId, digits, address });
    const made = await tx
      .insertInto("web_callback")
      .values({
        id,
        widget_id: widgetId,
        key_hash: hashOf(house, "key", asked.key),
        digits,
        name: asked.name?.trim() ?? null,
        words: asked.words?.trim() ?? null,
        page: asked.page ?? null,
        wanted_at: wantedAt,
        customer_id: matches.length === 1 ? matches[0]!.customer_id : null,
        is_held: isHeld,
        address_hash: address,
      })
      .onConflict((oc) => oc.column("key_hash").doNothing()) // a double click: the key decides
      .returning("id")
      .executeTakeFirst();
    if (!made) return;
    const by = { userId: null, requestId: asking.requestId };
    await record(tx, by, "web_callback.asked", about(id, widgetId));
    if (!isHeld) await callBack(tx, { house, by, registered }, id);
  });
  return (await answerOf(house, widgetId, asked.key))!;
}

/** The task goes, and what was written with it. @throws web_callback.not_found */
export async function withdrawCallback(
  { house, requestId }: Pick<Asking, "house" | "requestId">,
  widgetId: string,
  key: string,
): Promise<{ done: true }> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ id: string; task_id: string | null; was_open: boolean }>`
      update web_callback b set withdrawn_at = coalesce(b.withdrawn_at, now()), name = null, words = null, page = null
        from (select id, withdrawn_at from web_callback where widget_id = ${widgetId} and key_hash = ${hashOf(house, "key", key)} for update) o
       where b.id = o.id returning b.id, b.task_id, o.withdrawn_at is null as was_open`.execute(tx);
    const row = rows[0];
    if (!row) throw notFound("web_callback.not_found");
    if (!row.was_open) return;
    const by = { userId: null, requestId };
    if (row.task_id) await withdrawTask(tx, by, row.task_id);
    await record(tx, by, "web_callback.withdrawn", about(row.id, widgetId));
  });
  return { done: true };
}

const about = (id: string, widgetId: string) => ({
  object: "web_callback",
  objectId: id,
  root: { object: "web_widget", id: widgetId },
});

/** What a repeat is told, and the first time, too: nothing in it comes from what is known of the number. */
async function answerOf(house: House, widgetId: string, key: string): Promise<Answer | undefined> {
  const { rows } = await sql<{ id: string; digits: string | null; at: string | null }>`
    select id, digits, wanted_at as at from web_callback where widget_id = ${widgetId} and key_hash = ${hashOf(house, "key", key)}`.execute(
    house.db,
  );
  const row = rows[0];
  return row && { reference: referenceOf(row.id), number: row.digits ? displayPhone(row.digits) : "", at: row.at };
}

/** The end of the id, which is the part made by chance, in six letters and digits that nobody mistakes when spoken. */
export function referenceOf(id: string): string {
  const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  let rest = Number.parseInt(id.replaceAll("-", "").slice(-8), 16);
  return Array.from({ length: 6 }, () => {
    const letter = letters[rest % letters.length]!;
    rest = Math.floor(rest / letters.length);
    return letter;
  }).join("");
}

/** As it would be dialled; our extensions are nothing to the outside. @throws web_callback.number_refused with the reason */
async function readNumber(db: Db, typed: string): Promise<string> {
  const dialled = readDialled(typed, { ...(await loadDialRules(db)), isExtension: () => false });
  if (dialled.kind === "number") return dialled.e164;
  const reason = dialled.kind === "refused" ? dialled.reason : dialled.kind;
  const told = reason === "unknown_extension" || reason === "not_in_use" ? "not_a_number" : reason;
  throw invalid("web_callback.number_refused", [{ field: "number", reason: told }]);
}

/** @throws web_callback.slot_gone */
async function readWanted(db: Db, widget: OpenWidget, at: string | null): Promise<string | null> {
  const { is_open, slots } = await readHours(db, widget);
  const wanted = at === null ? null : new Date(at).getTime();
  if (wanted === null ? is_open : slots.some((slot) => new Date(slot).getTime() === wanted)) return at;
  throw conflict("web_callback.slot_gone");
}

/** One of those whose number it is may have refused; then it is called by nobody. */
async function refusesCalls(db: Db, digits: string, clientId: string | null): Promise<boolean> {
  const answers = await mayContact(
    db,
    (await bearersOf(db, digits)).map(({ customer_id, contact_id }) => ({
      customerId: customer_id,
      contactId: contact_id,
      point: digits,
      clientId,
      channel: "voice",
      purpose: "service",
    })),
  );
  return answers.some(({ allowed }) => !allowed);
}

const hashOf = (house: House, what: "key" | "address", value: string): string =>
  createHmac("sha256", house.secret("web_callback")).update(`${what} ${value.toLowerCase()}`).digest("base64url");
