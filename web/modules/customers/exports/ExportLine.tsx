import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { cancelExportContract } from "../../../../server/modules/customers/export_job.contract.ts";
import { call } from "../../../api/call.ts";
import { formatBytes, formatFull, formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { type Export, fetchExport, fileAddress, isUnderWay, orderExport, rereadExports, whyNone } from "./exports.ts";

const looks: Partial<Record<Export["state"], string>> = {
  waiting: "info",
  running: "info",
  done: "good",
  failed: "danger",
  withdrawn: "warn",
};

/** What became of one export, how far it is, and what can be done with it. */
export function ExportLine({ one }: { one: Export }) {
  const { t } = useTranslation();
  const why = whyNone(one);
  return (
    <div className="ex-line">
      <div className="row ex-top">
        <b className="el">{t(`exports.format.${one.format}`)}</b>
        <span className={`tag ${looks[one.state] ?? ""}`}>{t(`exports.state.${one.state}`)}</span>
        <span className="grow" />
        <ExportActs one={one} />
      </div>
      <p className="small t3">
        {formatFull(one.created_at)} · {factsOf(one, t)}
      </p>
      {isUnderWay(one) && <ExportBar one={one} />}
      {why && one.state !== "expired" && <p className="small ex-why">{t([`problem.${why}`, "problem.unknown"])}</p>}
    </div>
  );
}

type Translate = ReturnType<typeof useTranslation>["t"];

function factsOf(one: Export, t: Translate): string {
  const rows = t("exports.rows", { count: one.row_count, shown: formatNumber(one.row_count) });
  if (one.state === "waiting") return t("exports.waits");
  if (one.state === "running")
    return one.expected_count === null
      ? rows
      : t("exports.rows_of", { done: formatNumber(one.row_count), all: formatNumber(one.expected_count) });
  if (one.state !== "done") return rows;
  const days = Math.max(0, Math.ceil((new Date(one.expires_at!).getTime() - Date.now()) / 86_400_000));
  return [
    one.is_complete ? rows : t("exports.cut", { shown: formatNumber(one.row_count) }),
    formatBytes(one.size!),
    t("exports.kept", { count: days }),
    ...(one.mark === null ? [] : [t("exports.marked")]),
  ].join(" · ");
}

function ExportActs({ one }: { one: Export }) {
  const { t } = useTranslation();
  if (isUnderWay(one))
    return (
      <ActionButton small onClick={() => void cancel()}>
        {t("frame.cancel")}
      </ActionButton>
    );
  if (one.state === "done")
    return (
      <a className="btn s primary" href={fileAddress(one.id)} download onClick={take}>
        <Icon name="download" />
        {t("exports.download")}
      </a>
    );
  return (
    <ActionButton small onClick={() => void orderExport(one.query)}>
      {t("exports.anew")}
    </ActionButton>
  );

  function take(event: MouseEvent) {
    event.preventDefault();
    fetchExport(one.id);
  }

  async function cancel() {
    try {
      await call(cancelExportContract, { params: { exportId: one.id } });
      showToast({ text: t("exports.cancelled"), act: { name: t("exports.anew"), run: () => orderExport(one.query) } });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await rereadExports();
  }
}

function ExportBar({ one }: { one: Export }) {
  const { t } = useTranslation();
  const percent = Math.min(99, Math.round((one.row_count / Math.max(1, one.expected_count ?? 0)) * 100));
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={t("exports.progress")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={one.expected_count === null ? undefined : percent}
    >
      <i style={{ width: `${one.expected_count === null ? 0 : percent}%` }} />
    </div>
  );
}
