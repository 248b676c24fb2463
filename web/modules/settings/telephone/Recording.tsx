import { useTranslation } from "react-i18next";
import { listVoiceNumbersContract } from "../../../../server/modules/voice/number.contract.ts";
import { readRecordingRulesContract } from "../../../../server/modules/voice/recording.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Announcement } from "./Announcement.tsx";
import { Part } from "./Part.tsx";
import { RecordingRules } from "./RecordingRules.tsx";

/** Which calls are recorded, who is told, and for how long it is kept. */
export function Recording() {
  const { t } = useTranslation();
  const read = useRead(readRecordingRulesContract, {});
  const numbers = useRead(listVoiceNumbersContract, {});
  const failed = read.error ?? numbers.error;
  return (
    <Part name="recording">
      {(read.isPending || numbers.isPending) && <Skeleton rows={3} />}
      {failed && (
        <ErrorState
          title={t("settings.telephone.recording.failed")}
          error={failed}
          retry={() => void Promise.all([read.refetch(), numbers.refetch()])}
        />
      )}
      {read.data && numbers.data && (
        <>
          <RecordingRules rules={read.data.rules} numbers={numbers.data.numbers} />
          <div className="tel-rules">
            <Announcement kept={read.data.announcement} />
          </div>
        </>
      )}
    </Part>
  );
}
