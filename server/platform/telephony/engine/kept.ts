import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, listenError } from "./port.ts";

/** What stays the same from start to start, so that running programs can be adopted. All ports but `sip` are on 127.0.0.1. */
export interface Kept {
  /** UDP, telephones and trunks. */
  sip: number;
  /** TCP, Kamailio's WebSockets and JSON-RPC. */
  ws: number;
  /** UDP, rtpengine's control. */
  ng: number;
  /** UDP, where rtpengine tells of keys; the adapter listens. */
  dtmf: number;
  rpcSecret: string;
  nonceSecret: string;
}

const file = "kept.json";

/**
 * Reads what was kept in `folder`, or makes it.
 * @param sip the port that was asked for; 0: any, and the same again next time
 * @param isFresh nothing runs yet: ports that others have taken meanwhile are chosen anew
 */
export async function keep(folder: string, sip: { host: string; port: number }, isFresh: boolean): Promise<Kept> {
  const last = await read(folder);
  const port = async (kind: "udp" | "tcp", wanted: number | undefined, host = "127.0.0.1") =>
    wanted && (!isFresh || !(await listenError(kind, host, wanted))) ? wanted : freePort(kind, host);
  const kept: Kept = {
    sip: sip.port || (await port("udp", last?.sip, sip.host)),
    ws: await port("tcp", last?.ws),
    ng: await port("udp", last?.ng),
    dtmf: await port("udp", last?.dtmf),
    rpcSecret: last?.rpcSecret ?? randomBytes(24).toString("hex"),
    nonceSecret: last?.nonceSecret ?? randomBytes(24).toString("hex"),
  };
  await writeFile(join(folder, file), `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  return kept;
}

async function read(folder: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, file), "utf8")) as Kept;
  } catch {
    return undefined; // the first start, or half written: made anew
  }
}
