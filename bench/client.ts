import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { caller } from "./http.ts";
import { type Measured, measure } from "./measure.ts";

interface Order {
  base: string;
  cookie: string;
  path: string;
  count: number;
  connections: number;
}

/** Somebody else's computer: a process of its own that asks for a page again and again, so that the node's time is the node's. */
export function startClient(): {
  measure(order: Order): Promise<Measured>;
  stop(): void;
} {
  const child: ChildProcess = fork(join(projectFolder, "bench/client.ts"), { stdio: "inherit" });
  return {
    measure: (order) =>
      new Promise((done, fail) => {
        child.once("message", (answer: Measured | { error: string }) =>
          "error" in answer ? fail(new Error(answer.error)) : done(answer),
        );
        child.send(order);
      }),
    stop: () => void child.kill(),
  };
}

async function measured({ base, cookie, path, count, connections }: Order): Promise<Measured> {
  const call = caller(base, cookie, connections);
  return await measure(
    connections,
    Array(count).fill(async () => {
      const { status, text } = await call("GET", path);
      if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 300)}`);
    }),
  );
}

if (process.send && process.argv[1] === import.meta.filename) {
  process.on("message", (order: Order) => {
    measured(order).then(
      (answer) => process.send!(answer),
      (error: unknown) => process.send!({ error: String(error) }),
    );
  });
}
