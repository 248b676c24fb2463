import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallStore, KeptCall } from "#platform/telephony/keep.ts";

/** Keeps calls in a folder, a file each, written before anything else is done. */
export function callFiles(folder: string): CallStore {
  const fileOf = (callId: string) => join(folder, `${callId}.call.json`);
  return {
    save: (call) => writeFileSync(fileOf(call.callId), JSON.stringify(call)),
    remove: (callId) => rmSync(fileOf(callId), { force: true }),
    load: async () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".call.json"))
        .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as KeptCall),
  };
}
