import { once } from "node:events";
import { createReadStream } from "node:fs";
import { connect } from "node:net";
import { Problem } from "../problem.ts";

const chunk = 64 * 1024;
const patience = 120_000;

/**
 * Asks a clamd daemon about a file: INSTREAM, chunks led by their length (clamd(8)).
 * @param place path of its socket, or `host:port`
 * @throws file.infected, file.scan_failed
 */
export async function requireClean(place: string, path: string): Promise<void> {
  const answer = await ask(place, path).catch(() => undefined);
  if (answer === undefined || !/: (OK|.+ FOUND)\0?$/.test(answer)) throw new Problem(503, "file.scan_failed");
  if (answer.includes(" FOUND")) throw new Problem(422, "file.infected");
}

async function ask(place: string, path: string): Promise<string> {
  const remote = /^([^/]+):(\d+)$/.exec(place);
  const socket = remote ? connect({ host: remote[1]!, port: Number(remote[2]) }) : connect({ path: place });
  socket.setTimeout(patience, () => socket.destroy(new Error("clamd takes too long")));
  const parts: Buffer[] = [];
  socket.on("data", (bytes) => parts.push(bytes));
  const ended = once(socket, "end");
  ended.catch(() => undefined);
  try {
    await once(socket, "connect");
    socket.write("zINSTREAM\0");
    for await (const bytes of createReadStream(path, { highWaterMark: chunk }) as AsyncIterable<Buffer>) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      socket.write(length);
      if (!socket.write(bytes)) await Promise.race([once(socket, "drain"), ended]);
    }
    socket.write(Buffer.alloc(4));
    await ended;
    return Buffer.concat(parts).toString("utf8").trim();
  } finally {
    socket.destroy();
  }
}
