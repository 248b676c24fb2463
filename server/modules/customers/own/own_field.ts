import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { compileFilter } from "../../../platform/filter/compile.ts";
import { newId } from "../../../platform/ids.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../../platform/problem.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import { raisePolicyVersion } from "../../people/index.ts";
import { customerFields } from "../fields.ts";
import { isBuiltInName } from "./columns.ts";
import { refreshSearchSoon } from "./make.ts";
import type { createOwnFieldContract, listOwnFieldsContract, updateOwnFieldContract } from "./own_field.contract.ts";
import { checkFormula, renameField, requireWhole } from "./whole.ts";

type Shape = ResponseOf<typeof listOwnFieldsContract>["fields"][number];
type New = BodyOf<typeof createOwnFieldContract>;
type Changes = BodyOf<typeof updateOwnFieldContract>;

const mostFields = 300;

export async function listOwnFields(db: Db): Promise<ResponseOf<typeof listOwnFieldsContract>> {
  return { fields: await select(db, sql`true`) };
}

async function select(db: Db, which: ReturnType<typeof sql>): Promise<Shape[]> {
  const { rows } = await sql<Shape>`
    select f.id, f.key, f.kind, f.is_long, f.target, json_build_object('zh', f.label_zh, 'en', f.label_en) as label, f.help,
      coalesce(f.decimals, 0) as decimals, f.formula, f.formula_kind, f.is_required, f.required_when, f.is_unique, f.is_indexed,
      f.is_searched, f.is_sensitive, f.state, f.problem,
      (select coalesce(json_agg(json_build_object('value', c.value, 'label', json_build_object('zh', c.label_zh, 'en', c.label_en),
          'is_retired', c.is_retired) order by c.position, c.value), '[]') from own_choice c where c.field_id = f.id) as choices
    from own_field f where f.object = 'customer' and ${which} order by f.position, f.key`.execute(db);
  return rows;
}

/** @throws own_field.not_found */
export async function readOwnField(db: Db, id: string): Promise<Shape> {
  const [field] = await select(db, sql`f.id = ${id}`);
  if (!field) throw notFound("own_field.not_found");
  return field;
}

