import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listImportsContract } from "../../../server/modules/customers/import.contract.ts";
import { useRead } from "../../api/queries.ts";
import { formatFull, formatNumber } from "../../text/format.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ImportHead } from "./ImportHead.tsx";
import { type Import, isRunning } from "./import.ts";
import { Progress } from "./Progress.tsx";

/** My imports, newest first; those that run show how far they are. */
export function ImportList() {
  const { t } = useTranslation();
  const list = useRead(listImportsContract, {}, { refetchInterval: 5000 });
  const imports = list.data?.imports ?? [];
  return (
    <>
      <div className="im-list-head">
        <ImportHead title={t("imports.list")} />
        <Link to="/imports/$" params={{ _splat: "new" }} className="btn primary">
          <Icon name="plus" />
          {t("imports.new")}
        </Link>
      </div>
      <div className="page">
        {list.isPending && <Skeleton rows={6} />}
        {list.isError && imports.length === 0 && (
          <ErrorState title={t("imports.list_failed")} error={list.error} retry={() => void list.refetch()} />
        )}
        {list.isSuccess && imports.length === 0 && (
          <EmptyState title={t("imports.none.title")}>{t("imports.none.text")}</EmptyState>
        )}
        <ul className="im-list">
          {imports.map((one) => (
            <ListLine key={one.id} one={one} />
          ))}
        </ul>
      </div>
    </>
  );
}

function ListLine({ one }: { one: Import }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to="/imports/$" params={{ _splat: one.id }} className="im-line">
        <b className="el">{one.file_name}</b>
        <span className={`tag ${looks[one.state] ?? ""}`}>{t(`imports.state.${one.state}`)}</span>
        <span className="grow" />
        <span className="small t3">
          {one.state === "draft"
            ? t("imports.about_rows", { rows: formatNumber(one.estimated_rows) })
            : t("imports.counts", {
                created: formatNumber(one.created_count),
                rejected: formatNumber(one.rejected_count),
              })}
        </span>
        <span className="small t3 nw">{formatFull(one.created_at)}</span>
      </Link>
      {isRunning(one) && <Progress one={one} />}
    </li>
  );
}

const looks: Partial<Record<Import["state"], string>> = {
  queued: "info",
  running: "info",
  pausing: "warn",
  paused: "warn",
  cancelling: "warn",
  done: "good",
  failed: "danger",
};
