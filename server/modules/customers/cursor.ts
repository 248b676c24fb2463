import { Problem } from "../../platform/problem.ts";

/** A keyset cursor: the sort values of the last row, as text nobody needs to read. */
export const writeCursor = (values: readonly string[]): string =>
  Buffer.from(JSON.stringify(values)).toString("base64url");

/** @throws list.bad_cursor */
export function readCursor(text: string, length: number): string[] {
  try {
    const values = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown;
    if (
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => typeof value === "string" && !value.includes("\0"))
    )
      return values as string[];
  } catch {
    // falls through to the named error
  }
  throw new Problem(400, "list.bad_cursor");
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
/** A moment that the database can read: Date.parse alone takes 30 February and the year 0. */
export function isTime(text: string): boolean {
  const [day = ""] = text.split("T");
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)$/.test(text) || day < "0001-01-01") return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
