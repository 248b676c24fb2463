import { type RawBuilder, sql } from "kysely";
import { FormulaProblem, type Node, readTree } from "./formula.read.ts";

export { FormulaProblem } from "./formula.read.ts";

/** Money is in minor units of the record's currency, as everywhere. */
export const formulaKinds = ["number", "money", "text", "date", "yes_no"] as const;
export type FormulaKind = (typeof formulaKinds)[number];
type Sql = RawBuilder<unknown>;

export interface FormulaField {
  kind: FormulaKind;
  /** The value, cast to the kind's own type: numeric, text, date or boolean. */
  value(alias: string): Sql;
}
/** undefined: there is no such field, or it cannot stand in a formula. */
export type FormulaFields = (name: string) => FormulaField | undefined;

export interface Formula {
  tree: Node;
  /** Names as they stand in the text. */
  fields: string[];
  /** Values, names and calls. */
  size: number;
}

/** @throws FormulaProblem */
export function readFormula(text: string): Formula {
  const tree = readTree(text);
  const fields = new Set<string>();
  let size = 0;
  const walk = (node: Node): void => {
    size++;
    if (node.type === "field") fields.add(node.name);
    if (node.type === "call") node.args.forEach(walk);
  };
  walk(tree);
  return { tree, fields: [...fields], size };
}

/** The text with fields called by new names. */
export function renameInFormula(text: string, names: ReadonlyMap<string, string>): string {
  const places: { at: number; name: string }[] = [];
  const walk = (node: Node): void => {
    if (node.type === "field") places.push(node);
    if (node.type === "call") node.args.forEach(walk);
  };
  walk(readTree(text));
  return places
    .filter(({ name }) => names.has(name))
    .sort((one, other) => other.at - one.at)
    .reduce((left, { at, name }) => {
      const end = left[at] === "{" ? left.indexOf("}", at) + 1 : at + name.length;
      return `${left.slice(0, at)}{${names.get(name)}}${left.slice(end)}`;
    }, text);
}

export interface CompiledFormula {
  kind: FormulaKind;
  value(alias: string): Sql;
}

/**
 * Types and translates a formula. Nothing is divided by zero: that is no value, as is everything counted with no value.
 * @throws FormulaProblem naming the place
 */
export function compileFormula({ tree }: Pick<Formula, "tree">, fields: FormulaFields): CompiledFormula {
  if (tree.type === "call") return compileCall(tree, fields);
  if (tree.type === "field") {
    const field = fields(tree.name);
    if (!field) throw new FormulaProblem("unknown_field", tree.at, tree.name);
    return field;
  }
  const { value } = tree;
  const casts = { number: sql`numeric`, text: sql`text`, yes_no: sql`boolean` };
  return { kind: tree.type, value: () => sql`${value}::${casts[tree.type]}` };
}

interface Operation {
  /** Kind of the result, from the kinds of what it is given; undefined: that does not fit. */
  kind(given: readonly FormulaKind[]): FormulaKind | undefined;
  write(args: readonly Sql[], kind: FormulaKind): Sql;
}

function compileCall({ name, args, at }: Node & { type: "call" }, fields: FormulaFields): CompiledFormula {
  const operation = operations[name];
  if (!operation) throw new FormulaProblem("unknown_function", at, name);
  const parts = args.map((arg) => compileFormula({ tree: arg }, fields));
  const kind = operation.kind(parts.map((part) => part.kind));
  if (!kind) throw new FormulaProblem("does_not_fit", at, name);
  return {
    kind,
    value: (alias) =>
      operation.write(
        parts.map((part) => part.value(alias)),
        kind,
      ),
  };
}

/** The day on which a moment falls where the organisation is. */
export const dayOf = (moment: Sql): Sql =>
  sql`(${moment} at time zone coalesce((select value ->> 'time_zone' from setting where name = 'organisation'), 'Asia/Shanghai'))::date`;

const isNumber = (kind: FormulaKind | undefined) => kind === "number" || kind === "money";
const all = (given: readonly FormulaKind[], ...kinds: FormulaKind[]) =>
  given.length === kinds.length &&
  given.every((kind, i) => kind === kinds[i] || (kinds[i] === "number" && isNumber(kind)));
const fixed =
  (result: FormulaKind, ...kinds: FormulaKind[]): Operation["kind"] =>
  (given) =>
    all(given, ...kinds) ? result : undefined;
const same = (given: readonly FormulaKind[]) => given.length > 0 && given.every((kind) => kind === given[0]);
const infix =
  (sign: Sql) =>
  ([left, right]: readonly Sql[]) =>
    sql`(${left!} ${sign} ${right!})`;
const list = (args: readonly Sql[]) => sql.join([...args], sql`, `);

const sum: Operation["kind"] = (given) =>
  given.length === 2 && same(given) && isNumber(given[0])
    ? given[0]
    : all(given, "date", "number") && given[1] === "number"
      ? "date"
      : undefined;
