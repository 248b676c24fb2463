import { Worker } from "node:worker_threads";
import type { Checked } from "./checking.ts";
import type { PreparedChunk } from "./chunk.ts";
import type { Match, Wanted } from "./match.ts";
import type { Plan } from "./plan.ts";
import type { FoundRelated, WantedRelated } from "./related.ts";

export type ToThread =
  | { type: "numbers"; numbers: number[] }
  | { type: "matches"; matches: Match[] }
  | { type: "related"; found: FoundRelated }
  | { type: "taken" };
export type FromThread =
  | { type: "reserve"; count: number }
  | { type: "match"; wanted: Wanted }
  | { type: "relate"; wanted: WantedRelated }
  | { type: "chunk"; chunk: PreparedChunk }
  | { type: "checked"; checked: Checked }
  | { type: "end" };

/** What the thread asks of the database. */
export interface Asked {
  /** Takes this many customer numbers. */
  reserve(count: number): Promise<number[]>;
  match(wanted: Wanted): Promise<Match[]>;
  relate(wanted: WantedRelated): Promise<FoundRelated>;
}

/** The chunks of a file that are not done yet, prepared in a thread of their own while the caller writes the one before. */
export async function* preparedChunks(plan: Plan, asked: Asked): AsyncGenerator<PreparedChunk> {
  for await (const message of messages(plan, asked)) if (message.type === "chunk") yield message.chunk;
}

/** What a file would do, added up after each chunk. */
export async function* checkedChunks(plan: Plan, asked: Asked): AsyncGenerator<Checked> {
  for await (const message of messages({ ...plan, isCheck: true }, asked))
    if (message.type === "checked") yield message.checked;
}

type Result = Extract<FromThread, { type: "chunk" | "checked" }>;

async function* messages(plan: Plan, { reserve, match, relate }: Asked): AsyncGenerator<Result> {
  const thread = new Worker(new URL("./chunk.thread.ts", import.meta.url), { workerData: plan });
  const waiting: Result[] = [];
  let isDone = false;
  let failure: Error | undefined;
  let wake = () => {};
  const say = (message: ToThread) => thread.postMessage(message);
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  thread.on("message", (message: FromThread) => {
    if (message.type === "reserve")
      void reserve(message.count).then((numbers) => say({ type: "numbers", numbers }), fail);
    else if (message.type === "match")
      void match(message.wanted).then((matches) => say({ type: "matches", matches }), fail);
    else if (message.type === "relate")
      void relate(message.wanted).then((found) => say({ type: "related", found }), fail);
    else if (message.type === "end") isDone = true;
    else waiting.push(message);
    wake();
  });
  thread.on("error", fail);
  thread.on("exit", () => isDone || fail(new Error("the thread that reads the file has ended")));
  try {
    for (;;) {
      const result = waiting.shift();
      if (result) {
        say({ type: "taken" });
        yield result;
      } else if (failure) throw failure;
      else if (isDone) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    await thread.terminate();
  }
}
