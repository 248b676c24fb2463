import { Ajv, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";

type Schema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  pattern?: string;
  format?: string;
  minimum?: number;
  minLength?: number;
};
const patterns: Record<string, string> = {
  "^[^\\s@]+@[^\\s@]+$": "somebody@yuezhou.test",
  "^[A-Z]{2}$": "CN",
  "^[A-Z]{3}$": "CNY",
  "^((all|any)\\.\\d+\\.)+value(\\.(count|\\d+))?$": "all.0.value",
  "^(default|[0-9a-fA-F-]{36})$": "default",
};
const formats: Record<string, string> = { date: "2026-02-28", "date-time": "2026-02-28T12:00:00.000Z" };

/** A value that a schema takes: everything in it, as short as may be, with ids of what is there. */
export function sampleOf(schema: Schema, idOf: (name: string) => string, name = ""): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sampleOf(schema.anyOf[0]!, idOf, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([inner, one]) => [inner, sampleOf(one, idOf, inner)]),
    );
  if (type === "array") return schema.items ? [sampleOf(schema.items, idOf, name)] : [];
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (schema.format === "uuid") return idOf(name);
  if (schema.format) return formats[schema.format];
  return words[name] ?? patterns[schema.pattern ?? ""] ?? "x".repeat(Math.max(1, schema.minLength ?? 1));
}

const words: Record<string, string> = {
  field: "name",
  sort: "name",
  email: "somebody@yuezhou.test",
  tax_id: "",
  industry: "",
  timezone: "Asia/Shanghai",
};

/** Every place in a value, as the way to it; the value itself is the empty way. */
export function placesIn(value: unknown, way: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [way];
  const inner = Object.keys(value).map((key) => (Array.isArray(value) ? Number(key) : key));
  return [way, ...inner.flatMap((key) => placesIn((value as Record<string, unknown>)[key], [...way, key]))];
}

/** A copy of `value` with `other` at that place. */
export function withAt(value: unknown, [key, ...rest]: readonly (string | number)[], other: unknown): unknown {
  if (key === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = withAt(copy[key], rest, other);
  return copy;
}

/** What programs that are wrong, old or malicious put where something else belongs. */
export const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -0,
  "",
  " ",
  "NaN",
  "x".repeat(5000),
  "\u0000",
  "\ud800",
  "\u202eabc\u2066",
  "'; drop table customer; --",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "../../../etc/passwd",
  "9999-99-99",
  "0001-01-01",
  "00000000-0000-0000-0000-000000000000",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  [],
  [null],
  Array(3000).fill("x"),
  {},
  { constructor: { prototype: { admin: true } } },
  { length: 1e9 },
  { toString: null, valueOf: null },
];

const addFormats = addFormatsModule as unknown as (ajv: Ajv, names: string[]) => Ajv;
const ajv = addFormats(new Ajv({ strict: false, ownProperties: true }), ["uuid", "date", "date-time"]);
/** Says, apart from the product, whether a contract takes a value. */
export const taking = (schema: object): ValidateFunction => ajv.compile(schema);
