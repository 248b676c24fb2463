import { useTranslation } from "react-i18next";
import { listCallerIdsContract, listVoiceNumbersContract } from "../../../../server/modules/voice/number.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { AddCallerId } from "./AddCallerId.tsx";
import { CallerIdTable } from "./CallerIdTable.tsx";
import { Part, PartLink } from "./Part.tsx";

/** Which of our numbers the called see, by who calls and on whose behalf. */
export function CallerIds() {
  const { t } = useTranslation();
  const read = useRead(listCallerIdsContract, {});
  const numberRead = useRead(listVoiceNumbersContract, {});
  const numbers = numberRead.data?.numbers;
  const failed = read.error ?? numberRead.error;
  const rules = read.data?.caller_ids;
  const hasUsual = rules?.some(({ team_id, client_id }) => team_id === null && client_id === null);
  return (
    <Part name="caller-ids">
      {(read.isPending || numberRead.isPending) && <Skeleton rows={3} />}
      {failed && <ErrorState title={t("settings.telephone.shown.failed")} error={failed} retry={readAgain} />}
      {rules && numbers?.length === 0 && (
        <EmptyState
          title={t("settings.telephone.shown.no_number")}
          acts={
            <PartLink to="numbers" look="primary">
              {t("settings.telephone.shown.to_numbers")}
            </PartLink>
          }
        >
          {t("settings.telephone.shown.no_number_text")}
        </EmptyState>
      )}
      {rules && numbers && numbers.length > 0 && (
        <>
          {!hasUsual && (
            <div className="note warn">
              <Icon name="warning" />
              <span>
                {t(rules.length === 0 ? "settings.telephone.shown.nobody_calls" : "settings.telephone.shown.some_call")}
              </span>
            </div>
          )}
          {rules.length > 0 && <CallerIdTable rules={rules} numbers={numbers} />}
          <AddCallerId rules={rules} numbers={numbers} />
        </>
      )}
    </Part>
  );

  function readAgain() {
    void read.refetch();
    void numberRead.refetch();
  }
}
