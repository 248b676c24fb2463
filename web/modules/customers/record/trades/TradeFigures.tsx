import { useTranslation } from "react-i18next";
import { formatMoney, formatNumber } from "../../../../text/format.ts";
import type { useTradeSums } from "./useTradeSums.ts";

type Sums = NonNullable<ReturnType<typeof useTradeSums>>;

/** This year beside last year by the same day, each currency for itself. */
export function TradeFigures({ sums }: { sums: Sums }) {
  const { t } = useTranslation();
  const [own] = sums;
  return (
    <>
      {sums.slice(0, 2).map((one) => (
        <div key={one.currency} title={lastYear(one)}>
          <span>{t("customers.strip.trade_this_year")}</span>
          <b>{formatMoney(one.this_year, one.currency)}</b> {growth(one)}
        </div>
      ))}
      {own?.margin !== undefined && own.margin !== 0 && (
        <div>
          <span>{t("customers.strip.trade_margin")}</span>
          <b>{formatMoney(own.margin, own.currency)}</b>
        </div>
      )}
      {own && (
        <div>
          <span>{t("customers.strip.trade_last_on")}</span>
          <b>{own.last_on}</b>
        </div>
      )}
    </>
  );

  function lastYear(one: Sums[number]): string {
    return `${t("customers.strip.beside")} ${formatMoney(one.last_year_by_today, one.currency)}`;
  }
}

function growth({ this_year, last_year_by_today: before }: Sums[number]) {
  if (before <= 0) return null;
  const percent = Math.round((100 * (this_year - before)) / before);
  return (
    <small className={percent < 0 ? "danger" : "good"}>
      {percent > 0 ? "+" : ""}
      {formatNumber(percent)}%
    </small>
  );
}
