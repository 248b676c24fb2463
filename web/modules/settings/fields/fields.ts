import {
  listOwnFieldsContract,
  type updateOwnFieldContract,
} from "../../../../server/modules/customers/own/own_field.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { ownKinds } from "../../../../server/platform/own/own.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { locale } from "../../../text/locale.ts";

export type OwnField = ResponseOf<typeof listOwnFieldsContract>["fields"][number];
export type Kind = OwnField["kind"];
export type Choice = NonNullable<BodyOf<typeof updateOwnFieldContract>["choices"]>[number] & { key: number };

export const kinds: readonly Kind[] = ownKinds;

export const nameOf = ({ label }: Pick<OwnField, "label">): string =>
  (locale() === "en" ? (label.en ?? label.zh) : (label.zh ?? label.en)) ?? "";

/** Rules that fit a kind of field. */
export const rulesOf = (kind: Kind, isLong: boolean) => ({
  isRequired: kind !== "formula",
  /** A new customer has no file yet. */
  isRequiredAlways: kind !== "formula" && kind !== "file",
  isUnique: ["text", "number", "money", "date", "relation"].includes(kind) && !isLong,
  isSearched: kind === "text",
  isIndexed: kind !== "formula" && kind !== "file" && !isLong,
});

/** Stages at which a field is required, when its condition says just that. */
export function stagesRequired({ required_when }: Pick<OwnField, "required_when">): string[] | undefined {
  const parts = required_when && "all" in required_when ? required_when.all : undefined;
  const [one] = parts ?? [];
  if (parts?.length !== 1 || !one || !("field" in one) || one.field !== "stage" || one.op !== "any") return undefined;
  return Array.isArray(one.value) ? one.value.map(String) : undefined;
}

export const reread = () => client.invalidateQueries({ queryKey: keyOf(listOwnFieldsContract) });
