import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../ui/focus.ts";

const most = 32;
const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** Keys for a machine at the other end: pressed here, or typed. What was pressed is shown for as long as it is open, and kept nowhere. */
export function Keypad({ onKeys, onClose }: { onKeys: (digits: string) => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation();
  const [pressed, setPressed] = useState("");
  const waiting = useRef("");
  const isSending = useRef(false);
  return (
    <div className="keypad">
      <div className="row">
        <input
          className="inp s"
          ref={focusOnOpen}
          aria-label={t("phone.act.keypad")}
          inputMode="tel"
          autoComplete="off"
          value={pressed}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
          onChange={(event) => {
            const added = event.target.value.slice(pressed.length).replace(/[^0-9*#]/g, "");
            if (added) press(added);
          }}
        />
        <ActionButton small look="text" icon="close" label={t("frame.close")} onClick={onClose} />
      </div>
      <div className="pad">
        {keys.map((key) => (
          <button key={key} type="button" className="btn" onClick={() => press(key)}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );

  function press(digits: string) {
    setPressed((before) => before + digits);
    waiting.current += digits;
    void send();
  }

  /** In the order in which they were pressed: what is pressed while others are on their way goes after them. */
  async function send() {
    if (isSending.current) return;
    isSending.current = true;
    while (waiting.current !== "") {
      const digits = waiting.current.slice(0, most);
      waiting.current = waiting.current.slice(most);
      await onKeys(digits);
    }
    isSending.current = false;
  }
}
