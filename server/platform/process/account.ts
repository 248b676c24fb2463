import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { StartError } from "../database/error.ts";

const exec = promisify(execFile);

/** Who runs the servers that we start: `uid` and `gid` go into spawn and chown. Undefined: the account we run under. */
export type Account = { name: string; uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root, and what talks to the net should not: then `preferred` runs it, or `zhiyin`, a system account made on the spot.
 * @throws StartError account_missing
 */
export async function findAccount(preferred: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  return (await lookUp(preferred)) ?? (await lookUp("zhiyin")) ?? (await makeAccount());
}

/** @throws StartError data_folder_closed when the account cannot pass through a folder above `folder` */
export async function checkWay(folder: string, account: Account): Promise<void> {
  if (!account) return;
  for (let place = dirname(folder); place !== dirname(place); place = dirname(place)) {
    const { mode, uid, gid } = await stat(place);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0)
      throw new StartError(
        "data_folder_closed",
        `user ${account.name}, who runs the servers for root, cannot enter ${place}; set ZHIYIN_DATA to an open folder`,
      );
  }
}

async function lookUp(name: string): Promise<Account> {
  try {
    const [uid, gid] = await Promise.all(["-u", "-g"].map((what) => exec("id", [what, name])));
    return { name, uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return undefined;
  }
}

async function makeAccount(): Promise<Account> {
  const options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "zhiyin"];
  await exec("useradd", options).catch(() => undefined);
  const account = await lookUp("zhiyin");
  if (account) return account;
  throw new StartError(
    "account_missing",
    "no server of ours runs as root and no system user could be made; run: useradd --system --user-group zhiyin",
  );
}
