import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { SecretError } from "../../../platform/secret.ts";
import { EngineError } from "../../../platform/telephony/adapter.ts";
import { Turns } from "../../../platform/telephony/turns.ts";
import { handIn } from "./hand_in.ts";
import { sealKey } from "./keys.ts";
import { nameOf, partsOf } from "./name.ts";

/** A file that was written so lately may be somebody's still, in milliseconds. */
const stillWritten = 3000;

/** The recordings of an organisation's calls on this machine: a key for each, and what becomes of its file. */
export class Recorder {
  readonly #house: House;
  readonly #folder: string;
  /** Of recordings that are being written. They are nowhere else as they are. */
  readonly #keys = new Map<string, Buffer>();
  readonly #shut = new Set<string>();
  /** Begun here, and not yet told to have ended. */
  readonly #running = new Set<string>();
  readonly #turns = new Turns();

  /** @param folder where the engine writes */
  constructor(house: House, folder: string) {
    this.#house = house;
    this.#folder = folder;
  }

  /** With what the engine is to encrypt. @throws EngineError limit where nobody could ever decrypt it */
  keyOf(recordingId: string): Buffer {
    if (this.#shut.has(recordingId)) throw new EngineError("limit", "the organisation's key cannot be opened");
    const key = this.#keys.get(recordingId) ?? randomBytes(32);
    this.#keys.set(recordingId, key);
    return key;
  }

  /** Its row, with its key sealed, before the engine is asked. A master key that is another one ends no call. */
  async begin(tx: Tx, recordingId: string, at: number): Promise<void> {
    this.#running.add(recordingId);
    const sealed = await this.#seal(tx, recordingId);
    const { callId, part } = partsOf(recordingId);
    await sql`insert into recording (call_id, part, state, key_id, key, started_at)
      values (${callId}, ${part}, ${sealed ? "being_written" : "lost"}, ${sealed?.keyId ?? null}, ${sealed?.key ?? null}, ${new Date(at).toISOString()})
      on conflict do nothing`.execute(tx);
  }

  async #seal(tx: Tx, recordingId: string) {
    try {
      return await sealKey(tx, this.#house, recordingId, this.keyOf(recordingId));
    } catch (error) {
      if (!(error instanceof SecretError) && !(error instanceof EngineError)) throw error;
      this.#house.log.error({ recording: recordingId, error: (error as Error).message }, "a call cannot be recorded");
      this.#shut.add(recordingId);
      return null;
    }
  }

  /** Its file is whole, or as whole as it will ever be. What fails is tried again with the next look. */
  finish(recordingId: string): Promise<void> {
    this.#running.delete(recordingId);
    return this.#turns.take("hand in", async () => {
      try {
        const isDone = await handIn(this.#house, recordingId, this.#pathOf(recordingId));
        if (isDone) this.#keys.delete(recordingId);
      } catch (error) {
        this.#house.log.error(
          { recording: recordingId, error: (error as Error).message },
          "a recording is not kept yet",
        );
      }
    });
  }

  /** The engine did not do what was asked with it: whether it runs is what a look at the engine tells. */
  doubt(recordingId: string): void {
    this.#running.delete(recordingId);
  }

  /** Hands in what another process has left; what was to be here and never came is lost after a week. @param running that the engine still writes */
  async finishLeft(running: ReadonlySet<string>): Promise<void> {
    const { rows } = await sql<{ call_id: string; part: number; is_old: boolean }>`
      select call_id, part, started_at < now() - interval '7 days' as is_old from recording
       where state = 'being_written' order by started_at limit 1000`.execute(this.#house.db);
    for (const { call_id, part, is_old } of rows) {
      const name = nameOf(call_id, part);
      if (running.has(name) || this.#running.has(name)) continue;
      const file = await stat(this.#pathOf(name)).catch(() => null);
      if (file ? Date.now() - file.mtimeMs > stillWritten : is_old) await this.finish(name);
    }
  }

  #pathOf = (recordingId: string): string => join(this.#folder, fileName(recordingId));
}

export const fileName = (recordingId: string): string => `${recordingId}.zrec`;
