import { useTranslation } from "react-i18next";
import { fieldProblem } from "../../../text/problem.ts";
import { Field } from "../../../ui/Field.tsx";
import { useFields } from "../../customers/list/useFields.tsx";
import type { Pool } from "./PoolSettingsPage.tsx";

interface Props {
  pool: Pool | undefined;
  error: unknown;
}

export const numbers = [
  "picks_per_day",
  "views_per_day",
  "capacity",
  "cool_down_days",
  "no_follow_up_days",
  "no_deal_days",
  "after_contract_end_days",
  "warning_days",
] as const;
type NumberName = (typeof numbers)[number];
/** An empty one means none of these days, not that there is no limit. */
export const neverEmpty = new Set<NumberName>(["cool_down_days", "warning_days"]);
const fromNought = new Set<NumberName>([...neverEmpty, "after_contract_end_days"]);

/** How much one person gets. */
export function PoolLimits({ pool, error }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="pool-part">
      <legend>{t("settings.pools.part.limits")}</legend>
      <div className="pool-pair">
        <PoolNumber name="picks_per_day" pool={pool} error={error} />
        <PoolNumber name="views_per_day" pool={pool} error={error} />
        <PoolNumber name="capacity" pool={pool} error={error} />
        <Field label={t("settings.pools.capacity_counts")}>
          <select className="inp" name="capacity_counts" defaultValue={pool?.capacity_counts ?? "owned"}>
            <option value="owned">{t("settings.pools.counts.owned")}</option>
            <option value="picked">{t("settings.pools.counts.picked")}</option>
          </select>
        </Field>
        <PoolNumber name="cool_down_days" pool={pool} error={error} />
      </div>
    </fieldset>
  );
}

/** What goes back by itself, and when its owner is told. */
export function PoolRecycling({ pool, error }: Props) {
  const { t } = useTranslation();
  const dates = [...useFields().values()].filter(({ field, kind }) => kind === "date" && field.startsWith("x_"));
  const own = (name: "deal_field" | "contract_end_field", none: string) => (
    <Field label={t(`settings.pools.${name}`)} error={fieldProblem(error, name)}>
      {/* filled anew when the fields are here: a choice that is not among them yet would be lost */}
      <select className="inp" name={name} key={dates.length} defaultValue={pool?.[name] ?? ""}>
        <option value="">{none}</option>
        {dates.map((field) => (
          <option key={field.field} value={field.field}>
            {field.name}
          </option>
        ))}
      </select>
    </Field>
  );
  return (
    <fieldset className="pool-part">
      <legend>{t("settings.pools.part.recycling")}</legend>
      <p className="small t3">{t("settings.pools.recycling_text")}</p>
      <div className="pool-pair">
        <PoolNumber name="no_follow_up_days" pool={pool} error={error} />
        <PoolNumber name="warning_days" pool={pool} error={error} />
        <PoolNumber name="no_deal_days" pool={pool} error={error} />
        {own("deal_field", t("settings.pools.last_trade"))}
        {(dates.length > 0 || pool?.contract_end_field) && (
          <>
            <PoolNumber name="after_contract_end_days" pool={pool} error={error} />
            {own("contract_end_field", t("settings.pools.no_contract_end"))}
          </>
        )}
      </div>
      {dates.length === 0 && <p className="small t3">{t("settings.pools.no_dates")}</p>}
    </fieldset>
  );
}

function PoolNumber({ name, pool, error }: Props & { name: NumberName }) {
  const { t } = useTranslation();
  return (
    <Field label={t(`settings.pools.field.${name}`)} error={fieldProblem(error, name)}>
      <input
        className="inp"
        name={name}
        type="number"
        min={fromNought.has(name) ? 0 : 1}
        max={name === "warning_days" ? 90 : 3650}
        placeholder={neverEmpty.has(name) ? "0" : t(`settings.pools.${name.endsWith("_days") ? "never" : "no_limit"}`)}
        defaultValue={pool?.[name] ?? ""}
      />
    </Field>
  );
}
