import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ladderValues } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import { FilterChips } from "../../../filter/FilterChips.tsx";
import { formatMoney, formatNumber } from "../../../text/format.ts";
import { locale } from "../../../text/locale.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { useFields } from "../../customers/list/useFields.tsx";
import { TierChip } from "../../customers/tiers/TierChip.tsx";
import type { DraftRule, Ladder } from "./ladders.ts";

const dragType = "application/x-zhiyin-rule";
/** What is the reader's own, or what rules themselves decide. */
const notInRules = ["starred_at", "visited_at", "code", "pyramid", "stage_moved", "code_moved", "pyramid_moved"];

interface Props {
  rule: DraftRule;
  ladder: Ladder;
  place: { index: number; count: number };
  thresholds: readonly { currency: string; value: number }[];
  onChange: (rule: DraftRule) => void;
  onMove: (from: number, to: number) => void;
  onRemove: () => void;
}

/** "A, when ... and among those who bring the first 80% of ..."; dragged by its handle, or moved by the arrows while that has the focus. */
export function RuleRow({ rule, ladder, place, thresholds, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const fields = useFields();
  const [isOver, setOver] = useState(false);
  const allowed = new Map(
    [...fields].filter(([name]) => !notInRules.includes(name) && !(ladder === "stage" && name === "stage")),
  );
  const ranked = [...allowed.values()].filter(({ kind }) => kind === "money" || kind === "number");
  const { share } = rule;
  const name = t("settings.tiers.rule_of", { place: place.index + 1, value: t(`customers.${ladder}.${rule.value}`) });
  return (
    <li
      className={`tier-rule ${isOver ? "over" : ""}`}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <button
        type="button"
        className="btn text s ico tier-handle"
        draggable
        aria-label={t("settings.tiers.move", { name })}
        title={t("settings.tiers.move_keys")}
        onDragStart={(event) => event.dataTransfer.setData(dragType, String(place.index))}
        onKeyDown={onKey}
      >
        <Icon name="grip" size={14} />
      </button>
      <span className="t3 num">{place.index + 1}</span>
      <span className="row tier-value">
        <TierChip ladder={ladder} value={rule.value} />
        <select
          className="inp s"
          aria-label={t("settings.tiers.value_of", { name })}
          value={rule.value}
          onChange={(event) => onChange({ ...rule, value: event.target.value })}
        >
          {ladderValues[ladder].map((value) => (
            <option key={value} value={value}>
              {t(`customers.${ladder}.${value}`)}
            </option>
          ))}
        </select>
      </span>
      <span className="tier-when">
        {/* biome-ignore lint/a11y/useSemanticElements: chips in a line; a fieldset would bring a frame of its own */}
        <span className="filters" role="group" aria-label={t("settings.tiers.conditions_of", { name })}>
          <FilterChips
            tree={rule.condition}
            fields={allowed}
            onChange={(condition) => onChange({ ...rule, condition })}
          />
        </span>
        <span className="row tier-share">
          <select
            className="inp s"
            aria-label={t("settings.tiers.share_of", { name })}
            value={share?.by ?? ""}
            onChange={(event) => setShare(event.target.value)}
          >
            <option value="">{t("settings.tiers.no_share")}</option>
            <option value="sum">{t("settings.tiers.share.sum")}</option>
            <option value="count">{t("settings.tiers.share.count")}</option>
          </select>
          {share && (
            <>
              <input
                className="inp s num"
                type="number"
                min={1}
                max={100}
                aria-label={t("settings.tiers.percent_of", { name })}
                value={share.percent}
                onChange={(event) =>
                  onChange({
                    ...rule,
                    share: { ...share, percent: Math.max(1, Math.min(100, Number(event.target.value) || 1)) },
                  })
                }
              />
              <span className="t2">%</span>
              <select
                className="inp s"
                aria-label={t("settings.tiers.figure_of", { name })}
                value={share.field}
                onChange={(event) => onChange({ ...rule, share: { ...share, field: event.target.value } })}
              >
                {ranked.map((field) => (
                  <option key={field.field} value={field.field}>
                    {field.name}
                  </option>
                ))}
              </select>
              <span className="t3 small">{begins()}</span>
            </>
          )}
        </span>
      </span>
      <ActionButton small look="text" icon="close" label={t("settings.tiers.remove", { name })} onClick={onRemove} />
    </li>
  );

  function begins() {
    const each = thresholds.map(({ currency, value }) =>
      currency ? formatMoney(value, currency) : formatNumber(value),
    );
    return each.length > 0 ? t("customers.tier.from", { amount: each.join(locale() === "en" ? ", " : "、") }) : "";
  }

  function setShare(by: string) {
    const field = share?.field ?? (allowed.has("trade_amount_12_months") ? "trade_amount_12_months" : ranked[0]!.field);
    onChange({ ...rule, share: by === "" ? null : { field, by: by as "sum", percent: share?.percent ?? 20 } });
  }

  function drop(event: DragEvent) {
    setOver(false);
    const from = event.dataTransfer.getData(dragType);
    if (from === "") return;
    event.preventDefault();
    onMove(Number(from), place.index);
  }

  function onKey(event: KeyboardEvent) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onMove(place.index, place.index + (event.key === "ArrowUp" ? -1 : 1));
  }
}