/** Notes the field and has its column made after the commit; a formula needs none. */
export async function createOwnField(tx: Tx, actor: Actor, input: New): Promise<Shape> {
  const { kind, label, target = null, is_long = false } = input;
  await lockDefinitions(tx);
  const { rows } = await sql<{ count: number; last: number }>`
    select count(*)::int as count, coalesce(max(position), 0)::int as last from own_field`.execute(tx);
  if (rows[0]!.count >= mostFields) throw conflict("own_field.too_many");
  if ((kind === "relation") !== (target !== null)) throw unfit("target");
  const id = newId();
  await requireFreeLabel(tx, id, label);
  const key = input.key ?? (await freeKey(tx, label.en ?? pinyinKey(label.zh ?? "", "company").split("\t")[0]!));
  const added = await tx
    .insertInto("own_field")
    .values({
      id,
      object: "customer",
      key,
      kind,
      target,
      is_long: kind === "text" && is_long,
      label_zh: label.zh,
      label_en: label.en,
      position: rows[0]!.last + 1,
      state: kind === "formula" ? "ready" : "making",
      created_by: actor.userId,
    })
    .onConflict((oc) => oc.columns(["object", "key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("own_field.key_taken");
  await change(tx, actor, await readOwnField(tx, id), { choices: [], ...input });
  await told(tx, actor, "own_field.created", id);
  return await readOwnField(tx, id);
}

/** Changes the definition; index and uniqueness follow after the commit. */
export async function updateOwnField(tx: Tx, actor: Actor, id: string, changes: Changes): Promise<Shape> {
  await lockDefinitions(tx);
  const before = await readOwnField(tx, id);
  await change(tx, actor, before, changes);
  if (changes.is_searched !== undefined && changes.is_searched !== before.is_searched) await refreshSearchSoon(tx);
  await told(tx, actor, "own_field.updated", id);
  return await readOwnField(tx, id);
}

/** @throws own_field.in_use when a formula or a condition reads it */
export async function retireOwnField(tx: Tx, actor: Actor, id: string): Promise<Shape> {
  await lockDefinitions(tx);
  await readOwnField(tx, id);
  await tx.updateTable("own_field").set({ state: "retired", updated_at: sql`now()` }).where("id", "=", id).execute();
  await told(tx, actor, "own_field.retired", id);
  return await readOwnField(tx, id);
}

export async function reviveOwnField(tx: Tx, actor: Actor, id: string): Promise<Shape> {
  await lockDefinitions(tx);
  const field = await readOwnField(tx, id);
  await requireFreeLabel(tx, id, field.label);
  if (field.formula) await checkFormula(tx, field.key, field.formula);
  const state = field.kind === "formula" ? "ready" : "making";
  await tx.updateTable("own_field").set({ state, updated_at: sql`now()` }).where("id", "=", id).execute();
  await makeSoon(tx, id);
  await told(tx, actor, "own_field.revived", id);
  return await readOwnField(tx, id);
}

export async function orderOwnFields(tx: Tx, actor: Actor, ids: readonly string[]): Promise<{ done: boolean }> {
  await sql`update own_field f set position = o.at from unnest(${ids}::uuid[]) with ordinality as o(id, at) where f.id = o.id`.execute(
    tx,
  );
  await told(tx, actor, "own_field.updated", null);
  return { done: true };
}

async function change(tx: Tx, actor: Actor, field: Shape, changes: Changes): Promise<void> {
  const { kind } = field;
  const next = { ...field, ...changes };
  if (changes.label) {
    await requireFreeLabel(tx, field.id, changes.label);
    await renameField(tx, field.key, field.label, changes.label);
  }
  if (next.is_unique && !["text", "number", "money", "date", "relation"].includes(kind)) throw unfit("is_unique");
  if (next.is_unique && field.is_long) throw unfit("is_unique");
  if (next.is_searched && kind !== "text") throw unfit("is_searched");
  // a new customer has no file yet, so that one is only required where a condition says so
  if (next.is_required && (kind === "formula" || (kind === "file" && next.required_when === null)))
    throw unfit("is_required");
  if (changes.required_when) checkCondition(actor, changes.required_when);
  const isChoice = kind === "choice" || kind === "choices";
  if (changes.choices && isChoice) await setChoices(tx, field.id, changes.choices);
  else if (changes.choices?.length) throw unfit("choices");
  if ((kind === "formula") !== (next.formula !== null)) throw unfit("formula");
  const formulaKind = changes.formula ? await checkFormula(tx, field.key, changes.formula) : field.formula_kind;
  await tx
    .updateTable("own_field")
    .set({
      label_zh: next.label.zh,
      label_en: next.label.en,
      help: next.help?.trim() || null,
      decimals: next.decimals,
      formula: next.formula,
      formula_kind: formulaKind,
      is_required: next.is_required,
      required_when: next.required_when === null ? null : JSON.stringify(next.required_when),
      is_unique: next.is_unique,
      is_indexed: next.is_indexed && !field.is_long && kind !== "formula",
      is_searched: next.is_searched,
      is_sensitive: next.is_sensitive,
      problem: null,
      updated_at: sql`now()`,
    })
    .where("id", "=", field.id)
    .execute();
  if (field.state !== "retired" && kind !== "formula") await makeSoon(tx, field.id);
}

/** Definitions are changed one after the other: labels, keys and formulas depend on each other. */
const lockDefinitions = (tx: Tx) => sql`select pg_advisory_xact_lock(0x7a79, 2)`.execute(tx);
const makeSoon = (tx: Tx, id: string) =>
  addJob(tx, "make_own_field", { field_id: id }, { key: `make_own_field ${id}` });
const unfit = (field: string) => invalid("own_field.does_not_fit", [{ field, reason: "does_not_fit" }]);

/** @throws own_field.label_missing, own_field.label_taken */
async function requireFreeLabel(tx: Tx, id: string, { zh, en }: Shape["label"]): Promise<void> {
  if (!zh?.trim() && !en?.trim()) throw invalid("own_field.label_missing", [{ field: "label", reason: "missing" }]);
  const { rows } = await sql`select 1 from own_field where object = 'customer' and id <> ${id} and state <> 'retired'
    and (lower(label_zh) in (lower(${zh}), lower(${en})) or lower(label_en) in (lower(${zh}), lower(${en})))`.execute(
    tx,
  );
  if (rows.length > 0 || [zh, en].some((one) => one !== null && isBuiltInName(one)))
    throw conflict("own_field.label_taken");
}

async function freeKey(tx: Tx, wanted: string): Promise<string> {
  const plain =
    wanted
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, 32) || "field";
  const { rows } = await sql<{ key: string }>`select key from own_field where object = 'customer'`.execute(tx);
  const taken = new Set(rows.map(({ key }) => key));
  for (let n = 1; ; n++) {
    const key = n === 1 ? `x_${plain}` : `x_${plain}_${n}`;
    if (!taken.has(key)) return key;
  }
}

async function setChoices(tx: Tx, fieldId: string, choices: NonNullable<Changes["choices"]>): Promise<void> {
  const known = await tx.selectFrom("own_choice").select("value").where("field_id", "=", fieldId).execute();
  const taken = new Set([...known.map(({ value }) => value), ...choices.map(({ value }) => value)]);
  const named = choices.map((choice) => {
    if (!choice.label.zh?.trim() && !choice.label.en?.trim())
      throw invalid("own_field.label_missing", [{ field: "choices", reason: "missing" }]);
    let n = 1;
    while (choice.value === undefined && taken.has(`c${n}`)) n++;
    const value = choice.value ?? `c${n}`;
    taken.add(value);
    return { ...choice, value };
  });
  await sql`update own_choice set is_retired = true where field_id = ${fieldId}`.execute(tx);
  for (const [position, { value, label, is_retired = false }] of named.entries()) {
    await sql`insert into own_choice (field_id, value, label_zh, label_en, position, is_retired)
      values (${fieldId}, ${value}, ${label.zh}, ${label.en}, ${position}, ${is_retired})
      on conflict (field_id, value) do update set label_zh = excluded.label_zh, label_en = excluded.label_en,
        position = excluded.position, is_retired = excluded.is_retired`.execute(tx);
  }
}

function checkCondition(actor: Actor, tree: NonNullable<OwnField["requiredWhen"]>): void {
  compileFilter(tree, { fields: customerFields(actor), actor, timeZone: "UTC", now: new Date() });
}

async function told(tx: Tx, actor: Actor, name: string, id: string | null): Promise<void> {
  await requireWhole(tx, actor);
  await raisePolicyVersion(tx);
  await record(tx, actor, name, { object: "own_field", objectId: id });
}
