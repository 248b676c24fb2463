import { useTranslation } from "react-i18next";
import { readOperationsContract } from "../../../../server/modules/admin/operations.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { formatTime } from "../../../text/format.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Backups } from "./Backups.tsx";
import { Figures } from "./Figures.tsx";
import { WarningList } from "./WarningList.tsx";
import { warningsOf } from "./warnings.ts";

const every = 10_000;

/** How the house stands: what wants a hand first, then the figures. */
export function OperationsPage() {
  const { t } = useTranslation();
  const read = useRead(readOperationsContract, {}, { staleTime: 0, refetchInterval: every });
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.operations")}</h1>
        {read.data && (
          <span className="small t3">
            {t("settings.operations.as_of", { time: formatTime(new Date(read.dataUpdatedAt).toISOString()) })}
          </span>
        )}
      </div>
      <div className="page">
        {read.isPending && <Skeleton rows={8} />}
        {read.isError && !read.data && (
          <ErrorState title={t("settings.operations.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.data && (
          <>
            <WarningList warnings={warningsOf(new Date(), read.data)} />
            <Figures facts={read.data} />
            <Backups backups={read.data.backups} />
          </>
        )}
      </div>
    </>
  );
}
