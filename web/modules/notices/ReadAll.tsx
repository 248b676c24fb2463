import { useTranslation } from "react-i18next";
import { readAllNoticesContract } from "../../../server/modules/people/notification/notification.contract.ts";
import { useCall } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { showToast } from "../../ui/toasts.ts";
import { rereadNotices } from "./NoticeLine.tsx";

export function ReadAll() {
  const { t } = useTranslation();
  const read = useCall(readAllNoticesContract);
  return (
    <ActionButton
      small
      loading={read.isPending}
      onClick={() =>
        read.mutate(
          {},
          {
            onSuccess: () => void rereadNotices(),
            onError: (error) => showToast({ text: problemText(error), look: "problem" }),
          },
        )
      }
    >
      {t("frame.notice.read_all")}
    </ActionButton>
  );
}
