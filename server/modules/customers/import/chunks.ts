import { Worker } from "node:worker_threads";
import type { PreparedChunk } from "./chunk.ts";
import type { Plan } from "./plan.ts";

export type ToThread = { type: "numbers"; numbers: number[] } | { type: "taken" };
export type FromThread = { type: "reserve"; count: number } | { type: "chunk"; chunk: PreparedChunk } | { type: "end" };

/**
 * The chunks of a file that are not done yet, prepared in a thread of their own while the caller writes the one before.
 * @param reserve takes this many customer numbers
 */
export async function* preparedChunks(
  plan: Plan,
  reserve: (count: number) => Promise<number[]>,
): AsyncGenerator<PreparedChunk> {
  const thread = new Worker(new URL("./chunk.thread.ts", import.meta.url), { workerData: plan });
  const waiting: PreparedChunk[] = [];
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
    else if (message.type === "chunk") waiting.push(message.chunk);
    else isDone = true;
    wake();
  });
  thread.on("error", fail);
  thread.on("exit", () => isDone || fail(new Error("the thread that reads the file has ended")));
  try {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk) {
        say({ type: "taken" });
        yield chunk;
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
