import { useTranslation } from "react-i18next";
import {
  cancelTradeImportContract,
  pauseTradeImportContract,
  readTradeImportContract,
  startTradeImportContract,
  undoTradeImportContract,
} from "../../../../server/modules/customers/trade/import/import.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { ImportHead } from "../ImportHead.tsx";
import { looks } from "./looks.ts";
import { TradeColumns } from "./TradeColumns.tsx";
import { TradeRejections } from "./TradeRejections.tsx";

export type TradeImport = ResponseOf<typeof readTradeImportContract>;

/** One file of trades from its columns to its result. */
export function TradeImportPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const params = { tradeImportId: id };
  const answer = useRead(readTradeImportContract, { params }, { refetchInterval: 2000 });
  if (answer.isPending) return <Skeleton rows={6} />;
  if (answer.isError && !answer.data)
    return <ErrorState title={t("imports.page_failed")} error={answer.error} retry={() => void answer.refetch()} />;
  const one = answer.data!;
  return (
    <>
      <ImportHead title={t("imports.trades.title")} about={one.file_name} />
      <div className="page">
        <div className="row tim-state">
          <span className={`tag ${looks[one.state] ?? ""}`}>{t(`imports.trades.state.${one.state}`)}</span>
          <span className="t2">{sentence(one)}</span>
          <span className="grow" />
          <Acts one={one} />
        </div>
        {one.error && <p className="danger small">{t(`imports.failure.${one.error}`, { defaultValue: one.error })}</p>}
        {one.state === "draft" ? <TradeColumns one={one} /> : <TradeRejections one={one} />}
      </div>
    </>
  );

  function sentence({ state, estimated_rows, created_count, known_count, rejected_count, removed_count }: TradeImport) {
    if (state === "draft") return t("imports.about_rows", { rows: formatNumber(estimated_rows) });
    const counts = t("imports.trades.all_counts", {
      created: formatNumber(created_count),
      known: formatNumber(known_count),
      rejected: formatNumber(rejected_count),
    });
    return state === "undone" ? t("imports.trades.removed", { removed: formatNumber(removed_count) }) : counts;
  }
}

const acts = {
  start: startTradeImportContract,
  pause: pauseTradeImportContract,
  cancel: cancelTradeImportContract,
  undo: undoTradeImportContract,
} as const;
const open: Partial<Record<TradeImport["state"], (keyof typeof acts)[]>> = {
  draft: ["cancel", "start"],
  queued: ["cancel", "pause"],
  running: ["cancel", "pause"],
  paused: ["undo", "start"],
  failed: ["undo", "start"],
  done: ["undo"],
  cancelled: ["undo"],
};

function Acts({ one }: { one: TradeImport }) {
  const { t } = useTranslation();
  const args = { params: { tradeImportId: one.id } };
  const calls = {
    start: useCall(acts.start),
    pause: useCall(acts.pause),
    cancel: useCall(acts.cancel),
    undo: useCall(acts.undo),
  };
  const problem = Object.values(calls).find((call) => call.error)?.error;
  return (
    <>
      {problem && (
        <span className="danger small" role="alert">
          {problemText(problem)}
        </span>
      )}
      {(open[one.state] ?? []).map((name) => (
        <ActionButton
          key={name}
          look={name === "start" ? "primary" : "plain"}
          loading={calls[name].isPending}
          onClick={() =>
            calls[name].mutate(args, {
              onSuccess: (next: TradeImport) => client.setQueryData(keyOf(readTradeImportContract, args), next),
            })
          }
        >
          {t(`imports.trades.act.${name}`)}
        </ActionButton>
      ))}
    </>
  );
}
