import "../../../ui/table.css";
import "../tiers/tiers.css";
import "./movements.css";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ladders } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import { readMovementsContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useMaySee } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { FlowChart } from "./FlowChart.tsx";
import { MovementTable } from "./MovementTable.tsx";
import type { MovementSearch } from "./search.ts";

const route = getRouteApi("/movements");
const shown = 12;

/** How customers moved between stages, codes and tiers, a month at a time; each count opens the customers behind it. */
export function MovementsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const go = useNavigate();
  const maySee = useMaySee("customer");
  const ladder = search.ladder ?? "code";
  const read = useRead(readMovementsContract, { query: { ladder, months: shown } });
  const months = read.data?.months ?? [];
  const at = Math.max(0, search.month ? months.findIndex(({ month }) => month === search.month) : months.length - 1);
  const month = months[at];
  document.title = `${t("movements.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head">
        <h1>{t("movements.title")}</h1>
      </div>
      <div className="page movements">
        <div className="row month-steps">
          <ActionButton
            small
            icon="left"
            label={t("movements.earlier")}
            blocked={at > 0 ? undefined : "no_earlier_month"}
            onClick={() => show({ month: months[at - 1]!.month })}
          />
          <h2 aria-live="polite">{month?.month ?? ""}</h2>
          <ActionButton
            small
            icon="right"
            label={t("movements.later")}
            blocked={at < months.length - 1 ? undefined : "no_later_month"}
            onClick={() => show({ month: months[at + 1]!.month })}
          />
          <span className="grow" />
          <div className="seg" role="radiogroup" aria-label={t("movements.ladder")}>
            {ladders
              .filter((one) => one !== "stage" || maySee("stage"))
              .map((one) => (
                // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
                <button
                  key={one}
                  type="button"
                  role="radio"
                  aria-checked={one === ladder}
                  onClick={() => show({ ladder: one })}
                >
                  {t(`customers.tier.ladder.${one}`)}
                </button>
              ))}
          </div>
        </div>
        {read.isPending && <Skeleton rows={8} />}
        {read.isError && !read.data && (
          <ErrorState title={t("movements.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {month && month.flows.length === 0 && (
          <EmptyState title={t("movements.none")}>{t("movements.none_text")}</EmptyState>
        )}
        {month && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area is reached by keyboard
          <section className="movements-wide" tabIndex={0} aria-label={t("movements.title")}>
            {month.flows.length > 0 && <FlowChart ladder={ladder} month={month.month} flows={month.flows} />}
            <MovementTable ladder={ladder} month={month} />
          </section>
        )}
        <p className="t3 small">{t("movements.hint")}</p>
      </div>
    </>
  );

  function show(more: MovementSearch) {
    void go({ to: "/movements", search: { ladder, ...(search.month ? { month: search.month } : {}), ...more } });
  }
}
