import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import type { Delimiter } from "../../../platform/text/csv.ts";
import type { Encoding, Sniffed } from "../../../platform/text/encoding.ts";
import { actorOfUser, organisationCountry } from "../../people/index.ts";
import { importTargets } from "../import.contract.ts";
import { ownOf } from "../permissions.ts";
import { storedPath } from "./file.ts";
import { factorOfHeader } from "./headers.ts";
import type { Owner, Plan } from "./plan.ts";
import { allowedOwners, clientsOf, closedTargetsOf, mayCreateFor } from "./scope.ts";
import { type Column, ownTargets } from "./target.ts";

/** The import can never be run as it is; `message` is the reason that the page translates. */
export class Hopeless extends Error {}

/** Everything that the rest of an import needs, with the importer's rights of this moment. @throws Hopeless */
export async function loadPlan(house: House, importId: string): Promise<{ plan: Plan; actor: Actor }> {
  const row = await house.db.selectFrom("import").selectAll().where("id", "=", importId).executeTakeFirstOrThrow();
  const actor = await actorOfUser(house, row.created_by, "import");
  if (!actor || !mayEver(actor, "customer.import")) throw new Hopeless("rights_gone");
  const columns = row.columns as unknown as Column[];
  const closed = new Set(closedTargetsOf(actor));
  if (!allowedOwners(actor).includes(row.default_owner as "me" | "nobody")) throw new Hopeless("rights_gone");
  const known = new Set<string>([...importTargets, ...ownTargets(ownOf(actor))]);
  if (columns.some(({ target }) => !known.has(target))) throw new Hopeless("field_gone");
  if (columns.some(({ target }) => closed.has(target))) throw new Hopeless("rights_gone");
  const me = { id: actor.userId, teamId: actor.teamIds[0] ?? null, isOpen: true };
  const plan: Plan = {
    importId,
    file: storedPath(house, row.file_id),
    sniffed: { encoding: row.encoding as Encoding, bom: row.byte_order_mark as Sniffed["bom"] },
    delimiter: row.delimiter as Delimiter,
    hasHeader: row.has_header,
    columns: columns.map(({ target, header }) => ({ target, header, factor: factorOfHeader(header) })),
    own: new Map(
      ownOf(actor).flatMap((field) => (columns.some(({ target }) => target === field.key) ? [[field.key, field]] : [])),
    ),
    importerId: actor.userId,
    defaultOwner: row.default_owner === "me" ? me : null,
    defaultKind: row.default_kind as Plan["defaultKind"],
    owners: await ownersFor(house, actor),
    clientIds: clientsOf(actor, row.client_id),
    country: await organisationCountry(house.db as Tx),
    policy: row.duplicate_policy as Plan["policy"],
    keys: row.duplicate_keys as Plan["keys"],
    joinsNames: row.joins_names,
    corrections: await correctionsOf(house, importId),
    isCheck: false,
    nextRow: await nextRow(house, importId),
  };
  return { plan, actor };
}

async function correctionsOf(house: House, importId: string): Promise<Plan["corrections"]> {
  const rows = await house.db
    .selectFrom("import_correction")
    .select(["row", "position", "value"])
    .where("import_id", "=", importId)
    .orderBy("row")
    .execute();
  const corrections: Plan["corrections"] = new Map();
  for (const { row, position, value } of rows) {
    const ofRow = corrections.get(row);
    if (ofRow) ofRow.push([position, value]);
    else corrections.set(row, [[position, value]]);
  }
  return corrections;
}

/** Users by name and mail address; a name that two of them bear means nobody. */
async function ownersFor(house: House, actor: Actor): Promise<Map<string, Owner>> {
  const users = await house.db
    .selectFrom("app_user")
    .leftJoin("user_deactivation", "user_deactivation.user_id", "app_user.id")
    .select(["app_user.id", "app_user.name", "app_user.email", "app_user.team_id"])
    .where("user_deactivation.user_id", "is", null)
    .execute();
  const owners = new Map<string, Owner>();
  const doubled = new Set<string>();
  for (const user of users) {
    const owner = { id: user.id, teamId: user.team_id };
    const known = { ...owner, isOpen: mayCreateFor(actor, owner) };
    const name = user.name.toLowerCase();
    if (owners.has(name)) doubled.add(name);
    owners.set(name, known);
    owners.set(user.email.toLowerCase(), known);
  }
  for (const name of doubled) owners.delete(name);
  return owners;
}

async function nextRow(house: House, importId: string): Promise<number> {
  const last = await house.db
    .selectFrom("import_chunk")
    .select(["first_row", "row_count"])
    .where("import_id", "=", importId)
    .orderBy("first_row", "desc")
    .limit(1)
    .executeTakeFirst();
  return last ? last.first_row + last.row_count : 1;
}
