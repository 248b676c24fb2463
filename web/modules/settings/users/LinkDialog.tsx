import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { CopyText } from "../CopyText.tsx";

interface Props {
  name: string;
  link: string;
  onClose: () => void;
}

/** An invitation that no mail server could send: it is shown once, to be handed over. */
export function LinkDialog({ name, link, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t("settings.users.link_title", { name })}
      onClose={onClose}
      footer={
        <ActionButton look="primary" onClick={onClose}>
          {t("settings.users.link_done")}
        </ActionButton>
      }
    >
      <p className="t2 link-text">{t("settings.users.link_text", { name })}</p>
      <CopyText text={link} label={t("settings.users.link")} />
    </Dialog>
  );
}
