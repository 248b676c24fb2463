import { chown, mkdir } from "node:fs/promises";
import type { Account } from "../process/account.ts";
import type { Major } from "./embedded.binary.ts";
import type { Purpose } from "./embedded.settings.ts";

/** What the parts of the launcher know about one server. */
export type Place = {
  /** PostgreSQL's data directory. */
  data: string;
  dataFolder: string;
  binaries: string;
  account: Account;
  major: Major;
  purpose: Purpose;
  password: string;
};

export function urlOf(place: Pick<Place, "password">, port: number): string {
  return `postgres://zhiyin:${place.password}@127.0.0.1:${port}/postgres`;
}

/** Makes a folder that the server's account owns. */
export async function makeOwnFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);
}
