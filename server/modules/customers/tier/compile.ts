import { type RawBuilder, type SqlBool, sql } from "kysely";
import {
  type Condition,
  compileFilter,
  type FilterContext,
  type FilterField,
} from "../../../platform/filter/compile.ts";
import type { FilterTree } from "../../../platform/filter/filter.contract.ts";
import { dayIn } from "../../../platform/filter/period.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { customerFields } from "../fields.ts";
import { type At, figureNames, figuresOf, type Which } from "./figures.ts";
import type { Ladder } from "./ladder.contract.ts";
import { fieldsIn, type Placing, type Rule, type Thresholds } from "./rules.ts";

type Sql = RawBuilder<unknown>;

/** Of the reader, or what rules themselves decide. */
const noRuleFields = new Set([
  ...["starred_at", "visited_at", "code", "pyramid"],
  ...["stage_moved", "code_moved", "pyramid_moved"],
]);

/** What rules of a ladder may speak of. */
export function ruleFields(system: Actor, ladder: Ladder): Map<string, FilterField> {
  return new Map(
    [...customerFields(system)].filter(
      ([field]) => !noRuleFields.has(field) && !(ladder === "stage" && field === "stage"),
    ),
  );
}

/** Money and numbers can be ranked. */
export const isRanked = (field: FilterField | undefined): boolean =>
  field !== undefined && (field.kind === "money" || field.kind === "number");

export interface Compiled {
  /** What follows "from customer c". */
  joins: Sql;
  figure(field: string): Sql;
  /** The condition of one rule over c. */
  holds(ladder: Ladder, rule: Pick<Rule, "id" | "condition" | "share">): Condition;
  /** The condition of a part of one. */
  test(ladder: Ladder, tree: FilterTree): Condition;
  /** Which of the rules decides, from 1; 0: none. */
  position(placing: Placing): Sql;
}

export interface Looked {
  system: Actor;
  at: At;
  thresholds: Thresholds;
}

/** Where figures come from, and where a rule's share begins for customer c. */
export interface Source {
  joins: Sql;
  value(field: string): Sql;
  begins(ruleId: string): Sql;
}

/** Rules as SQL over customers c and their figures. @throws filter.invalid */
export function compileRules(placings: readonly Placing[], which: Which, looked: Looked): Compiled {
  const needed = fieldsIn(placings.flatMap(({ rules }) => rules));
  const begins = (ruleId: string) => beginsAt(looked.thresholds.get(ruleId));
  return compileOver({ ...figuresOf(needed, which, looked.at), begins }, looked);
}

/** The same over figures that are there already. @throws filter.invalid */
export function compileOver({ joins, value, begins }: Source, { system, at }: Omit<Looked, "thresholds">): Compiled {
  const shared = { actor: system, timeZone: at.timeZone, now: momentIn(at) };
  const contexts = new Map<Ladder, FilterContext>();
  const contextOf = (ladder: Ladder): FilterContext => {
    const context = contexts.get(ladder) ?? { fields: withFigures(ruleFields(system, ladder), value), ...shared };
    contexts.set(ladder, context);
    return context;
  };
  const test = (ladder: Ladder, tree: FilterTree) => compileFilter(tree, contextOf(ladder)).condition("c");
  const figure = (field: string) => shownValue(ruleFields(system, "code").get(field), field, value);
  const holds: Compiled["holds"] = (ladder, { id, condition, share }) =>
    share === null
      ? test(ladder, condition)
      : sql<SqlBool>`(${test(ladder, condition)} and ${figure(share.field)} >= ${begins(id)})`;
  return {
    joins,
    figure,
    holds,
    test,
    position: ({ ladder, rules }) =>
      rules.length === 0
        ? sql`0`
        : sql`case ${sql.join(
            rules.map((rule, index) => sql`when ${holds(ladder, rule)} then ${sql.lit(index + 1)}`),
            sql` `,
          )} else 0 end`,
  };
}

/** Figures are read from what was added up for all at once, not looked up for each customer. */
function withFigures(fields: Map<string, FilterField>, value: (field: string) => Sql): Map<string, FilterField> {
  for (const name of figureNames) {
    const field = fields.get(name);
    if (field) fields.set(name, { ...field, where: (_alias, test) => test(value(name)) });
  }
  return fields;
}

/** The value that a field has for customer c. */
function shownValue(field: FilterField | undefined, name: string, value: (field: string) => Sql): Sql {
  if (figureNames.includes(name)) return value(name);
  let column: Sql = sql`null`;
  field?.where("c", (given) => {
    column = given;
    return sql<SqlBool>`true`;
  });
  return column;
}

/** Where a share begins is a number of its currency; without one nobody is in it. */
export function beginsAt(values: ReadonlyMap<string, number> | undefined): Sql {
  const bare = values?.get("");
  if (bare !== undefined) return sql`${bare}::numeric`;
  const each = [...(values ?? [])].map(([currency, least]) => sql`when ${currency} then ${least}::numeric`);
  return each.length === 0 ? sql`null::numeric` : sql`case c.currency ${sql.join(each, sql` `)} end`;
}

/** A moment of that day there, wherever there is. */
function momentIn({ today, timeZone }: At): Date {
  const noon = new Date(`${today}T12:00:00Z`);
  return dayIn(timeZone, noon) === today ? noon : new Date(`${today}T00:00:00Z`);
}
