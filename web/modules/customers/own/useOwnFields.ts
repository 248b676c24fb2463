import { useTranslation } from "react-i18next";
import { listFieldsContract } from "../../../../server/modules/customers/fields.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { absent, formatMoney, formatNumber } from "../../../text/format.ts";
import { knownFile } from "../record/files/file.ts";

type Listed = ResponseOf<typeof listFieldsContract>["fields"][number];
/** A field that the organisation made, as far as the reader may see it. */
export type OwnField = Listed & { own: NonNullable<Listed["own"]> };

/** In the order that the organisation gave them; empty until they are here. */
export function useOwnFields(): readonly OwnField[] {
  const { data } = useRead(listFieldsContract, {}, { staleTime: 600_000 });
  return (data?.fields ?? []).filter((field): field is OwnField => field.own !== null);
}

/** An own field's value in words. */
export function useOwnText(currency: string) {
  const { t } = useTranslation();
  const { users } = useColleagues();

  return function show(field: OwnField, value: unknown): string {
    if (value === null || value === undefined || value === "") return absent;
    if (Array.isArray(value)) return value.length ? value.map((one) => choiceName(field, one)).join("、") : absent;
    if (field.kind === "file") return fileName(value as string | { id: string; name: string | null });
    if (typeof value === "object") return nameOf(value as { id: string; name: string | null });
    if (field.kind === "yes_no") return t(value ? "customers.own.yes" : "customers.own.no");
    if (field.kind === "money") return formatMoney(Number(value), currency);
    if (field.kind === "number") return formatNumber(Number(value));
    if (field.kind === "choice") return choiceName(field, value);
    if (field.kind === "relation") return users.find(({ id }) => id === value)?.name ?? t("customers.own.one_customer");
    return String(value);
  };

  /** By its id alone in the history and in conflicts: known as long as it is among the files of the open record. */
  function fileName(value: string | { id: string; name: string | null }): string {
    if (typeof value === "object") return value.name ?? t("customers.own.hidden_file");
    return knownFile(value)?.name ?? t("customers.own.one_file");
  }

  function nameOf({ id, name }: { id: string; name: string | null }): string {
    return name ?? users.find((user) => user.id === id)?.name ?? t("customers.own.hidden_customer");
  }
}

const choiceName = ({ choices }: OwnField, value: unknown): string =>
  choices?.find((choice) => choice.value === value)?.label ?? String(value);
