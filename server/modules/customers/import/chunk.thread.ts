import { createReadStream } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { chunkCsv } from "../../../platform/text/csv.ts";
import { plainBytes } from "../../../platform/text/encoding.ts";
import { readChunk } from "./chunk.ts";
import type { FromThread, ToThread } from "./chunks.ts";
import type { Plan } from "./plan.ts";
import { prepareChunk } from "./prepare.ts";

/** The thread that reads a file and prepares its chunks, two ahead at most, so that the server's own thread stays free. */
const port = parentPort!;
const numbers: number[][] = [];
let credits = 2;
let wake = () => {};

port.on("message", (message: ToThread) => {
  if (message.type === "numbers") numbers.push(message.numbers);
  else credits++;
  wake();
});

await prepareAll(workerData as Plan);
port.postMessage({ type: "end" } satisfies FromThread);
port.close();

async function prepareAll(plan: Plan): Promise<void> {
  let position = 0;
  const source = counted(createReadStream(plan.file, { highWaterMark: 65_536 }), (bytes) => {
    position += bytes;
  });
  let isFirst = plan.hasHeader && plan.nextRow === 1;
  for await (const chunk of chunkCsv(plainBytes(source, plan.sniffed), plan.delimiter)) {
    if (isFirst) plan = { ...plan, nextRow: 1 + headerRow(chunk.bytes) };
    isFirst = false;
    const read = readChunk(chunk, plan);
    if (!read || read.rowCount === 0) continue;
    port.postMessage({ type: "reserve", count: read.good.length } satisfies FromThread);
    await until(() => numbers.length > 0);
    const prepared = prepareChunk(read, numbers.shift()!, position, plan);
    await until(() => credits > 0);
    credits--;
    port.postMessage({ type: "chunk", chunk: prepared } satisfies FromThread);
  }
}

async function* counted(source: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    count(bytes.length);
    yield bytes;
  }
}

/** The header is the first row with something in it: as many line ends stand before it as rows. */
function headerRow(bytes: Uint8Array): number {
  let row = 1;
  for (let at = 0; at < bytes.length && (bytes[at] === 10 || bytes[at] === 13); at++) {
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++;
    row++;
  }
  return row;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo())
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
}
