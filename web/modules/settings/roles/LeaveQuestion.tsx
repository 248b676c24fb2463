import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";

interface Props {
  name: string;
  count: number;
  onStay: () => void;
  onLeave: () => void;
}

/** Unsaved rights are the one thing here that leaving would lose. */
export function LeaveQuestion({ name, count, onStay, onLeave }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t("settings.roles.leave.title", { name })}
      onClose={onStay}
      footer={
        <>
          <ActionButton look="primary" autoFocus onClick={onStay}>
            {t("settings.roles.leave.stay")}
          </ActionButton>
          <ActionButton onClick={onLeave}>{t("settings.roles.leave.go")}</ActionButton>
        </>
      }
    >
      <p className="t2">{t("settings.roles.leave.text", { count })}</p>
    </Dialog>
  );
}
