import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { listHandOversContract } from "../../../../server/modules/customers/hand_over.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { isOver } from "./hand_overs.ts";

interface Props {
  id: string;
  /** As many as were counted before it began. */
  total: number;
  name: string;
  onClose: () => void;
}

/** How far a hand-over is; it closes when that has ended, and a toast says what came of it. */
export function HandOverProgress({ id, total, name, onClose }: Props) {
  const { t } = useTranslation();
  const one = useRead(listHandOversContract, {}).data?.hand_overs.find((other) => other.id === id);
  const moved = one?.moved ?? 0;
  const isDone = one !== undefined && isOver(one);
  const percent = Math.min(99, Math.round((moved / Math.max(1, total)) * 100));
  useEffect(() => {
    if (isDone) onClose();
  });
  return (
    <Dialog
      place="side"
      title={t("settings.hand_overs.of", { name })}
      onClose={onClose}
      footer={
        <ActionButton look="primary" autoFocus onClick={onClose}>
          {t("frame.close")}
        </ActionButton>
      }
    >
      <div className="ho-progress" aria-live="polite">
        <p>
          {t("settings.hand_overs.so_far", {
            shown: formatNumber(moved),
            total: formatNumber(total),
          })}
        </p>
        <div
          className="bar"
          role="progressbar"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-label={t("settings.hand_overs.progress")}
        >
          <i style={{ width: `${percent}%` }} />
        </div>
        <p className="small t3">{t("settings.hand_overs.may_leave")}</p>
      </div>
    </Dialog>
  );
}
