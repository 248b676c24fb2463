import { useTranslation } from "react-i18next";
import { formatMoneyExact } from "../../../../text/format.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Icon } from "../../../../ui/Icon.tsx";
import { removeTrade, type Trade } from "./trade.ts";

/** A trade on the timeline. */
export function TradeEntry({ trade }: { trade: Trade }) {
  const { t } = useTranslation();
  const amount = formatMoneyExact(trade.amount, trade.currency);
  return (
    <article className="ev" aria-label={`${t("customers.interaction.trade")} ${amount} ${trade.traded_on}`}>
      <span className="ic" data-kind="trade">
        <Icon name="yuan" size={13} />
      </span>
      <div className="hd">
        <b>{t("customers.interaction.trade")}</b>
        <span>{amount}</span>
        <span className="t2 el">
          {[trade.amount < 0 ? t("customers.trade.return") : null, trade.product_group, trade.channel, trade.reference]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {trade.can_change && (
          <span className="quiet">
            <ActionButton
              look="text"
              small
              icon="bin"
              label={t("customers.trade.remove", { amount })}
              onClick={() => void removeTrade(trade)}
            />
          </span>
        )}
        {trade.cost != null && (
          <span className="t3 small" style={{ marginLeft: "auto" }}>
            {t("customers.trade.margin")} {formatMoneyExact(trade.amount - trade.cost, trade.currency)}
          </span>
        )}
      </div>
    </article>
  );
}
