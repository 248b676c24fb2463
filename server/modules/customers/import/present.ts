import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import type { readImportContract } from "../import.contract.ts";
import { allowedOwners, closedTargetsOf } from "./scope.ts";

export type Import = ResponseOf<typeof readImportContract>;

/** The actor's own import; somebody else's is not found. @throws import.not_found */
export async function accessImport(db: Db, actor: Actor, importId: string): Promise<Import> {
  const [found] = await importsOf(db, actor, importId);
  if (!found) throw notFound("import.not_found");
  return found;
}

/** Imports of the actor, newest first. */
export async function importsOf(db: Db, actor: Actor, importId?: string): Promise<Import[]> {
  const rows = await db
    .selectFrom("import as i")
    .innerJoin("stored_file as f", (join) =>
      join.on((on) => on("f.id", "=", (value) => value.fn.coalesce("i.workbook_id", "i.file_id"))),
    )
    .selectAll("i")
    .select("f.name as file_name")
    .where("i.created_by", "=", actor.userId)
    .$if(importId !== undefined, (query) => query.where("i.id", "=", importId!))
    .orderBy("i.created_at", "desc")
    .limit(100)
    .execute();
  const rights = { allowed_owners: allowedOwners(actor), closed_targets: closedTargetsOf(actor) };
  return rows.map(
    ({ default_owner, default_kind, client_id, duplicate_policy, duplicate_keys, joins_names, ...row }) => ({
      ...(row as unknown as Import),
      ...rights,
      defaults: {
        owner: default_owner as Import["defaults"]["owner"],
        kind: default_kind as Import["defaults"]["kind"],
        client_id,
        policy: duplicate_policy as NonNullable<Import["defaults"]["policy"]>,
        keys: duplicate_keys as NonNullable<Import["defaults"]["keys"]>,
        joins_names,
      },
      created_by: { id: actor.userId, name: actor.name },
    }),
  );
}
