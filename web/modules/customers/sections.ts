import {
  builtInFacts,
  builtInSections,
  type LayoutKind,
  type Section,
} from "../../../server/modules/customers/own/layout.contract.ts";

/** On whose records a field stands; an own one on all. */
export const kindOf = (field: string): LayoutKind =>
  (builtInFacts as Readonly<Record<string, LayoutKind>>)[field] ?? "both";

/** Sections as they stand on one kind of record. Own fields that a layout forgot come last, so that nothing is lost. */
export function sectionsOn(
  kind: "company" | "person",
  layout: readonly Section[] | null,
  own: readonly string[],
): Section[] {
  const fits = (one: LayoutKind) => one === "both" || one === kind;
  const isKnown = (field: string) => field in builtInFacts || own.includes(field);
  const sections = (layout ?? builtInSections)
    .filter((section) => fits(section.kind))
    .map((section) => ({
      ...section,
      fields: section.fields.filter((field) => isKnown(field) && fits(kindOf(field))),
    }));
  const placed = new Set(sections.flatMap(({ fields }) => fields));
  const rest = own.filter((field) => !placed.has(field));
  const last: Section = { key: "own", label: null, kind: "both", fields: rest };
  return [...sections, last].filter(({ fields }) => fields.length > 0);
}

/** The section's name in the reader's language; null: the page's own word for its key. */
export const labelOf = ({ label }: Pick<Section, "label">, locale: "zh-CN" | "en"): string | null =>
  (locale === "en" ? (label?.en ?? label?.zh) : (label?.zh ?? label?.en)) ?? null;
