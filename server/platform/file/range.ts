import { Problem } from "../problem.ts";
import type { Range } from "./store.ts";

/**
 * The one range that a Range header asks for (RFC 9110, 14.2); undefined means the whole file, also for several ranges.
 * @throws file.bad_range (416)
 */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const first = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === "" || match[2] === "" ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (first >= size || last < first) throw new Problem(416, "file.bad_range", { detail: { size } });
  return { first, last };
}
