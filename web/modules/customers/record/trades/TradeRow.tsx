import { useTranslation } from "react-i18next";
import { formatMoneyExact } from "../../../../text/format.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { removeTrade, type Trade } from "./trade.ts";

export function TradeRow({ trade, onEdit }: { trade: Trade; onEdit: () => void }) {
  const { t } = useTranslation();
  const amount = formatMoneyExact(trade.amount, trade.currency);
  return (
    <li>
      <time dateTime={trade.traded_on} className="t2 nw">
        {trade.traded_on}
      </time>
      <span className="el">
        {trade.amount < 0 && <span className="tag warn">{t("customers.trade.return")}</span>}{" "}
        {[trade.product_group, trade.channel, trade.reference].filter(Boolean).join(" · ") || (
          <span className="t3">{t("customers.trade.no_group")}</span>
        )}
      </span>
      <span className="t3 small only-l" title={trade.created_by?.name}>
        {t(`customers.trade.source.${trade.source}`)}
      </span>
      <span className="num amount">
        <b>{amount}</b>
        {trade.cost != null && (
          <span className="t3 small">
            {t("customers.trade.margin")} {formatMoneyExact(trade.amount - trade.cost, trade.currency)}
          </span>
        )}
      </span>
      <span className="row trade-acts">
        {trade.can_change && (
          <>
            <ActionButton
              look="text"
              small
              icon="edit"
              label={t("customers.trade.edit", { amount })}
              onClick={onEdit}
            />
            <ActionButton
              look="text"
              small
              icon="bin"
              label={t("customers.trade.remove", { amount })}
              onClick={() => void removeTrade(trade)}
            />
          </>
        )}
      </span>
    </li>
  );
}
