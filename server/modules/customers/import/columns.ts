import type { OwnField } from "../../../platform/own/own_field.ts";
import { checkCreditCode } from "../../../platform/text/credit_code.ts";
import { cut } from "../../../platform/text/cut.ts";
import { normalisePhone } from "../../../platform/text/phone.ts";
import { manyTargets } from "../import.contract.ts";
import { parseAddress } from "../region.ts";
import { targetOfHeader } from "./headers.ts";
import { hasCompanyWord, isPersonName } from "./kind.ts";
import { type Column, type ImportTarget, ownTargets } from "./target.ts";
import { readDate, readGender, readStage } from "./values.ts";

interface Known {
  /** Names and mail addresses of users, in small letters. */
  people: ReadonlySet<string>;
  closed: ReadonlySet<ImportTarget>;
  /** Own fields that a file can fill. */
  own: readonly OwnField[];
}

/** What each column is probably for: its head decides, else what stands in it; each target once, but for those that gather. */
export function guessColumns(header: readonly string[], rows: readonly string[][], known: Known): Column[] {
  const columns = header.map((text, position): Column => {
    const values = rows.map((row) => (row[position] ?? "").trim());
    const some = values.filter((value) => value !== "");
    const filled = rows.length === 0 ? 0 : Math.round((100 * some.length) / rows.length);
    const samples = some.slice(0, 3).map((value) => cut(value, 200));
    return { position, header: cut(text.trim(), 200), samples, filled, target: "", why: "none" };
  });
  const valuesOf = ({ position }: Column) =>
    rows
      .map((row) => (row[position] ?? "").trim())
      .filter((value) => value !== "")
      .slice(0, 200);
  const taken = new Set<ImportTarget>();
  const give = (column: Column, target: ImportTarget | undefined, why: Column["why"]) => {
    if (!target || known.closed.has(target) || (taken.has(target) && !manyTargets.includes(target))) return;
    taken.add(target);
    column.target = target;
    column.why = why;
  };
  for (const column of columns) {
    const target = ownNamed(column.header, known.own) ?? targetOfHeader(column.header);
    if (target && fits(target, valuesOf(column))) give(column, target, "header");
  }
  for (const column of columns)
    if (column.target === "") give(column, targetOfValues(valuesOf(column), known, taken), "content");
  const open = columns.filter(({ target }) => target === "");
  const called = open.find((column) => couldBeName(column, valuesOf(column)));
  // a customer number says who is meant: then a file needs no name
  if (called ?? !taken.has("number")) give(called ?? open[0] ?? columns[0]!, "name", "guess");
  return settle(columns, taken);
}

/** Heads with words that mean several things must be borne out by what stands below. */
function fits(target: ImportTarget, values: readonly string[]): boolean {
  if (values.length === 0) return true;
  if (target === "stage") return share(values, (value) => readStage(value) !== undefined) >= 0.5;
  if (target === "gender") return share(values, (value) => readGender(value) !== undefined) >= 0.5;
  return true;
}

/** Without a contact, the mobile number is the customer's own; the mail address belongs to the contact if there is one. */
function settle(columns: Column[], taken: ReadonlySet<ImportTarget>): Column[] {
  const hasContact = taken.has("contact_name");
  for (const column of columns) {
    if (!hasContact && column.target === "contact_phone") column.target = "phone";
    if (!hasContact && column.target === "contact_mail") column.target = "mail";
    if (hasContact && column.target === "mail" && !taken.has("contact_mail")) column.target = "contact_mail";
  }
  return columns;
}

function targetOfValues(
  values: readonly string[],
  { people }: Known,
  taken: ReadonlySet<ImportTarget>,
): ImportTarget | undefined {
  if (values.length === 0) return undefined;
  const mostly = (test: (value: string) => boolean) => share(values, test) >= 0.8;
  if (mostly((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))) return "mail";
  if (mostly((value) => checkCreditCode(value).ok)) return "tax_id";
  if (mostly(isPhone)) return "phone";
  if (mostly((value) => /^(https?:\/\/|www\.)\S+$/i.test(value))) return "website";
  if (mostly((value) => people.has(value.toLowerCase()))) return "owner";
  if (mostly((value) => value.length > 1 && readStage(value) !== undefined)) return "stage";
  if (mostly((value) => /^[男女]$/.test(value))) return "gender";
  if (share(values, hasCompanyWord) >= 0.5 && !taken.has("name")) return "name";
  const places = values.map((value) => parseAddress(value));
  const found = (test: (place: (typeof places)[number]) => boolean) =>
    places.filter(test).length >= 0.8 * places.length;
  if (found((place) => place.province !== undefined)) {
    if (found((place) => place.rest !== "")) return "full_address";
    if (found((place) => place.district !== undefined)) return taken.has("city") ? "district" : "full_address";
    return found((place) => place.city !== undefined) && taken.has("province") ? "city" : "province";
  }
  if (mostly(isPersonName)) return taken.has("name") ? "contact_name" : "name";
  return undefined;
}

/** The first line names the columns when it holds a name that we know, or nothing that looks like a value. */
export function isHeader(first: readonly string[], others: readonly string[][]): boolean {
  const cells = first.map((cell) => cell.trim()).filter((cell) => cell !== "");
  if (cells.some((cell) => targetOfHeader(cell) !== undefined)) return true;
  if (others.length === 0 || new Set(cells).size < cells.length) return false;
  return !cells.some(
    (cell) => isPhone(cell) || /@|\d{4}/.test(cell) || readDate(cell) !== undefined || hasCompanyWord(cell),
  );
}

function isPhone(value: string): boolean {
  if (value.replace(/\D/g, "").length < 7 || readDate(value) !== undefined) return false;
  return !("error" in normalisePhone(value));
}

const couldBeName = (column: Column, values: readonly string[]): boolean =>
  column.target === "" && column.filled >= 90 && values.every((value) => /\p{L}/u.test(value));

const share = (values: readonly string[], test: (value: string) => boolean): number =>
  values.length === 0 ? 0 : values.filter(test).length / values.length;

/** An own field that the head names in either language, or by its key. */
function ownNamed(header: string, own: readonly OwnField[]): ImportTarget | undefined {
  const plain = header
    .replaceAll(/[（(][^）)]*[）)]/g, "")
    .trim()
    .toLowerCase();
  const field = own.find(({ key, label }) => [key, label.zh, label.en].some((name) => name?.toLowerCase() === plain));
  return field && ownTargets([field])[0];
}
