import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { focusOnOpen } from "../../ui/focus.ts";
import { Icon } from "../../ui/Icon.tsx";
import { placeCall } from "./calls.ts";
import { Devices } from "./Devices.tsx";
import { phone } from "./state.ts";

interface Props {
  extension: string;
  onClose: () => void;
}

/** Dial, and see whether the telephone works. */
export function PhonePanel({ extension, onClose }: Props) {
  const { t } = useTranslation();
  const { line, trouble } = phone.use();
  const [typed, setTyped] = useState("");
  return (
    <section className="phone-panel" aria-label={t("phone.title")}>
      <div className="row">
        <b className="grow">{t("phone.mine", { extension })}</b>
        <span className={`row small line-state ${line}`}>
          <i className={`dot ${line}`} />
          {t(`phone.line.${line}`)}
        </span>
      </div>
      {trouble && (
        <p className="note warn" role="alert">
          <Icon name="warning" />
          <span>{t(`phone.trouble.${trouble}`)}</span>
        </p>
      )}
      <form className="row dial" onSubmit={dial}>
        <input
          className="inp"
          ref={focusOnOpen}
          inputMode="tel"
          autoComplete="off"
          maxLength={60}
          aria-label={t("phone.number")}
          placeholder={t("phone.number_hint")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="btn primary" disabled={typed.trim() === ""}>
          <Icon name="phone" />
          {t("phone.call")}
        </button>
      </form>
      <Devices />
    </section>
  );

  async function dial(event: FormEvent) {
    event.preventDefault();
    if (await placeCall({ typed })) onClose();
  }
}
