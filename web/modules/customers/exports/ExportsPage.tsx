import "./exports.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listExportsContract } from "../../../../server/modules/customers/export_job.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { ExportLine } from "./ExportLine.tsx";

/** My exports of the last 30 days. */
export function ExportsPage() {
  const { t } = useTranslation();
  const list = useRead(listExportsContract, {}, { refetchInterval: 5000 });
  const exports = list.data?.exports ?? [];
  document.title = `${t("exports.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head back">
        <Link to="/customers" search={{}} className="btn ico" aria-label={t("customers.bin.back")}>
          <Icon name="back" />
        </Link>
        <h1>{t("exports.title")}</h1>
        <p className="t3">{t("exports.lead")}</p>
      </div>
      <div className="page">
        {list.isPending && <Skeleton rows={6} />}
        {list.isError && exports.length === 0 && (
          <ErrorState title={t("exports.list_failed")} error={list.error} retry={() => void list.refetch()} />
        )}
        {list.isSuccess && exports.length === 0 && (
          <EmptyState
            title={t("exports.none.title")}
            acts={
              <Link to="/customers" search={{}} className="btn primary">
                {t("exports.none.go")}
              </Link>
            }
          >
            {t("exports.none.text")}
          </EmptyState>
        )}
        {exports.length > 0 && (
          <ul className="ex-list">
            {exports.map((one) => (
              <li key={one.id}>
                <ExportLine one={one} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
