import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";

/** Asked before, since afterwards there is no way back: a mask cannot be written as the number. */
export function RemoveMasked({ what, onRemove, onClose }: { what: string; onRemove: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("customers.point.remove_masked", { what })} onClose={onClose}>
      <p>{t("customers.point.remove_masked_text")}</p>
      <div className="row" style={{ justifyContent: "flex-end", marginTop: 12 }}>
        <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
        <ActionButton
          look="red"
          onClick={() => {
            onClose();
            onRemove();
          }}
        >
          {t("customers.point.remove_anyway")}
        </ActionButton>
      </div>
    </Dialog>
  );
}
