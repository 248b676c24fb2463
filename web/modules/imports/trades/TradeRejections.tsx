import { useTranslation } from "react-i18next";
import {
  downloadTradeRejectionsContract,
  listTradeRejectionsContract,
} from "../../../../server/modules/customers/trade/import/import.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { Icon } from "../../../ui/Icon.tsx";
import type { TradeImport } from "./TradeImportPage.tsx";

/** Rows that became no trade, to be taken home, mended and imported again. */
export function TradeRejections({ one }: { one: TradeImport }) {
  const { t } = useTranslation();
  const params = { tradeImportId: one.id };
  const found = useRead(
    listTradeRejectionsContract,
    { params, query: { limit: 200 } },
    { enabled: one.rejected_count > 0, refetchInterval: one.state === "running" ? 2000 : false },
  );
  if (one.rejected_count === 0) return <p className="t3 im-pad">{t("imports.no_rejections")}</p>;
  return (
    <>
      <div className="sect im-sect">
        <h2>{t("imports.rejections")}</h2>
        <span className="cnt">{t("imports.rejected_rows", { rows: formatNumber(one.rejected_count) })}</span>
        <span className="grow" />
        <a className="btn s text" href={addressOf(downloadTradeRejectionsContract.path, params)} download>
          <Icon name="download" size={14} />
          {t("imports.download")}
        </a>
      </div>
      <table className="im-table">
        <thead>
          <tr>
            <th>{t("imports.head.row")}</th>
            <th>{t("imports.head.cell")}</th>
            <th>{t("imports.head.problem")}</th>
          </tr>
        </thead>
        <tbody>
          {found.data?.rows.map((row) => (
            <tr key={row.row}>
              <td className="t3">{formatNumber(row.row)}</td>
              <td title={row.cells.join(" | ")}>{row.value ?? row.cells.find((cell) => cell.trim() !== "")}</td>
              <td>{t(`imports.trades.reason.${row.reason}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
