import { pinyinKey } from "../../../platform/search/pinyin.ts";
import type { Plan } from "./plan.ts";
import type { ImportedRow } from "./row.ts";

export const keyKinds = ["number", "own", "tax_id", "phone", "mail", "name"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** What may say that two customers are one: a unique own field always does, and stands in `low`. Of a name `low` is where names that sound so begin in the order of names. */
export interface Key {
  kind: KeyKind;
  value: string;
  low: string;
}

/** The keys of a row in the order in which they count; a name only where the import asks for it. */
export function keysOf(made: ImportedRow, plan: Plan): Key[] {
  const keys: Key[] = [];
  const add = (kind: KeyKind, value: string, low = "") => keys.push({ kind, value, low });
  if (made.number !== null) add("number", String(made.number));
  for (const { key, isUnique } of plan.own.values())
    if (isUnique && made.facts[key] != null) add("own", `${key}\t${String(made.facts[key]).toLowerCase()}`, key);
  if (plan.policy !== "create") {
    if (plan.keys.includes("tax_id") && made.facts.tax_id) add("tax_id", String(made.facts.tax_id));
    const points = [...made.points, ...made.contacts.flatMap((contact) => contact.points)];
    for (const kind of ["phone", "mail"] as const)
      if (plan.keys.includes(kind)) for (const point of points) if (point.kind === kind) add(kind, point.normalised);
  }
  const byName = plan.policy !== "create" && plan.keys.includes("name");
  const joins = plan.joinsNames && made.kind === "company";
  if (made.name !== "" && (byName || joins)) for (const low of lowsOf(made.name)) add("name", sameName(made.name), low);
  return keys;
}

/** Where names that sound so begin in the order of names: read as a company's and as a person's. */
export const lowsOf = (name: string): string[] => [...new Set([lowOf(name, "company"), lowOf(name, "person")])];

const lowOf = (name: string, kind: "company" | "person"): string => {
  const key = pinyinKey(name, kind);
  return key.slice(0, key.indexOf("\t") + 1);
};

/** Names as they are compared: capitals, wide brackets and spaces do not tell two apart. `sameNameSql` says the same. */
export const sameName = (name: string): string =>
  name.toLowerCase().replaceAll("（", "(").replaceAll("）", ")").replaceAll(" ", "").replaceAll("\u3000", "");

export const keyText = ({ kind, value }: Pick<Key, "kind" | "value">): string => `${kind}:${value}`;
