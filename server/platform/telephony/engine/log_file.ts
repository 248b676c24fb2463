import { createReadStream, type FSWatcher, watch } from "node:fs";
import { stat, truncate } from "node:fs/promises";
import type { Log } from "../../log.ts";

const most = 8_000_000;
const linesPerSecond = 20;

/**
 * Follows the file that a program writes its log to, from its end on; it goes on being written while nobody reads, so that a program
 * outlives us. Lines go to our log; those that `take` takes do not. @returns what ends it
 */
export function followLog(file: string, name: string, log: Log, take: (line: string) => boolean): () => void {
  let offset: number | undefined;
  let rest = "";
  let reading = Promise.resolve();
  let second = { at: 0, lines: 0 };
  const tell = (line: string) => {
    if (take(line)) return;
    const at = Math.floor(Date.now() / 1000);
    if (second.at !== at) {
      if (second.lines > linesPerSecond) log.warn({ program: name, lines: second.lines - linesPerSecond }, "said more");
      second = { at, lines: 0 };
    }
    if (++second.lines <= linesPerSecond) log[levelOf(line)]({ program: name }, withoutSecrets(line));
  };
  const look = async () => {
    const { size } = await stat(file);
    if (offset === undefined || size < offset) offset = offset === undefined ? size : 0;
    if (size === offset) return;
    for await (const part of createReadStream(file, { start: offset, end: size - 1, encoding: "utf8" })) rest += part;
    offset = size;
    const lines = rest.split("\n");
    rest = (lines.pop() ?? "").slice(-10_000);
    for (const line of lines) if (line.trim() !== "") tell(line);
    if (size > most) await truncate(file, 0);
  };
  const lookAfterThat = () => {
    reading = reading.then(look).catch((error: Error) => log.debug({ program: name, error: error.message }, "no log"));
  };
  lookAfterThat();
  const watcher: FSWatcher = watch(file, lookAfterThat).on("error", () => undefined);
  return () => watcher.close();
}

/** Most of what the programs call an error is what strangers send them; ours is what stops them from working. */
export function levelOf(line: string): "error" | "warn" | "info" | "debug" {
  if (/\b(?:CRITICAL|CRIT|ALERT|EMERG|BUG)\b/.test(line)) return "error";
  if (/\b(?:ERROR|ERR)\b/.test(line)) return "warn";
  return /\bWARN(?:ING)?\b/.test(line) ? "info" : "debug";
}

/** A message that could not be read may stand in a line, with numbers, names and passwords of people in it. */
export function withoutSecrets(line: string): string {
  return line
    .replace(/\b(?:message|buf|msg)\s*[=:]?\s*[<[].*/i, "(message)")
    .replace(/\bsips?:[^\s>;,"']+/gi, "sip:-")
    .replace(/\b(?:response|nonce|cnonce|inline)\s*[=:]\s*\S+/gi, "(secret)")
    .replace(/\+?\d{7,}(?![.\d])/g, "(number)")
    .slice(0, 300);
}
