import { createHash } from "node:crypto";
import type { Rpc } from "./rpc.ts";

/** `domain`: SIP domain -> organisation; `cred`: user@domain -> HA1; `trunk`: source address -> id of the trunk; `network`: the same for networks. */
export type TableName = "domain" | "cred" | "trunk" | "network";

/** What the edge knows of us, by table. */
export type TableRows = Readonly<Record<TableName, ReadonlyMap<string, string>>>;

/**
 * What the edge knows of us. It keeps it in memory only: who owns it gives it again when asked to. A stranger is not
 * answered, so that they ask again, until the edge was given all.
 */
export interface Tables {
  set(table: TableName, key: string, value: string): Promise<void>;
  remove(table: TableName, key: string): Promise<void>;
  /** Makes the table exactly this; rows that are right already stay untouched. */
  replace(table: TableName, rows: ReadonlyMap<string, string>): Promise<void>;
  /** Gives some, which takes nothing away, or all there is. */
  give(rows: TableRows, isAll: boolean): Promise<void>;
}

/** What stands in `cred`: enough to check a digest (RFC 2617), not the password. */
export const ha1 = (user: string, domain: string, password: string): string =>
  createHash("md5").update(`${user}:${domain}:${password}`).digest("hex");

interface DumpedSlot {
  slot: { name: string; value: string | number }[];
}

const atOnce = 50;

/** All of it @throws RpcError when the edge does not answer. */
export function openTables(rpc: Rpc): Tables {
  const set: Tables["set"] = async (table, key, value) => void (await rpc.call("htable.sets", [table, key, value]));
  const remove: Tables["remove"] = async (table, key) => void (await rpc.call("htable.delete", [table, key]));
  const write = async (table: TableName, rows: ReadonlyMap<string, string>, isAll: boolean) => {
    const dumped = ((await rpc.call("htable.dump", [table])) ?? []) as DumpedSlot[];
    const there = new Map(dumped.flatMap(({ slot }) => slot.map(({ name, value }) => [name, String(value)] as const)));
    const fresh = [...rows].filter(([key, value]) => there.get(key) !== value);
    const gone = isAll ? [...there.keys()].filter((key) => !rows.has(key)) : [];
    const changes = [
      ...fresh.map(
        ([key, value]) =>
          () =>
            set(table, key, value),
      ),
      ...gone.map((key) => () => remove(table, key)),
    ];
    for (let next = 0; next < changes.length; next += atOnce)
      await Promise.all(changes.slice(next, next + atOnce).map((change) => change()));
  };
  return {
    set,
    remove,
    replace: (table, rows) => write(table, rows, true),
    async give(rows, isAll) {
      for (const table of inOrder) await write(table, rows[table], isAll);
      if (isAll) await rpc.call("htable.sets", ["told", "all", "1"]);
    },
  };
}

/** Whose domain is there is asked for a password that is there too. */
const inOrder = ["cred", "trunk", "network", "domain"] as const;

/** Requests that the edge has refused since it was started, by reason: banned, flood, scanner, unknown, password, malformed, large, unreadable. */
export async function refusals(rpc: Rpc): Promise<Record<string, number>> {
  const lines = (await rpc.call("stats.get_statistics", ["script:", "core:"])) as string[];
  const found = lines.flatMap((line) => [
    ...line.matchAll(/^script:refused_(\w+) = (\d+)$/g),
    ...line.matchAll(/^core:err_(requests) = (\d+)$/g),
  ]);
  return Object.fromEntries(
    found.map(([, reason, count]) => [reason === "requests" ? "unreadable" : reason, Number(count)]),
  );
}
