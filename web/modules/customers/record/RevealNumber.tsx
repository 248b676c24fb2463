import { useTranslation } from "react-i18next";
import { revealPhoneContract } from "../../../../server/modules/customers/reveal.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import type { Point } from "./PointLine.tsx";
import { useRecord } from "./RecordContext.ts";

interface Props {
  point: Point;
  isShown: boolean;
  onShow: (whole: string | undefined) => void;
}

/** Shows one masked number whole: an act that stands in the log of reads. */
export function RevealNumber({ point, isShown, onShow }: Props) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const reveal = useCall(revealPhoneContract);
  if (!point.is_masked || record.blocked.reveal) return null;
  return (
    <ActionButton
      look="text"
      small
      icon={isShown ? "eyeOff" : "eye"}
      label={t(isShown ? "customers.point.hide" : "customers.point.reveal")}
      loading={reveal.isPending}
      onClick={() => (isShown ? onShow(undefined) : show())}
    />
  );

  function show() {
    reveal.mutate(
      { params: { customerId: record.id, contactPointId: point.id } },
      {
        onSuccess: ({ display }) => onShow(display),
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }
}
