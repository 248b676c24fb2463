import { useTranslation } from "react-i18next";
import { ActionButton } from "../ui/ActionButton.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import { type KeyPlace, keyLines } from "./keyLines.ts";

const places = Object.keys(keyLines) as KeyPlace[];
/** Between these stand others that do the same. */
const spans: readonly string[] = ["value", "scope"];

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
        {places.map((place) => (
          <section key={place}>
            <h3>{t(`frame.keys.${place}`)}</h3>
            <dl>
              {keyLines[place].map(({ keys, act }) => (
                <div key={act} className="row">
                  <dt className="grow">{t(`frame.keys.act.${act}`)}</dt>
                  <dd className="row">
                    {keys.flatMap((key, index) => [
                      index > 0 && spans.includes(act) ? <span key="to">–</span> : null,
                      <Kbd key={key} keys={key} />,
                    ])}
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
