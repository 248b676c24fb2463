import { useTranslation } from "react-i18next";
import { formatMoney } from "../../../text/format.ts";
import type { ListField } from "./useFields.tsx";
import type { Group } from "./useGroups.ts";

/** A group's value in words, and its sums. */
export function useGroupNames() {
  const { t } = useTranslation();
  return {
    nameOf({ value, name }: Pick<Group, "value" | "name">, field: ListField): string {
      if (value === null) return t("list.without_value", { name: field.name });
      if (field.kind === "yes_no") return t(value === "true" ? "filter.yes" : "filter.no");
      return name ?? field.options?.find((option) => option.value === value)?.label ?? value;
    },
    signOf: ({ value }: Pick<Group, "value">, field: ListField) =>
      field.options?.find((option) => option.value === value)?.sign,
    sumsOf: ({ sums }: Pick<Group, "sums">): string =>
      sums
        .filter(({ amount }) => amount !== 0)
        .toSorted((one, other) => other.amount - one.amount)
        .map(({ currency, amount }) => formatMoney(amount, currency))
        .join(" + "),
  };
}
