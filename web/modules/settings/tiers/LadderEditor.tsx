import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ladderValues } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import {
  previewLadderContract,
  readTiersContract,
  updateLadderContract,
} from "../../../../server/modules/customers/tier/tier.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { everything, same } from "../../../filter/tree.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { type DraftRule, draftOf, type KeptLadder, reordered } from "./ladders.ts";
import { PreviewTable } from "./PreviewTable.tsx";
import { RuleRow } from "./RuleRow.tsx";

/** Rules in their order: the first that holds decides. Nothing is applied before one has seen what it would do. */
export function LadderEditor({ kept }: { kept: KeptLadder }) {
  const { t } = useTranslation();
  const { ladder } = kept;
  const [settings, setSettings] = useState({
    is_on: kept.is_on,
    rest_value: kept.rest_value,
    hold_days: kept.hold_days,
  });
  const [rules, setRules] = useState<DraftRule[]>(() => kept.rules.map((rule) => ({ ...rule, key: rule.id })));
  const preview = useCall(previewLadderContract);
  const apply = useCall(updateLadderContract);
  const draft = draftOf(settings, rules);
  const before = draftOf(
    kept,
    kept.rules.map((rule) => ({ ...rule, key: rule.id })),
  );
  const isChanged = !same(draft, before);
  const values = ladderValues[ladder];
  const error = preview.error ?? apply.error;
  return (
    <section className="tier-editor" aria-label={t(`customers.tier.ladder.${ladder}`)}>
      <label className="row tier-switch">
        <input
          type="checkbox"
          className="cb"
          checked={settings.is_on}
          onChange={(event) => set({ is_on: event.target.checked })}
        />
        {t("settings.tiers.on", { ladder: t(`customers.tier.ladder.${ladder}`) })}
        <span className="t3 small">{t(`settings.tiers.about.${ladder}`)}</span>
      </label>
      <ol className="tier-rules">
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.key}
            rule={rule}
            ladder={ladder}
            place={{ index, count: rules.length }}
            thresholds={kept.rules.find(({ id }) => id === rule.key)?.thresholds ?? []}
            onChange={(next) => change(rules.map((one) => (one.key === rule.key ? next : one)))}
            onMove={(from, to) => change(reordered(rules, from, to))}
            onRemove={() => remove(index)}
          />
        ))}
        <li className="tier-rest row">
          <span className="t2">{t("settings.tiers.rest")}</span>
          <select
            className="inp s"
            aria-label={t("settings.tiers.rest")}
            value={settings.rest_value}
            onChange={(event) => set({ rest_value: event.target.value })}
          >
            {values.map((value) => (
              <option key={value} value={value}>
                {t(`customers.${ladder}.${value}`)}
              </option>
            ))}
          </select>
          <span className="grow" />
          <ActionButton small icon="plus" onClick={add}>
            {t("settings.tiers.add_rule")}
          </ActionButton>
        </li>
      </ol>
      {ladder === "stage" && (
        <label className="row t2 tier-days">
          {t("settings.tiers.hold_days")}
          <input
            className="inp s num"
            type="number"
            min={0}
            max={3650}
            value={settings.hold_days}
            onChange={(event) => set({ hold_days: Math.max(0, Math.min(3650, Number(event.target.value) || 0)) })}
          />
        </label>
      )}
      <div className="row tier-acts">
        <ActionButton loading={preview.isPending} onClick={look}>
          {t("settings.tiers.preview")}
        </ActionButton>
        <ActionButton
          look="primary"
          loading={apply.isPending}
          blocked={isChanged ? undefined : "nothing_to_change"}
          onClick={send}
        >
          {t("settings.tiers.apply")}
        </ActionButton>
        {isChanged && <span className="t3 small">{t("settings.tiers.unsaved")}</span>}
      </div>
      {error && (
        <p className="danger small" role="alert">
          {problemText(error)}
        </p>
      )}
      {preview.data && !preview.isPending && <PreviewTable preview={preview.data} ladder={ladder} />}
    </section>
  );

  function set(more: Partial<typeof settings>) {
    setSettings({ ...settings, ...more });
    preview.reset();
  }

  function change(next: DraftRule[]) {
    setRules(next);
    preview.reset();
  }

  function add() {
    change([...rules, { key: crypto.randomUUID(), value: values[0]!, condition: everything, share: null }]);
  }

  function remove(index: number) {
    const standing = rules;
    change(rules.filter((_, at) => at !== index));
    showToast({ text: t("settings.tiers.rule_removed"), undo: () => setRules(standing) });
  }

  function look() {
    apply.reset();
    preview.mutate({ params: { ladder }, body: draft });
  }

  function send() {
    preview.reset();
    apply.mutate(
      { params: { ladder }, body: { ...draft, seen: kept.version } },
      {
        onSuccess: (tiers) => {
          client.setQueryData(keyOf(readTiersContract, {}), tiers);
          showToast({ text: t("settings.tiers.applied") });
        },
      },
    );
  }
}
