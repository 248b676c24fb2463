import { sql } from "kysely";
import type { Db } from "../database/types.ts";
import type { FilterTree } from "../filter/filter.contract.ts";
import { type Formula, type FormulaKind, readFormula } from "./formula.ts";
import type { OwnKind } from "./own.contract.ts";

/** A text in both languages; at least one is written. */
export interface Label {
  zh: string | null;
  en: string | null;
}

export interface OwnChoice {
  value: string;
  label: Label;
  isRetired: boolean;
}

/** A field that the organisation made, as it stands in the database now. */
export interface OwnField {
  id: string;
  object: string;
  /** Column and name in API, filter and rights: x_... */
  key: string;
  kind: OwnKind;
  label: Label;
  help: string | null;
  decimals: number;
  isLong: boolean;
  target: "customer" | "user" | null;
  formula: (Formula & { kind: FormulaKind }) | null;
  isRequired: boolean;
  /** Required only on records that this is true of. */
  requiredWhen: FilterTree | null;
  isUnique: boolean;
  isIndexed: boolean;
  isSearched: boolean;
  isSensitive: boolean;
  choices: readonly OwnChoice[];
}

/** By object; fields that are being made or were retired are not among them. */
export type OwnFields = Readonly<Record<string, readonly OwnField[]>>;

export const noOwnFields: OwnFields = {};

/** Kind that a value of the field has for filters and display: of a formula, what it comes to. */
export const valueKind = (field: OwnField): OwnKind => field.formula?.kind ?? field.kind;

export const labelIn = ({ zh, en }: Label, locale: "zh-CN" | "en"): string =>
  (locale === "en" ? (en ?? zh) : (zh ?? en)) ?? "";

export async function loadOwnFields(db: Db, states: readonly string[] = ["ready"]): Promise<OwnFields> {
  const { rows } = await sql<OwnField & { expression: string | null; formula_kind: FormulaKind }>`
    select f.id, f.object, f.key, f.kind, json_build_object('zh', f.label_zh, 'en', f.label_en) as label,
      f.help, coalesce(f.decimals, 0) as decimals, f.is_long as "isLong", f.target, f.formula as expression, f.formula_kind,
      f.is_required as "isRequired", f.required_when as "requiredWhen", f.is_unique as "isUnique",
      f.is_indexed as "isIndexed", f.is_searched as "isSearched", f.is_sensitive as "isSensitive",
      (select coalesce(json_agg(json_build_object('value', c.value, 'label', json_build_object('zh', c.label_zh, 'en', c.label_en),
          'isRetired', c.is_retired) order by c.position, c.value), '[]') from own_choice c where c.field_id = f.id) as choices
    from own_field f where f.state = any(${states}::text[]) order by f.position, f.key`.execute(db);
  const fields: Record<string, OwnField[]> = {};
  for (const { expression, formula_kind, ...row } of rows) {
    const formula = expression === null ? null : { ...readFormula(expression), kind: formula_kind };
    const field = { ...row, formula };
    fields[row.object] = [...(fields[row.object] ?? []), field];
  }
  return fields;
}
