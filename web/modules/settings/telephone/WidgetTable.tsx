import { useState } from "react";
import { useTranslation } from "react-i18next";
import { retireWebWidgetContract } from "../../../../server/modules/voice/widget.contract.ts";
import { call } from "../../../api/call.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { RowOpener, RowRemover, SettingsTable } from "../SettingsTable.tsx";
import { attempt, type WebWidget } from "./telephone.ts";

interface Props {
  widgets: readonly WebWidget[];
  onEdit: (widget: WebWidget) => void;
}

export function WidgetTable({ widgets, onEdit }: Props) {
  const { t } = useTranslation();
  const word = (key: string) => t(`settings.telephone.widget.${key}`);
  const [leaving, setLeaving] = useState<WebWidget | null>(null);
  return (
    <>
      <SettingsTable
        label={t("settings.telephone.part.widgets")}
        look="tel-set tel-widgets"
        rows={widgets}
        keyOf={({ id }) => id}
        columns={[
          {
            title: word("name"),
            cell: (widget) => (
              <RowOpener name={widget.name} below={widget.origins.join(" ")} onOpen={() => onEdit(widget)} />
            ),
          },
          {
            title: word("calls"),
            cell: ({ user, team, is_on }) => (
              <span className="row">
                <span className="el">{(user ?? team)?.name}</span>
                {!is_on && <Tag>{word("is_off")}</Tag>}
              </span>
            ),
          },
          {
            title: word("asked"),
            cell: ({ asked_count, held_count }) => (
              <>
                {asked_count}
                {held_count > 0 && (
                  <span className="t3"> {t("settings.telephone.widget.held", { count: held_count })}</span>
                )}
              </>
            ),
          },
        ]}
        acts={(widget) => (
          <RowRemover
            label={t("settings.telephone.widget.give_up_of", { name: widget.name })}
            onRemove={() => setLeaving(widget)}
          />
        )}
      />
      {leaving && <GiveUp widget={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

/** Pages that name it show nothing from then on, and its line never works again: it is asked before. */
function GiveUp({ widget, onClose }: { widget: WebWidget; onClose: () => void }) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  return (
    <Dialog
      title={t("settings.telephone.widget.give_up_title", { name: widget.name })}
      onClose={onClose}
      footer={
        <>
          <ActionButton autoFocus onClick={onClose}>
            {t("frame.cancel")}
          </ActionButton>
          <ActionButton look="red" loading={isBusy} onClick={() => void giveUp()}>
            {t("settings.telephone.widget.give_up")}
          </ActionButton>
        </>
      }
    >
      <p className="read">{t("settings.telephone.widget.give_up_text")}</p>
    </Dialog>
  );

  async function giveUp() {
    setBusy(true);
    const isDone = await attempt(() => call(retireWebWidgetContract, { params: { widgetId: widget.id } }));
    onClose();
    if (isDone) showToast({ text: t("settings.telephone.widget.given_up", { name: widget.name }) });
  }
}