const compared: Operation["kind"] = (given) =>
  given.length === 2 && (same(given) || given.every(isNumber)) ? "yes_no" : undefined;
const ofSame: Operation["kind"] = (given) => (same(given) ? given[0] : undefined);
const moved = (sign: Sql) => (args: readonly Sql[], kind: FormulaKind) =>
  kind === "date" ? sql`own_moved(${args[0]!}, ${sign} ${args[1]!})` : sql`(${args[0]!} ${sign} ${args[1]!})`;

const operations: Record<string, Operation> = {
  "+": { kind: sum, write: moved(sql`+`) },
  "-": { kind: sum, write: moved(sql`-`) },
  "*": {
    kind: (given) =>
      given.length === 2 && given.every(isNumber) && !given.every((kind) => kind === "money")
        ? given.includes("money")
          ? "money"
          : "number"
        : undefined,
    write: infix(sql`*`),
  },
  "/": {
    kind: ([left, right, ...more]) =>
      more.length === 0 && isNumber(left) && isNumber(right) && !(left === "number" && right === "money")
        ? left === "money" && right === "number"
          ? "money"
          : "number"
        : undefined,
    write: ([left, right]) => sql`(${left!} / nullif(${right!}, 0))`,
  },
  "&": { kind: (given) => (given.length === 2 ? "text" : undefined), write: (args) => sql`concat(${list(args)})` },
  ...Object.fromEntries(
    (
      [
        ["=", sql`=`],
        ["<>", sql`is distinct from`],
        ["<", sql`<`],
        ["<=", sql`<=`],
        [">", sql`>`],
        [">=", sql`>=`],
      ] as const
    ).map(([sign, written]) => [sign, { kind: compared, write: infix(written) }]),
  ),
  and: { kind: fixed("yes_no", "yes_no", "yes_no"), write: infix(sql`and`) },
  or: { kind: fixed("yes_no", "yes_no", "yes_no"), write: infix(sql`or`) },
  not: { kind: fixed("yes_no", "yes_no"), write: ([one]) => sql`(not ${one!})` },
  negative: {
    kind: (given) => (given.length === 1 && isNumber(given[0]) ? given[0] : undefined),
    write: ([one]) => sql`(- ${one!})`,
  },
  if: {
    kind: ([test, yes, no, ...more]) =>
      test === "yes_no" && yes !== undefined && yes === no && more.length === 0 ? yes : undefined,
    write: ([test, yes, no]) => sql`(case when ${test!} then ${yes!} else ${no!} end)`,
  },
  round: {
    kind: (given) => (all(given, "number") || all(given, "number", "number") ? given[0] : undefined),
    write: ([value, places], kind) => {
      const unit = kind === "money" ? sql`2` : sql`0`;
      return sql`round(${value!}, least(greatest(coalesce(${places ?? sql`null`}::numeric, 0), -9), 9)::int - ${unit})`;
    },
  },
  abs: { kind: (given) => (all(given, "number") ? given[0] : undefined), write: ([one]) => sql`abs(${one!})` },
  min: { kind: ofSame, write: (args) => sql`least(${list(args)})` },
  max: { kind: ofSame, write: (args) => sql`greatest(${list(args)})` },
  first: { kind: ofSame, write: (args) => sql`coalesce(${list(args)})` },
  empty: {
    kind: (given) => (given.length === 1 ? "yes_no" : undefined),
    write: ([one]) => sql`(nullif(${one!}::text, '') is null)`,
  },
  days: { kind: fixed("number", "date", "date"), write: ([from, to]) => sql`(${to!} - ${from!})::numeric` },
  today: { kind: (given) => (given.length === 0 ? "date" : undefined), write: () => dayOf(sql`now()`) },
  date: {
    kind: fixed("date", "number", "number", "number"),
    write: (args) => sql`own_date(${list(args)})`,
  },
  year: { kind: fixed("number", "date"), write: ([one]) => sql`extract(year from ${one!})` },
  month: { kind: fixed("number", "date"), write: ([one]) => sql`extract(month from ${one!})` },
  day: { kind: fixed("number", "date"), write: ([one]) => sql`extract(day from ${one!})` },
  length: { kind: fixed("number", "text"), write: ([one]) => sql`length(${one!})::numeric` },
  upper: { kind: fixed("text", "text"), write: ([one]) => sql`upper(${one!})` },
  lower: { kind: fixed("text", "text"), write: ([one]) => sql`lower(${one!})` },
  left: {
    kind: fixed("text", "text", "number"),
    write: ([text, count]) => sql`left(${text!}, least(greatest(trunc(${count!}), 0), 10000)::int)`,
  },
  contains: {
    kind: fixed("yes_no", "text", "text"),
    write: ([text, part]) => sql`(position(lower(${part!}) in lower(${text!})) > 0)`,
  },
};

/** What can be called in a formula, for the page's help. */
export const formulaFunctions = Object.keys(operations).filter(
  (name) => /^[a-z]+$/.test(name) && !["and", "or", "not", "negative"].includes(name),
);
