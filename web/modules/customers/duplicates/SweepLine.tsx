import { useTranslation } from "react-i18next";
import type { listDuplicatesContract } from "../../../../server/modules/customers/duplicate.contract.ts";
import {
  listDuplicatesContract as list,
  startSweepContract,
} from "../../../../server/modules/customers/duplicate.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { formatNumber, formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { showToast } from "../../../ui/toasts.ts";

type Page = ResponseOf<typeof listDuplicatesContract>;

/** Whether there will be more to see by itself. */
export const isUnderWay = (page: Page | undefined): boolean =>
  page !== undefined && (page.is_sweep_asked || page.sweep?.state === "running");

/** When all records were looked through last, and the button to do it now. */
export function SweepLine({ sweep, isAsked }: { sweep: Page["sweep"]; isAsked: boolean }) {
  const { t } = useTranslation();
  const start = useCall(startSweepContract);
  const isRunning = sweep?.state === "running";
  const isWaiting = isAsked && !isRunning;
  return (
    <>
      <span className="t3 el" role="status">
        {isWaiting && t("duplicates.sweep.asked")}
        {!isWaiting &&
          sweep &&
          t(`duplicates.sweep.${sweep.state}`, {
            when: formatWhen(sweep.ended_at ?? sweep.started_at),
            count: formatNumber(sweep.customer_count),
          })}
      </span>
      <span className="grow" />
      <ActionButton icon="refresh" loading={isAsked || isRunning || start.isPending} onClick={begin}>
        <span className="only-l">{t("duplicates.sweep.start")}</span>
        <span className="only-s">{t("duplicates.sweep.short")}</span>
      </ActionButton>
    </>
  );

  function begin() {
    start.mutate(
      {},
      {
        onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(list) }),
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }
}
