import { rm } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { Problem } from "../../../platform/problem.ts";
import { isWorkbook } from "../../../platform/sheet/kind.ts";
import { WorkbookError, type WorkbookFault } from "../../../platform/sheet/limits.ts";
import { storedPath } from "./file.ts";
import type { Stored } from "./store.ts";

export interface ToConvert {
  path: string;
  into: string;
  /** The first that shows and holds anything unless told otherwise. */
  sheet: string | undefined;
}

interface Sheet {
  sheet: string;
  sheets: string[];
  size: number;
  sha256: string;
}

export type Converted = Sheet | { fault: WorkbookFault };

/** A sheet of a workbook as a CSV of its own, beside the workbook. */
export interface Book {
  text: Stored;
  sheet: string;
  sheets: string[];
}

const patience = 15 * 60_000;
/** Two at once; a workbook may take a gigabyte of shared texts. */
const most = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Turns a workbook into text, once; undefined when the file is none. @throws import.workbook_... saying why it cannot be read */
export async function bookOf(house: House, path: string, sheet?: string): Promise<Book | undefined> {
  try {
    if (!(await isWorkbook(path))) return undefined;
    const id = newId();
    const into = storedPath(house, id);
    const { size, sha256, ...rest } = await convert({ path, into, sheet });
    return { text: { id, path: into, size, sha256 }, ...rest };
  } catch (error) {
    throw error instanceof WorkbookError ? new Problem(400, `import.${error.fault}`) : error;
  }
}

async function convert(order: ToConvert): Promise<Sheet> {
  if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    const converted = await inThread(order);
    if ("fault" in converted) throw new WorkbookError(converted.fault);
    return converted;
  } catch (error) {
    await rm(order.into, { force: true });
    throw error;
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function inThread(order: ToConvert): Promise<Converted> {
  const thread = new Worker(new URL("./workbook.thread.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  const timer = setTimeout(() => void thread.terminate(), patience);
  try {
    return await new Promise<Converted>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", (error: NodeJS.ErrnoException) =>
        reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? new WorkbookError("workbook_too_large") : error),
      );
      thread.once("exit", () => reject(new WorkbookError("workbook_too_large")));
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
