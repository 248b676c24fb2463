import { useTranslation } from "react-i18next";
import { retireTrunkContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { rereadTelephone, type Trunk } from "./telephone.ts";

/** A closed trunk does not come back, and its password is gone: it is asked before. */
export function CloseTrunk({ trunk, onClose }: { trunk: Trunk; onClose: () => void }) {
  const { t } = useTranslation();
  const retire = useCall(retireTrunkContract);
  return (
    <Dialog
      title={t("settings.telephone.trunk.close_title", { name: trunk.name })}
      onClose={onClose}
      footer={
        <>
          <ActionButton autoFocus onClick={onClose}>
            {t("frame.cancel")}
          </ActionButton>
          <ActionButton look="red" loading={retire.isPending} onClick={close}>
            {t("settings.telephone.trunk.close")}
          </ActionButton>
        </>
      }
    >
      <p className="read">{t("settings.telephone.trunk.close_text")}</p>
      <FormProblem error={retire.error} />
    </Dialog>
  );

  function close() {
    retire.mutate(
      { params: { trunkId: trunk.id } },
      {
        onSuccess: () => {
          void rereadTelephone();
          onClose();
          showToast({ text: t("settings.telephone.trunk.closed", { name: trunk.name }) });
        },
      },
    );
  }
}
