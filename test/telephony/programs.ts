import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/bin"];

/** Where a program of the telephone lies, or null. */
export const programPath = (name: string): string | null =>
  folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;

/** Why tests with these programs are left out here; false where they are installed. */
export function missing(...names: string[]): string | false {
  const absent = names.filter((name) => !programPath(name));
  return absent.length > 0 && `not installed: ${absent.join(", ")}`;
}
