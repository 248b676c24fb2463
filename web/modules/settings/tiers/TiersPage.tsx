import "../../customers/list/list.css";
import "../../customers/tiers/tiers.css";
import "./tier_settings.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { readTiersContract, runTiersContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { formatNumber, formatWhen } from "../../../text/format.ts";
import { needStrings } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { CostsTable } from "./CostsTable.tsx";
import { LadderEditor } from "./LadderEditor.tsx";
import { type Ladder, ladders, type Tiers } from "./ladders.ts";
import { StrategyTable } from "./StrategyTable.tsx";

/** The rules by which customers are placed, what they would do, how each tier is treated, and what touches cost. */
export function TiersPage() {
  const { t } = useTranslation();
  const read = useRead(readTiersContract, {});
  const [chosen, choose] = useState<Ladder | "costs">("code");
  const [isReady, setReady] = useState(false);
  useEffect(() => void needStrings("filter", "list").then(() => setReady(true)), []);
  const tiers = read.data;
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.tiers")}</h1>
        <span className="grow" />
        {tiers && <RunLine run={tiers.run} />}
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.tiers.lead")}</p>
        <div className="seg tier-tabs" role="radiogroup" aria-label={t("settings.page.tiers")}>
          {([...ladders, "costs"] as const).map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
            <button key={one} type="button" role="radio" aria-checked={one === chosen} onClick={() => choose(one)}>
              {one === "costs" ? t("settings.tiers.costs") : t(`customers.tier.ladder.${one}`)}
            </button>
          ))}
        </div>
        {(read.isPending || !isReady) && <Skeleton rows={6} />}
        {read.isError && !tiers && (
          <ErrorState title={t("settings.tiers.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {tiers && isReady && chosen === "costs" && <CostsTable tiers={tiers} />}
        {tiers && isReady && chosen !== "costs" && <OneLadder key={chosen} tiers={tiers} ladder={chosen} />}
      </div>
    </>
  );
}

/** Another version that comes in by the live channel begins the editor anew. */
function OneLadder({ tiers, ladder }: { tiers: Tiers; ladder: Ladder }) {
  const kept = tiers.ladders.find((one) => one.ladder === ladder)!;
  return (
    <>
      <LadderEditor key={`${ladder} ${kept.version}`} kept={kept} />
      <StrategyTable ladder={ladder} strategies={tiers.strategies} />
    </>
  );
}

function RunLine({ run }: { run: Tiers["run"] }) {
  const { t } = useTranslation();
  const ask = useCall(runTiersContract);
  const isOpen = run?.state === "queued" || run?.state === "running";
  return (
    <span className="row small t2 tier-run">
      <span role="status">
        {isOpen && t("settings.tiers.running", { done: formatNumber(run.looked), total: formatNumber(run.total) })}
        {run?.state === "done" &&
          t("settings.tiers.ran", { when: formatWhen(run.ended_at ?? run.asked_at), count: run.moved })}
        {run?.state === "failed" && run.error !== "replaced" && t("settings.tiers.run_failed")}
      </span>
      {isOpen && run.total > 0 && (
        <progress max={run.total} value={run.looked} aria-label={t("settings.tiers.progress")} />
      )}
      <ActionButton small loading={ask.isPending} onClick={start}>
        {t("settings.tiers.run_now")}
      </ActionButton>
    </span>
  );

  function start() {
    ask.mutate(
      {},
      {
        onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(readTiersContract) }),
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }
}
