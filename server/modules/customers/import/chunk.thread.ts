import { createReadStream } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { chunkCsv } from "../../../platform/text/csv.ts";
import { plainBytes } from "../../../platform/text/encoding.ts";
import { Checking } from "./checking.ts";
import { type ReadChunk, readChunk } from "./chunk.ts";
import type { FromThread, ToThread } from "./chunks.ts";
import { wantedOf } from "./decide.ts";
import { InFlight, type Known, WholeFile } from "./known.ts";
import type { Match } from "./match.ts";
import { type SortedRows, sortRows } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { prepareChunk } from "./prepare.ts";
import { type FoundRelated, relatedIn, settleRelated } from "./related.ts";

/** The thread that reads a file and prepares its chunks, two ahead at most, so that the server's own thread stays free. */
const port = parentPort!;
const numbers: number[][] = [];
const matches: Match[][] = [];
const related: FoundRelated[] = [];
const inFlight = new InFlight();
let credits = 2;
let taken = 0;
let wake = () => {};

port.on("message", (message: ToThread) => {
  if (message.type === "numbers") numbers.push(message.numbers);
  else if (message.type === "matches") matches.push(message.matches);
  else if (message.type === "related") related.push(message.found);
  else {
    credits++;
    taken++;
  }
  wake();
});

await prepareAll(workerData as Plan);
say({ type: "end" });
port.close();

async function prepareAll(plan: Plan): Promise<void> {
  let position = 0;
  const source = counted(createReadStream(plan.file, { highWaterMark: 65_536 }), (bytes) => {
    position += bytes;
  });
  const checking = plan.isCheck ? new Checking(plan) : undefined;
  const known = checking ? new WholeFile() : inFlight;
  let isFirst = plan.hasHeader && plan.nextRow === 1;
  let number = 0;
  for await (const chunk of chunkCsv(plainBytes(source, plan.sniffed), plan.delimiter)) {
    if (isFirst) plan = { ...plan, nextRow: 1 + headerRow(chunk.bytes) };
    isFirst = false;
    const read = readChunk(chunk, plan);
    if (!read || read.rowCount === 0) continue;
    inFlight.begin(++number);
    const sorted = await sortAll(read, known, plan);
    if (checking) {
      say({ type: "checked", checked: checking.add(read, sorted, position) });
      await until(() => credits > 0);
      credits--;
      continue;
    }
    say({ type: "reserve", count: sorted.creations.length });
    await until(() => numbers.length > 0);
    const prepared = prepareChunk(read, sorted, numbers.shift()!, position, plan);
    await until(() => credits > 0);
    credits--;
    say({ type: "chunk", chunk: prepared });
  }
}

/** A chunk that was taken is being written, so those before it are in the database when it is asked. */
async function sortAll(read: ReadChunk, known: Known, plan: Plan): Promise<SortedRows> {
  const wantedRelated = relatedIn(read);
  if (wantedRelated.texts.length > 0) {
    say({ type: "relate", wanted: wantedRelated });
    await until(() => related.length > 0);
    settleRelated(read, related.shift()!);
  }
  const { wanted, keys } = wantedOf(
    read.good.map(({ made }) => made),
    plan,
  );
  if (wanted.rows.length === 0) return sortRows(read, keys, [], known, plan);
  inFlight.forgetBefore(taken);
  say({ type: "match", wanted });
  await until(() => matches.length > 0);
  return sortRows(read, keys, matches.shift()!, known, plan);
}

function say(message: FromThread): void {
  port.postMessage(message);
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
