import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { compileFilter } from "../../../platform/filter/compile.ts";
import type { FilterTree } from "../../../platform/filter/filter.contract.ts";
import { compileFormula, FormulaProblem, readFormula, renameInFormula } from "../../../platform/own/formula.ts";
import { type Label, loadOwnFields, type OwnField } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, Problem } from "../../../platform/problem.ts";
import { customerFields } from "../fields.ts";
import { compileRules, isRanked, ruleFields } from "../tier/compile.ts";
import { lookNow } from "../tier/look.ts";
import { loadLadders, type Placing } from "../tier/rules.ts";
import { formulaFieldsOf } from "./columns.ts";

/**
 * What formulas and conditions are made of is there and fits, whatever was changed: one that does not would stop every
 * list and record. @throws own_field.in_use naming the field whose formula or condition would break
 */
export async function requireWhole(tx: Tx, actor: Actor): Promise<void> {
  const ready = (await loadOwnFields(tx)).customer ?? [];
  const conditions = (await loadOwnFields(tx, ["ready", "making"])).customer ?? [];
  for (const field of ready) if (field.formula) whole(field, () => requireFormula(ready, field));
  const fields = customerFields({ ...actor, own: { customer: conditions } });
  for (const field of conditions)
    if (field.requiredWhen) whole(field, () => requireCondition(actor, fields, field.requiredWhen!));
  await requireTierRules(tx);
  await requirePoolDates(tx, conditions);
}

/** Pools that recycle by a date which nobody sees any more would take customers by days that stand still. */
async function requirePoolDates(tx: Tx, fields: readonly OwnField[]): Promise<void> {
  const dates = fields.filter(({ kind }) => kind === "date").map(({ key }) => key);
  const { rows } = await sql<{ name: string }>`
    select p.name from pool p, unnest(array[p.deal_field, p.contract_end_field]) as named (field)
     where p.retired_at is null and named.field is not null and named.field <> all(${dates}::text[]) limit 1`.execute(
    tx,
  );
  if (rows[0]) throw conflict("own_field.in_use", { by: { zh: rows[0].name, en: rows[0].name } });
}

/** Rules of tiers that speak of a field that is not there any more would stop every run. */
async function requireTierRules(tx: Tx): Promise<void> {
  const looked = await lookNow(tx);
  const compiled = (placing: Placing) => {
    const { holds } = compileRules([placing], () => sql`true`, looked);
    for (const rule of placing.rules) holds(placing.ladder, rule);
    if (
      placing.rules.some(({ share }) => share && !isRanked(ruleFields(looked.system, placing.ladder).get(share.field)))
    )
      throw new Problem(400, "filter.invalid");
  };
  for (const placing of await loadLadders(tx))
    whole({ label: { zh: "客户等级规则", en: "rules of tiers" } }, () => compiled(placing));
}

function whole(field: Pick<OwnField, "label">, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof FormulaProblem || error instanceof Problem)) throw error;
    throw conflict("own_field.in_use", { by: field.label });
  }
}

function requireFormula(own: readonly OwnField[], { key, kind, formula }: OwnField): void {
  if (kind !== "formula" || !formula) return;
  const compiled = compileFormula(formula, formulaFieldsOf(own, [key], { size: formula.size }));
  if (compiled.kind !== formula.kind) throw new FormulaProblem("does_not_fit", 0, key);
}

const requireCondition = (actor: Actor, fields: ReturnType<typeof customerFields>, tree: FilterTree) =>
  compileFilter(tree, { fields, actor, timeZone: "UTC", now: new Date() });

/** @throws formula.invalid with place and reason */
export async function checkFormula(tx: Tx, key: string, text: string): Promise<string> {
  const own = (await loadOwnFields(tx)).customer ?? [];
  try {
    const formula = readFormula(text);
    const compiled = compileFormula(formula, formulaFieldsOf(own, [key], { size: formula.size }));
    await sql`select ${compiled.value("c")} from customer c limit 0`.execute(tx);
    return compiled.kind;
  } catch (error) {
    if (!(error instanceof FormulaProblem)) throw error;
    const { reason, at, about } = error;
    throw new Problem(400, "formula.invalid", { fields: [{ field: "formula", reason }], detail: { at, about } });
  }
}

/** Formulas that call a field by its old name call it by the new one. */
export async function renameField(tx: Tx, key: string, before: Label, after: Label): Promise<void> {
  const written = [after.zh, after.en].filter((one) => one !== null && !/[{}]/.test(one));
  const names = new Map<string, string>();
  for (const language of ["zh", "en"] as const) {
    const old = before[language];
    if (old !== null && !written.includes(old))
      names.set(old, written.find((one) => one === after[language]) ?? written[0] ?? key);
  }
  if (names.size === 0) return;
  const formulas = await tx.selectFrom("own_field").select(["id", "formula"]).where("kind", "=", "formula").execute();
  for (const { id, formula } of formulas) {
    const renamed = renameInFormula(formula!, names);
    if (renamed !== formula) await tx.updateTable("own_field").set({ formula: renamed }).where("id", "=", id).execute();
  }
}
