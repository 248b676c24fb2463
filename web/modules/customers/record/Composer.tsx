import { useState } from "react";
import { useTranslation } from "react-i18next";
import { logInteractionContract } from "../../../../server/modules/customers/interaction.contract.ts";
import { useCan } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { ComposerForm } from "./ComposerForm.tsx";
import { useRecord } from "./RecordContext.ts";

const boxId = "composer-text";

export function focusComposer(): void {
  document.getElementById(boxId)?.focus();
}

/** One place to write what happened, for all kinds of touches. */
export function Composer() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const can = useCan();
  if (!can(logInteractionContract.permission)) return null;
  if (record.blocked.log) {
    return (
      <div className="note" style={{ marginBottom: 12 }}>
        <Icon name="lock" />
        {t(`blocked.${record.blocked.log}`)}
      </div>
    );
  }
  return <ComposerForm boxId={boxId} />;
}

/** The way to the composer from the header; on a phone it opens as a sheet. */
export function ComposeButton() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const can = useCan();
  const isNarrow = useIsNarrow();
  const [isOpen, setOpen] = useState(false);
  if (!can(logInteractionContract.permission)) return null;
  return (
    <>
      <ActionButton
        look="primary"
        icon="note"
        blocked={record.blocked.log}
        onClick={() => (isNarrow ? setOpen(true) : focusComposer())}
      >
        {t("customers.log")}
      </ActionButton>
      {isOpen && (
        <Dialog place="side" title={t("customers.log")} onClose={() => setOpen(false)}>
          <ComposerForm boxId="composer-sheet" isFocused onDone={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}
