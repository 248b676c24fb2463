import { useState } from "react";
import { useTranslation } from "react-i18next";
import { previewMergeContract } from "../../../../server/modules/customers/merge.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { CompareTable } from "./CompareTable.tsx";
import { type Choice, decide, type Group, merge, winnerOf } from "./duplicates.ts";
import { Reasons } from "./Reasons.tsx";
import { WhatGoes } from "./WhatGoes.tsx";

/** One group side by side: which record stays, which are part of it, from where each field comes. */
export function Compare({ group }: { group: Group }) {
  const { t } = useTranslation();
  const [winner, setWinner] = useState(winnerOf(group));
  const [left, setLeft] = useState<readonly string[]>([]);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [isMerging, setMerging] = useState(false);
  const part = group.records.filter(({ id }) => !left.includes(id) || id === winner);
  const losers = part.map(({ id }) => id).filter((id) => id !== winner);
  const choice: Choice = {
    winner_id: winner,
    loser_ids: losers,
    fields: Object.fromEntries(Object.entries(fields).filter(([, id]) => part.some((one) => one.id === id))),
  };
  const preview = useRead(previewMergeContract, { body: choice }, { enabled: losers.length > 0, keeps: true });
  const ids = group.records.map(({ id }) => id);
  const isShut = part.some(({ may_merge }) => !may_merge);
  const problem = preview.isError ? preview.error : undefined;
  return (
    <section className="dup-compare" aria-label={t("duplicates.compare")}>
      <header className="dup-why">
        <h2>{t("duplicates.score", { score: group.score })}</h2>
        <Reasons reasons={group.pairs[0]!.reasons} />
      </header>
      {preview.isPending && losers.length > 0 && <Skeleton rows={6} />}
      {problem && <ErrorState title={t("duplicates.cannot")} error={problem} />}
      <CompareTable
        group={group}
        preview={preview.data}
        winner={winner}
        left={left}
        fields={fields}
        onWinner={(id) => {
          setWinner(id);
          setLeft(left.filter((one) => one !== id));
        }}
        onLeft={setLeft}
        onField={(field, id) => setFields({ ...fields, [field]: id })}
      />
      {preview.data && losers.length > 0 && <WhatGoes preview={preview.data} />}
      <footer className="dup-acts">
        <span data-act="merge">
          <ActionButton
            look="primary"
            loading={isMerging}
            blocked={
              isShut ? "no_permission" : losers.length === 0 ? "nothing_chosen" : problem ? "not_now" : undefined
            }
            onClick={() => void run()}
          >
            {t("duplicates.merge", { count: formatNumber(part.length) })}
          </ActionButton>
        </span>
        <span data-act="not_same">
          <ActionButton onClick={() => void decide(ids, "not_same")}>{t("duplicates.not_same")}</ActionButton>
        </span>
        <span data-act="later">
          <ActionButton look="text" icon="clock" onClick={() => void decide(ids, "later")}>
            {t("duplicates.later")}
          </ActionButton>
        </span>
        <span className="t3 small only-l">{t("duplicates.promise")}</span>
      </footer>
    </section>
  );

  async function run() {
    setMerging(true);
    await merge(choice);
    setMerging(false);
  }
}
