import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";

interface Props {
  label: string;
  value: string;
  autoComplete: "current-password" | "new-password";
  problem?: string | undefined;
  hint?: ReactNode;
  autoFocus?: boolean;
  onChange: (value: string) => void;
}

/** A password that can be looked at while typing. */
export function PasswordInput({ label, value, autoComplete, problem, hint, autoFocus, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [isShown, setShown] = useState(false);
  return (
    <div className="field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <div className="pwbox">
        <input
          id={id}
          className="inp"
          type={isShown ? "text" : "password"}
          autoComplete={autoComplete}
          maxLength={128}
          value={value}
          ref={autoFocus ? focusOnOpen : undefined}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-said`}
          onChange={(event) => onChange(event.target.value)}
        />
        <button
          type="button"
          aria-label={t(isShown ? "settings.me.password.hide" : "settings.me.password.show")}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <Icon name="eye" />
        </button>
      </div>
      <span id={`${id}-said`} className={problem ? "err" : "hint"} role={problem ? "alert" : undefined}>
        {problem ?? hint}
      </span>
    </div>
  );
}
