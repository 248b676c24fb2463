import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { readTiersContract, setCostsContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { moneyToText, textToMoney } from "../../../text/money.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import type { Tiers } from "./ladders.ts";

/** What one touch of each kind costs: with it the cost to serve, and the contribution, of every customer is counted. */
export function CostsTable({ tiers }: { tiers: Tiers }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const save = useCall(setCostsContract);
  const textOf = (kind: string, amount: number) => typed[kind] ?? moneyToText(amount);
  const isFine = (text: string) => (textToMoney(text) ?? -1) >= 0;
  const changed = tiers.costs.filter(({ kind, amount }) => textOf(kind, amount) !== moneyToText(amount));
  return (
    <form className="tier-costs" onSubmit={submit}>
      <p className="t2">{t("settings.tiers.costs_lead", { currency: tiers.currency })}</p>
      <table className="tbl" aria-label={t("settings.tiers.costs")}>
        <thead>
          <tr>
            <th scope="col">{t("settings.tiers.touch")}</th>
            <th scope="col" className="num" style={{ width: 180 }}>
              {t("settings.tiers.cost", { currency: tiers.currency })}
            </th>
          </tr>
        </thead>
        <tbody>
          {tiers.costs.map(({ kind, amount }) => (
            <tr key={kind}>
              <td>{t(`customers.interaction.${kind}`)}</td>
              <td className="num">
                <input
                  className="inp s num"
                  inputMode="decimal"
                  aria-label={t("settings.tiers.cost_of", { kind: t(`customers.interaction.${kind}`) })}
                  aria-invalid={!isFine(textOf(kind, amount))}
                  value={textOf(kind, amount)}
                  onChange={(event) => setTyped({ ...typed, [kind]: event.target.value })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="submit"
        className="btn primary"
        aria-busy={save.isPending}
        disabled={changed.length === 0 || !changed.every(({ kind, amount }) => isFine(textOf(kind, amount)))}
      >
        {t("settings.tiers.save_costs")}
      </button>
      {save.error && (
        <p className="danger small" role="alert">
          {problemText(save.error)}
        </p>
      )}
    </form>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    const costs = changed.map(({ kind, amount }) => ({ kind, amount: textToMoney(textOf(kind, amount)) ?? 0 }));
    save.mutate(
      { body: { costs } },
      {
        onSuccess: (next) => {
          client.setQueryData(keyOf(readTiersContract, {}), next);
          setTyped({});
          showToast({ text: t("settings.tiers.costs_saved") });
        },
      },
    );
  }
}
