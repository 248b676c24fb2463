import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { wholesale } from "../../../platform/database/wholesale.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { applyChanges } from "./change.ts";
import type { PreparedChunk } from "./chunk.ts";
import type { CopyTable } from "./copy_text.ts";
import type { Plan } from "./plan.ts";

export interface Session {
  /** The connection that `db` works on, for COPY. */
  client: pg.Client;
  db: Db;
}

/** The import is no longer to be run: the chunk was not written. */
export class Stopped extends Error {}

/** Writes a chunk in one transaction: all of it or nothing. @throws Stopped when the import was cancelled meanwhile */
export async function writeChunk(session: Session, actor: Actor, plan: Plan, chunk: PreparedChunk): Promise<void> {
  const { importId } = plan;
  await session.db.transaction().execute(async (tx) => {
    await wholesale(
      tx,
      {
        app_user: chunk.users,
        team: chunk.teams,
        client: chunk.clients,
        customer: chunk.customers,
        import: [importId],
      },
      async () => {
        for (const table of chunk.tables) await copy(session.client, table);
      },
    );
    await tieTags(tx, chunk.tags);
    const changed = await applyChanges(tx, actor, plan, chunk);
    const counts: Counts = {
      row_count: chunk.rowCount,
      created_count: chunk.createdCount,
      updated_count: changed.updated,
      duplicate_count: changed.unchanged,
      skipped_count: chunk.skippedCount,
      rejected_count: chunk.rejectedCount + changed.rejected,
    };
    await tx
      .insertInto("import_chunk")
      .values({ import_id: importId, first_row: chunk.firstRow, byte_position: chunk.bytePosition, ...counts })
      .execute();
    await record(tx, { userId: actor.userId, requestId: "import" }, "import.progressed", {
      object: "import",
      objectId: importId,
      payload: { created: counts.created_count, updated: counts.updated_count, rejected: counts.rejected_count },
    });
    await count(tx, importId, chunk, counts);
  });
}

interface Counts {
  row_count: number;
  created_count: number;
  updated_count: number;
  duplicate_count: number;
  skipped_count: number;
  rejected_count: number;
}

async function copy(client: pg.Client, { table, columns, text }: CopyTable): Promise<void> {
  const target = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  await pipeline(Readable.from(slices(text)), target);
}

/** 256 kB a time, so that other work of this thread gets its turn. */
function* slices(text: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < text.length; at += 262_144) yield text.subarray(at, at + 262_144);
}

async function tieTags(tx: Tx, { customerIds, names }: PreparedChunk["tags"]): Promise<void> {
  if (names.length === 0) return;
  const byKey = new Map(names.map((name) => [name.toLowerCase(), name]));
  const fresh = [...byKey.values()].sort();
  await sql`insert into tag (id, name) select * from unnest(${fresh.map(() => newId())}::uuid[], ${fresh}::text[])
    on conflict do nothing`.execute(tx);
  await sql`insert into customer_tag (customer_id, tag_id)
    select tied.customer_id, tag.id from unnest(${customerIds}::uuid[], ${names}::text[]) as tied (customer_id, name)
      join tag on lower(tag.name) = lower(tied.name) on conflict do nothing`.execute(tx);
}

/** Last of all, so that the import's own row is locked for a moment only and can be cancelled at any time. */
async function count(tx: Tx, importId: string, chunk: PreparedChunk, counts: Counts): Promise<void> {
  const { rows } = await sql`
    update import set row_count = row_count + ${counts.row_count}, created_count = created_count + ${counts.created_count},
      updated_count = updated_count + ${counts.updated_count}, duplicate_count = duplicate_count + ${counts.duplicate_count},
      skipped_count = skipped_count + ${counts.skipped_count}, rejected_count = rejected_count + ${counts.rejected_count},
      unknown_owner_count = unknown_owner_count + ${chunk.unknownOwnerCount},
      unknown_owners = array(select distinct name from unnest(unknown_owners || ${chunk.unknownOwners}::text[]) as name order by name limit 20),
      byte_position = ${chunk.bytePosition}
     where id = ${importId} and state = 'running' returning id`.execute(tx);
  if (rows.length === 0) throw new Stopped();
}
