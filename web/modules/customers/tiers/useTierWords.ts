import { useTranslation } from "react-i18next";
import type { Gap, TierPart, TierSentence } from "../../../../server/modules/customers/tier/customer_tier.contract.ts";
import type { Share } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import type { FilterCondition } from "../../../filter/tree.ts";
import { useFilterWords } from "../../../filter/words.ts";
import { absent, formatFull, formatMoney, formatNumber } from "../../../text/format.ts";
import { useFields } from "../list/useFields.tsx";

/** Puts rules, what is so of a customer, and what is missing into words. */
export function useTierWords(currency: string) {
  const { t } = useTranslation();
  const { lineOf } = useFilterWords();
  const fields = useFields();
  const named = new Map([...fields].map(([name, field]) => [name, { ...field, currency }]));
  const nameOf = (field: string) => fields.get(field)?.name ?? t(`customers.field.${field}`);
  const isMoney = (field: string) => fields.get(field)?.kind === "money";
  const amount = (field: string, value: number) =>
    isMoney(field) ? formatMoney(value, currency) : formatNumber(value);

  function shareText({ field, by, percent }: Share): string {
    return t(`customers.tier.share.${by}`, { field: nameOf(field), percent });
  }

  function sentence({ field, op, value }: Pick<TierSentence, "field" | "op" | "value">): string {
    if (op === "share") return shareText(value as Share);
    return lineOf({ field, op, ...(value === undefined ? {} : { value }) } as FilterCondition, named);
  }

  function actual({ field, actual: value, is_hidden }: TierSentence): string {
    if (is_hidden) return t("customers.tier.hidden");
    if (typeof value === "number") return amount(field, value);
    if (typeof value === "boolean") return t(value ? "filter.yes" : "filter.no");
    if (typeof value === "string") {
      if (/^\d{4}-\d\d-\d\dT/.test(value)) return formatFull(value);
      return fields.get(field)?.options?.find((option) => option.value === value)?.label ?? value;
    }
    if (Array.isArray(value)) return value.map((one) => String(one)).join("、") || absent;
    return value && "name" in value ? String(value.name) : absent;
  }

  /** What a part asks for: as an amount where there is one, else as its sentence. */
  function need(part: TierPart): string {
    if (!("field" in part)) {
      const each = "all" in part ? part.all : part.any;
      return each.map(need).join(t(`customers.tier.join.${"all" in part ? "all" : "any"}`));
    }
    return gapText(part.field, part.gap, "need") ?? sentence(part);
  }

  /** What would end a part that holds now. */
  function end(part: TierPart): string {
    if (!("field" in part)) return need(part);
    return gapText(part.field, part.gap, "end") ?? t("customers.tier.no_longer", { sentence: sentence(part) });
  }

  function gapText(field: string, gap: Gap | null, way: "need" | "end"): string | undefined {
    const [kind, by] = gap?.more !== undefined && gap.less === undefined ? ["more", gap.more] : ["less", gap?.less];
    if (by === undefined) return undefined;
    return t(`customers.tier.${way}.${kind}`, { field: nameOf(field), amount: amount(field, Number(by)) });
  }

  return { sentence, actual, need, end, amount, nameOf };
}
