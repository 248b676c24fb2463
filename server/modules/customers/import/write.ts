import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { wholesale } from "../../../platform/database/wholesale.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { PreparedChunk } from "./chunk.ts";
import type { CopyTable } from "./copy_text.ts";

export interface Session {
  /** The connection that `db` works on, for COPY. */
  client: pg.Client;
  db: Db;
}

/** The import is no longer to be run: the chunk was not written. */
export class Stopped extends Error {}

/** Writes a chunk in one transaction: all of it or nothing. @throws Stopped when the import was cancelled meanwhile */
export async function writeChunk(session: Session, importId: string, by: string, chunk: PreparedChunk): Promise<void> {
  await session.db.transaction().execute(async (tx) => {
    await wholesale(
      tx,
      { app_user: chunk.users, team: chunk.teams, client: chunk.clients, import: [importId] },
      async () => {
        for (const table of chunk.tables) await copy(session.client, table);
      },
    );
    await tieTags(tx, chunk.tags);
    await tx
      .insertInto("import_chunk")
      .values({
        import_id: importId,
        first_row: chunk.firstRow,
        row_count: chunk.rowCount,
        created_count: chunk.createdCount,
        skipped_count: chunk.skippedCount,
        rejected_count: chunk.rejectedCount,
        byte_position: chunk.bytePosition,
      })
      .execute();
    await record(tx, { userId: by, requestId: "import" }, "import.progressed", {
      object: "import",
      objectId: importId,
      payload: { created: chunk.createdCount, rejected: chunk.rejectedCount },
    });
    await count(tx, importId, chunk);
  });
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
async function count(tx: Tx, importId: string, chunk: PreparedChunk): Promise<void> {
  const { rows } = await sql`
    update import set row_count = row_count + ${chunk.rowCount}, created_count = created_count + ${chunk.createdCount},
      skipped_count = skipped_count + ${chunk.skippedCount}, rejected_count = rejected_count + ${chunk.rejectedCount},
      unknown_owner_count = unknown_owner_count + ${chunk.unknownOwnerCount},
      unknown_owners = array(select distinct name from unnest(unknown_owners || ${chunk.unknownOwners}::text[]) as name order by name limit 20),
      byte_position = ${chunk.bytePosition}
     where id = ${importId} and state = 'running' returning id`.execute(tx);
  if (rows.length === 0) throw new Stopped();
}
