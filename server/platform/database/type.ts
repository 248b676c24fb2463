import pg from "pg";

type Parser = (text: string) => unknown;

const { builtins } = pg.types;
const arrayOfText = pg.types.getTypeParser(1009 as typeof builtins.TEXT) as (text: string) => (string | null)[];

/**
 * How values leave the database: bigint as a number (beyond 2^53-1 it throws), numeric as its text, date as `YYYY-MM-DD`,
 * timestamptz as ISO 8601 in UTC with all its six digits (`2026-01-31T08:00:00.123456Z`; a Date would lose three).
 */
const parsers = new Map<number, Parser>([
  [builtins.INT8, integer],
  [builtins.NUMERIC, (text) => text],
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMP, (text) => text.replace(" ", "T")],
  [builtins.TIMESTAMPTZ, timestamp],
  [1016, array(integer)],
  [1231, array((text) => text)],
  [1182, array((text) => text)],
  [1185, array(timestamp)],
]);

export function parserOf(oid: number, format?: "text" | "binary"): Parser {
  return parsers.get(oid) ?? (pg.types.getTypeParser(oid as typeof builtins.TEXT, format as "text") as Parser);
}

function integer(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`the integer ${text} from the database is beyond 2^53-1`);
}

/** The session's zone is UTC, so the text ends with +00; infinity and years before Christ stay as they are. */
function timestamp(text: string): string {
  return text.endsWith("+00") ? `${text.slice(0, -3).replace(" ", "T")}Z` : text;
}

function array(parse: Parser): Parser {
  return (text) => arrayOfText(text).map((one) => (one === null ? null : parse(one)));
}
