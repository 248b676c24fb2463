import { cut } from "../../../platform/text/cut.ts";
import { normalisePhone } from "../../../platform/text/phone.ts";
import { guessIndustry } from "../industry.ts";
import { guessKind, type Kind } from "./kind.ts";
import { ownFactsOf, relatedFactsOf } from "./own_value.ts";
import { readPlace } from "./place.ts";
import type { Owner, Plan } from "./plan.ts";
import { RowProblem } from "./row_problem.ts";
import type { ImportTarget } from "./target.ts";
import { taxIdOf } from "./tax_id.ts";
import { readAmount, readCount, readDate, readGender, readKind, readStage } from "./values.ts";

export type Facts = Record<string, string | number | boolean | string[] | null>;
export interface Point {
  kind: "phone" | "mail" | "wechat";
  value: string;
  normalised: string;
}

/** A row as it will be in the house. */
export interface ImportedRow {
  kind: Kind;
  name: string;
  facts: Facts;
  otherNames: string[];
  owner: Owner | null;
  /** What the owner's cell said when that is nobody, or nobody the importer may give a customer to. */
  unknownOwner: string | null;
  tags: string[];
  points: Point[];
  contacts: ImportedContact[];
  /** Of the customer whom the row means. */
  number: number | null;
  /** What cells of relations say; whom they mean is found for a chunk at once and put into the facts. */
  related: { field: ImportTarget; typed: string }[];
}

export interface ImportedContact {
  name: string;
  title: string | null;
  points: Point[];
}

/** Reads the cells of one row. @throws RowProblem with the first thing that is wrong */
export function readRow(cells: readonly string[], plan: Plan): ImportedRow {
  if (cells.slice(plan.columns.length).some((cell) => cell.trim() !== "")) throw new RowProblem("too_many_cells");
  const values = gather(cells, plan);
  const one = (target: ImportTarget): string => values.get(target)?.[0] ?? "";
  const name = short("name", one("name"), 300);
  const number = numberOf(one("number"));
  if (name === "" && number === null) throw new RowProblem("name_missing", "name");
  const contactName = short("contact_name", one("contact_name"), 300);
  const taxId = one("tax_id") === "" ? null : taxIdOf(short("tax_id", one("tax_id"), 40));
  const kind = kindOf(one("kind"), plan, name, { hasTaxId: taxId?.length === 18, contactName });
  const { owner, unknownOwner } = ownerOf(one("owner"), plan);
  const points = [...pointsOf(values, plan, "phone", "mail"), ...wechatOf(one("wechat"))];
  const contactPoints = pointsOf(values, plan, "contact_phone", "contact_mail");
  const hasContact = contactName !== "" && !(kind === "person" && contactName === name);
  return {
    kind,
    name,
    facts: {
      ...factsOf(one, plan),
      ...ownFactsOf(values, plan),
      tax_id: taxId,
      remark: joined("remark", values, 2000),
    },
    otherNames: split(values.get("other_names"))
      .map((other) => short("other_names", other, 300))
      .slice(0, 20),
    owner,
    unknownOwner,
    tags: split(values.get("tags"), /[;；,，、|\n]/)
      .map((tag) => short("tags", tag, 40))
      .slice(0, 50),
    points: distinct(hasContact ? points : [...points, ...contactPoints]),
    contacts: hasContact
      ? [
          {
            name: contactName,
            title: short("contact_title", one("contact_title"), 100) || null,
            points: distinct(contactPoints),
          },
        ]
      : [],
    number,
    related: relatedFactsOf(values, plan),
  };
}

function gather(cells: readonly string[], { columns }: Plan): Map<ImportTarget, string[]> {
  const values = new Map<ImportTarget, string[]>();
  for (let i = 0; i < columns.length; i++) {
    const target = columns[i]!.target;
    const value = (cells[i] ?? "").trim();
    if (target === "" || value === "") continue;
    if (formulaErrors.test(value)) throw new RowProblem("formula_error", target, value);
    if (unkept.test(value)) throw new RowProblem("bad_character", target, value.replaceAll("\0", "\ufffd"));
    const known = values.get(target);
    if (known) known.push(value);
    else values.set(target, [value]);
  }
  return values;
}

/** U+FFFD stands for bytes that were no character. */
const unkept = /[\0\ufffd]/;
const formulaErrors = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/;

function numberOf(typed: string): number | null {
  if (typed === "") return null;
  const found = /^(?:[CP]-?)?0*(\d{1,12})$/i.exec(typed.normalize("NFKC"));
  if (!found) throw new RowProblem("number_unknown", "number", typed);
  return Number(found[1]);
}

