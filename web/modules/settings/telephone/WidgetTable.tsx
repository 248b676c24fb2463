import { useState } from "react";
import { useTranslation } from "react-i18next";
import { retireWebWidgetContract } from "../../../../server/modules/voice/widget.contract.ts";
import { call } from "../../../api/call.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { attempt, type WebWidget } from "./telephone.ts";

interface Props {
  widgets: readonly WebWidget[];
  onEdit: (widget: WebWidget) => void;
}

export function WidgetTable({ widgets, onEdit }: Props) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState<WebWidget | null>(null);
  return (
    <>
      <table className="tbl tel-set tel-widgets" aria-label={t("settings.telephone.part.widgets")}>
        <thead>
          <tr>
            <th scope="col">{t("settings.telephone.widget.name")}</th>
            <th scope="col">{t("settings.telephone.widget.calls")}</th>
            <th scope="col">{t("settings.telephone.widget.asked")}</th>
            <th scope="col">
              <span className="sr">{t("settings.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {widgets.map((widget) => (
            <tr key={widget.id}>
              <td>
                <button type="button" className="who" onClick={() => onEdit(widget)}>
                  <span className="col">
                    <b className="el">{widget.name}</b>
                    <span className="el small t3">{widget.origins.join(" ")}</span>
                  </span>
                </button>
              </td>
              <td>
                <span className="row">
                  <span className="el">{(widget.user ?? widget.team)?.name}</span>
                  {!widget.is_on && <Tag>{t("settings.telephone.widget.is_off")}</Tag>}
                </span>
              </td>
              <td>
                {widget.asked_count}
                {widget.held_count > 0 && (
                  <span className="t3"> {t("settings.telephone.widget.held", { count: widget.held_count })}</span>
                )}
              </td>
              <td className="acts-cell">
                <ActionButton
                  small
                  look="text"
                  icon="close"
                  label={t("settings.telephone.widget.give_up_of", { name: widget.name })}
                  onClick={() => setLeaving(widget)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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
