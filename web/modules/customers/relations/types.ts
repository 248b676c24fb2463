import { listRelationTypesContract } from "../../../../server/modules/customers/relation/relation_type.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { locale } from "../../../text/locale.ts";

export type RelationType = ResponseOf<typeof listRelationTypesContract>["types"][number];
export type End = "from" | "to";

const inMyLanguage = (words: { zh: string; en: string }): string => (locale() === "en" ? words.en : words.zh);

/** What the one at this end is called. */
export function endName(type: RelationType | undefined, end: End): string {
  if (!type) return "";
  return inMyLanguage(end === "to" ? (type.inverse ?? type.name) : type.name);
}

export function useRelationTypes(): {
  types: readonly RelationType[];
  typeOf: (id: string) => RelationType | undefined;
} {
  const types = useRead(listRelationTypesContract, {}, { staleTime: 300_000 }).data?.types ?? [];
  return { types, typeOf: (id) => types.find((one) => one.id === id) };
}

/** What can be chosen for somebody new: both ends of a type that has two. */
export function choicesOf(types: readonly RelationType[], appliesTo: RelationType["applies_to"]) {
  return types
    .filter((type) => type.applies_to === appliesTo && !type.is_retired)
    .flatMap((type) => {
      const ends: End[] = type.shape === "symmetric" ? ["from"] : ["from", "to"];
      return ends.map((end) => ({ key: `${type.id} ${end}`, type_id: type.id, end, name: endName(type, end) }));
    });
}
