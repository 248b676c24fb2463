import type { ResponseOf } from "../../platform/contract/contract.ts";
import { type Actor, fieldsEver } from "../../platform/permission/actor.ts";
import type { listFieldsContract } from "./fields.contract.ts";
import { customerFields } from "./fields.ts";

type Answer = ResponseOf<typeof listFieldsContract>;

const sortable = new Set(["name", "created_at", "updated_at"]);
const columns = new Set(["stage", "owner", "province", "industry", "phone", "last_interaction", "revenue_this_year"]);

/** Fields that no grant opens are left out. */
export function listFields(actor: Actor): Answer {
  const opened = fieldsEver(actor, "customer", "read");
  const fields = [...customerFields(actor).values()]
    .filter(({ guard }) => guard === null || !opened || opened.has(guard))
    .map(({ field, kind, choices }) => ({
      field,
      kind,
      label: null,
      choices: choices ? choices.map((value) => ({ value, label: null })) : null,
      is_filterable: true,
      is_sortable: sortable.has(field),
      is_column: columns.has(field),
    }));
  return { fields };
}
