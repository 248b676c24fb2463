import Type from "typebox";
import type { Tx } from "../../platform/database/types.ts";
import { bodyCheck } from "../../platform/http/validation.ts";
import type { OwnValue } from "../../platform/own/own.contract.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { customerFacts } from "./customer.contract.ts";
import { normaliseFacts } from "./facts.ts";
import { keptOwn } from "./own/values.ts";
import { factFields, ownOf } from "./permissions.ts";

/** One of a kind: the same for many customers makes no sense. */
const notForMany = new Set<string>(["tax_id"]);
const editable = factFields.filter((field) => !notForMany.has(field));
const checks = new Map(
  editable.map((field) => [field, bodyCheck(Type.Object({ value: customerFacts[field] }, { required: ["value"] }))]),
);

/**
 * The value as it is kept.
 * @throws bulk_edit.not_editable; bulk_edit.bad_value; own_field.invalid
 */
export async function editValue(tx: Tx, actor: Actor, field: string, value: OwnValue): Promise<unknown> {
  const own = ownOf(actor).find(({ key }) => key === field);
  if (own) {
    if (own.formula || own.isUnique || (own.kind === "file" && value !== null))
      throw notSo("bulk_edit.not_editable", field);
    return (await keptOwn(tx, actor, null, { [field]: value }, {}))[field];
  }
  const check = checks.get(field as (typeof editable)[number]);
  if (!check) throw notSo("bulk_edit.not_editable", field);
  try {
    check({ value });
  } catch {
    throw notSo("bulk_edit.bad_value", "value");
  }
  return normaliseFacts({ [field]: value })[field];
}

const notSo = (id: string, field: string): Problem => new Problem(400, id, { fields: [{ field, reason: "invalid" }] });
