import { useTranslation } from "react-i18next";
import { ladderValues, stances } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import { readTiersContract, setStrategyContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { TierChip } from "../../customers/tiers/TierChip.tsx";
import type { Ladder, Tiers } from "./ladders.ts";

type Strategy = Tiers["strategies"][number];

/** How customers of each tier are to be treated: what colleagues read on the record. */
export function StrategyTable({ ladder, strategies }: { ladder: Ladder; strategies: readonly Strategy[] }) {
  const { t } = useTranslation();
  return (
    <section className="tier-strategies">
      <h2>{t("settings.tiers.strategies")}</h2>
      {ladderValues[ladder].map((value) => {
        const kept = strategies.find((one) => one.ladder === ladder && one.value === value);
        const strategy: Strategy = kept ?? { ladder, value, text_zh: "", text_en: "", stance: null };
        return <StrategyRow key={value} strategy={strategy} />;
      })}
    </section>
  );
}

function StrategyRow({ strategy }: { strategy: Strategy }) {
  const { t } = useTranslation();
  const { ladder, value, stance } = strategy;
  const name = t(`customers.${ladder}.${value}`);
  return (
    <div className="tier-strategy">
      <span className="tier-value">
        <TierChip ladder={ladder} value={value} />
      </span>
      <select
        className="inp s"
        aria-label={t("settings.tiers.stance_of", { name })}
        value={stance ?? ""}
        onChange={(event) => void save({ ...strategy, stance: (event.target.value || null) as Strategy["stance"] })}
      >
        <option value="">{t("settings.tiers.no_stance")}</option>
        {stances.map((one) => (
          <option key={one} value={one}>
            {t(`customers.tier.stance.${one}`)}
          </option>
        ))}
      </select>
      {(["text_zh", "text_en"] as const).map((field) => (
        <textarea
          key={field}
          className="inp"
          rows={2}
          maxLength={2000}
          aria-label={t(`settings.tiers.${field}`, { name })}
          placeholder={t(`settings.tiers.${field}`, { name })}
          defaultValue={strategy[field]}
          onBlur={(event) =>
            event.target.value.trim() !== strategy[field] && void save({ ...strategy, [field]: event.target.value })
          }
        />
      ))}
    </div>
  );

  async function save({ text_zh, text_en, stance: next }: Strategy) {
    try {
      await call(setStrategyContract, { params: { ladder, value }, body: { text_zh, text_en, stance: next } });
      showToast({ text: t("settings.tiers.strategy_saved", { name }) });
    } catch (error) {
      showToast({ text: problemText(error as Error), look: "problem" });
    }
    void client.invalidateQueries({ queryKey: keyOf(readTiersContract) });
  }
}
