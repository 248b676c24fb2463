import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";

export type Locale = "zh-CN" | "en";
export type Say = (key: string, values?: Record<string, string | number>) => string;

/** The page's words in a language, by their key: `sayIn("en")("customers.log_it")`. Journeys hard-code none. */
export function sayIn(locale: Locale): Say {
  return (key, values = {}) => {
    const [file = "", ...path] = key.split(".");
    const word = find(read(locale, file), path) ?? find(read(locale, file), plural(path, values.count));
    if (typeof word !== "string") throw new Error(`${key} does not stand in web/locales/${locale}`);
    return word.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ""));
  };
}

type Strings = { [key: string]: string | Strings };
const files = new Map<string, Strings>();

function read(locale: Locale, file: string): Strings {
  const path = join(projectFolder, "web", "locales", locale, `${file}.json`);
  const known = files.get(path) ?? (JSON.parse(readFileSync(path, "utf8")) as Strings);
  files.set(path, known);
  return known;
}

function find(strings: Strings, path: readonly string[]): string | Strings | undefined {
  let place: string | Strings | undefined = strings;
  for (const name of path) place = typeof place === "object" ? place[name] : undefined;
  return place;
}

function plural(path: readonly string[], count: string | number | undefined): string[] {
  return [...path.slice(0, -1), `${path.at(-1)}_${Number(count) === 1 ? "one" : "other"}`];
}
