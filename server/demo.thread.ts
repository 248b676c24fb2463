import { workerData } from "node:worker_threads";
import { type FillOptions, fill } from "../test/generate/fill.ts";

/** Fills the demo company in a thread of its own: what that takes of memory goes with the thread. */
await fill(workerData as FillOptions);