function kindOf(typed: string, plan: Plan, name: string, row: { hasTaxId: boolean; contactName: string }): Kind {
  const said = typed === "" ? undefined : readKind(typed);
  if (said) return said;
  return plan.defaultKind === "guess" ? guessKind(name, row) : plan.defaultKind;
}

function ownerOf(typed: string, { owners, defaultOwner }: Plan): Pick<ImportedRow, "owner" | "unknownOwner"> {
  if (typed === "") return { owner: defaultOwner, unknownOwner: null };
  const owner = owners.get(typed.toLowerCase());
  return owner?.isOpen ? { owner, unknownOwner: null } : { owner: defaultOwner, unknownOwner: cut(typed, 100) };
}

function factsOf(one: (target: ImportTarget) => string, plan: Plan): Facts {
  const factor = (target: ImportTarget) => plan.columns.find((column) => column.target === target)?.factor ?? 1;
  const amount = (typed: string, target: ImportTarget) => readAmount(typed, factor(target));
  return {
    stage: read("stage", one, readStage, "stage_unknown"),
    source: short("source", one("source"), 120) || null,
    industry: industryOf(one("industry")),
    founded_on: read("founded_on", one, readDate, "bad_date"),
    staff_count: read("staff_count", one, readCount, "bad_number"),
    revenue_this_year: read("revenue_this_year", one, amount, "bad_number"),
    revenue_last_year: read("revenue_last_year", one, amount, "bad_number"),
    potential_amount: read("potential_amount", one, amount, "bad_number"),
    website: short("website", one("website"), 300) || null,
    payment_terms: short("payment_terms", one("payment_terms"), 120) || null,
    ...placeOf(one),
    birth_on: read("birth_on", one, readDate, "bad_date"),
    gender: read("gender", one, readGender, "gender_unknown"),
    occupation: short("occupation", one("occupation"), 120) || null,
  };
}

function placeOf(one: (target: ImportTarget) => string): Facts {
  const street = short("street", one("street"), 200);
  const whole = short("full_address", one("full_address"), 200);
  for (const part of ["province", "city", "district"] as const) short(part, one(part), 60);
  return { ...readPlace({ province: one("province"), city: one("city"), district: one("district"), street, whole }) };
}

function read<T>(
  target: ImportTarget,
  one: (target: ImportTarget) => string,
  reader: (typed: string, target: ImportTarget) => T | undefined,
  reason: string,
): T | null {
  const typed = one(target);
  if (typed === "") return null;
  const value = reader(typed, target);
  if (value === undefined) throw new RowProblem(reason, target, typed);
  return value;
}

/** The code of an industry that we know; a word that is none of them is left out. */
function industryOf(typed: string): string | null {
  if (typed === "") return null;
  const known = industries.get(typed);
  if (known !== undefined) return known;
  const code = guessIndustry(typed)?.code ?? null;
  if (industries.size < 5000) industries.set(typed, code);
  return code;
}
const industries = new Map<string, string | null>();

function pointsOf(
  values: Map<ImportTarget, string[]>,
  { country }: Plan,
  phone: "phone" | "contact_phone",
  mail: "mail" | "contact_mail",
): Point[] {
  return [
    ...split(values.get(phone)).map((typed) => phoneOf(typed, country, phone)),
    ...split(values.get(mail)).map((typed) => mailOf(typed, mail)),
  ];
}

function phoneOf(typed: string, country: string, target: ImportTarget): Point {
  const phone = normalisePhone(typed, country);
  if ("error" in phone) throw new RowProblem(`phone_${phone.error}`, target, typed);
  return { kind: "phone", value: typed, normalised: phone.e164 };
}

function mailOf(typed: string, target: ImportTarget): Point {
  if (typed.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed))
    throw new RowProblem("mail_invalid", target, typed);
  return { kind: "mail", value: typed, normalised: typed.toLowerCase() };
}

const wechatOf = (typed: string): Point[] =>
  typed === "" ? [] : [{ kind: "wechat", value: short("wechat", typed, 100), normalised: typed.toLowerCase() }];

function short(target: ImportTarget, value: string, most: number): string {
  if (value.length > most) throw new RowProblem("cell_too_long", target, cut(value, 200));
  return value;
}

function joined(target: ImportTarget, values: Map<ImportTarget, string[]>, most: number): string | null {
  const all = values.get(target);
  return all ? short(target, all.join("\n"), most) : null;
}

function split(values: string[] | undefined, separator = /[;；、|\n]/): string[] {
  if (!values) return [];
  if (values.length === 1 && !separator.test(values[0]!)) return values;
  return values
    .flatMap((value) => value.split(separator))
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function distinct(points: Point[]): Point[] {
  if (points.length < 2) return points;
  return [...new Map(points.map((point) => [`${point.kind} ${point.normalised}`, point])).values()];
}
