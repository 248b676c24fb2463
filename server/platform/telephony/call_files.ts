import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallStore, KeptCall } from "./keep.ts";

const ending = ".call.json";

/**
 * Keeps calls in a folder of this machine, a file each, where the engine is too: who takes over needs no database for it.
 * A file is whole or not there. @param folder absolute, made where it is missing
 */
export function callFiles(folder: string): CallStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (callId: string) => join(folder, `${encodeURIComponent(callId)}${ending}`);
  return {
    save(call) {
      const file = fileOf(call.callId);
      writeFileSync(`${file}.new`, JSON.stringify(call), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    remove: (callId) => rmSync(fileOf(callId), { force: true }),
    load: async () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .flatMap((name) => read(join(folder, name))),
  };
}

/** What a broken disk left is no call. */
function read(file: string): KeptCall[] {
  try {
    return [JSON.parse(readFileSync(file, "utf8")) as KeptCall];
  } catch {
    rmSync(file, { force: true });
    return [];
  }
}
