import { useTranslation } from "react-i18next";
import { ActionButton } from "../ui/ActionButton.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Kbd } from "../ui/Kbd.tsx";

const groups = [
  {
    name: "everywhere",
    keys: [
      ["Ctrl K", "palette"],
      ["g c", "customers"],
      ["g s", "settings"],
      ["?", "this"],
      ["Ctrl Z", "undo"],
    ],
  },
  {
    name: "list",
    keys: [
      ["j k", "move"],
      ["Enter", "open"],
      ["x", "select"],
      ["e", "stage"],
      ["o", "owner"],
      ["s", "star"],
      ["f /", "filter"],
      ["n", "new"],
    ],
  },
  {
    name: "record",
    keys: [
      ["n", "note"],
      ["s", "star"],
      ["Enter", "edit"],
      ["Esc", "cancel"],
      ["Ctrl Enter", "log"],
    ],
  },
] as const;

export function KeyMap({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t("frame.keys.title")}
      wide
      onClose={onClose}
      footer={
        <ActionButton autoFocus onClick={onClose}>
          {t("frame.close")}
        </ActionButton>
      }
    >
      <div className="keymap">
        {groups.map((group) => (
          <section key={group.name}>
            <h3>{t(`frame.keys.${group.name}`)}</h3>
            <dl>
              {group.keys.map(([keys, act]) => (
                <div key={act} className="row">
                  <dt className="grow">{t(`frame.keys.act.${act}`)}</dt>
                  <dd className="row">
                    {keys.startsWith("Ctrl") ? (
                      <Kbd keys={keys} />
                    ) : (
                      keys.split(" ").map((key) => <Kbd key={key} keys={key} />)
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
