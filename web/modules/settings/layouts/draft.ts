import {
  builtInFacts,
  builtInSections,
  type LayoutKind,
  type Section,
} from "../../../../server/modules/customers/own/layout.contract.ts";
import { kindOf } from "../../customers/sections.ts";

/** A section while it is worked on; `id` holds it apart from the others. */
export type Draft = Section & { id: number };
export interface Place {
  section: number;
  index: number;
}

const on = (kind: LayoutKind): LayoutKind[] => (kind === "both" ? ["company", "person"] : [kind]);
const meet = (one: LayoutKind, other: LayoutKind): boolean => on(one).some((kind) => on(other).includes(kind));

export const draftOf = (sections: readonly Section[] | null): Draft[] =>
  (sections ?? builtInSections).map((section, id) => ({ ...section, fields: [...section.fields], id }));

export const sectionsOf = (draft: readonly Draft[]): Section[] => draft.map(({ id: _id, ...section }) => section);

/** Puts a field into a section; where it stood on the same records, it stands no more. */
export function place(draft: readonly Draft[], field: string, to: Place): Draft[] {
  const kind = draft[to.section]!.kind;
  return draft.map((section, at) => {
    if (at !== to.section && !meet(section.kind, kind)) return section;
    const before = section.fields.slice(0, to.index).filter((one) => one !== field);
    const rest = section.fields.filter((one) => one !== field);
    if (at !== to.section) return { ...section, fields: rest };
    return { ...section, fields: [...before, field, ...rest.slice(before.length)] };
  });
}

/** One step up or down, from section to section. Nothing changes at the ends. */
export function step(draft: readonly Draft[], from: Place, by: -1 | 1): Draft[] {
  const { fields } = draft[from.section]!;
  const field = fields[from.index]!;
  const next = from.index + by;
  if (next >= 0 && next < fields.length)
    return place(draft, field, { section: from.section, index: by > 0 ? next + 1 : next });
  const section = from.section + by;
  if (!draft[section]) return [...draft];
  return place(without(draft, from), field, { section, index: by > 0 ? 0 : draft[section].fields.length });
}

/** Without the field at this place: it can be added again. */
export const without = (draft: readonly Draft[], { section, index }: Place): Draft[] =>
  draft.map((one, at) => (at === section ? { ...one, fields: one.fields.filter((_, i) => i !== index) } : one));

export function stepSection(draft: readonly Draft[], at: number, by: -1 | 1): Draft[] {
  const next = [...draft];
  const [section] = next.splice(at, 1);
  next.splice(Math.max(0, at + by), 0, section!);
  return next;
}

/** A section on more records drops the fields that stand there already. */
export function changeKind(draft: readonly Draft[], at: number, kind: LayoutKind): Draft[] {
  const taken = new Set(draft.flatMap((one, i) => (i !== at && meet(one.kind, kind) ? one.fields : [])));
  return draft.map((one, i) =>
    i === at ? { ...one, kind, fields: one.fields.filter((field) => !taken.has(field)) } : one,
  );
}

/** Fields that a section can take in: first those that stand nowhere on its records, then those that would come from another one. */
export function addable(
  draft: readonly Draft[],
  section: Draft,
  own: readonly string[],
): { field: string; isFree: boolean }[] {
  const taken = new Set(draft.flatMap((one) => (meet(one.kind, section.kind) ? one.fields : [])));
  return [...Object.keys(builtInFacts), ...own]
    .filter((field) => !section.fields.includes(field) && meet(kindOf(field), section.kind))
    .map((field) => ({ field, isFree: !taken.has(field) }))
    .toSorted((one, other) => Number(other.isFree) - Number(one.isFree));
}

export const newId = (draft: readonly Draft[]): number => Math.max(-1, ...draft.map(({ id }) => id)) + 1;
