import { useTranslation } from "react-i18next";
import { readDialRulesContract } from "../../../../server/modules/voice/dial_rules.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { DialRulesForm } from "./DialRulesForm.tsx";
import { Part } from "./Part.tsx";

/** What may be dialled. */
export function Dialling() {
  const { t } = useTranslation();
  const read = useRead(readDialRulesContract, {});
  return (
    <Part name="dialling">
      {read.isPending && <Skeleton rows={5} />}
      {read.isError && (
        <ErrorState
          title={t("settings.telephone.dialling.failed")}
          error={read.error}
          retry={() => void read.refetch()}
        />
      )}
      {read.data && <DialRulesForm kept={read.data} />}
    </Part>
  );
}
