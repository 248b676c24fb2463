import { type KeyboardEvent, useState } from "react";
import { Icon } from "../ui/Icon.tsx";
import { useSay } from "./words.ts";

interface Props {
  label: string;
  autoComplete: "current-password" | "new-password";
  problem?: string | undefined;
  hint?: string;
  onChange?: (value: string) => void;
}

export function PasswordBox({ label, autoComplete, problem, hint, onChange }: Props) {
  const say = useSay();
  const [isShown, setShown] = useState(false);
  const [hasCaps, setCaps] = useState(false);
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState?.("CapsLock") ?? false);
  return (
    <div>
      <label htmlFor="password">{label}</label>
      <div className="pw">
        <input
          id="password"
          className="inp"
          name="password"
          type={isShown ? "text" : "password"}
          autoComplete={autoComplete}
          maxLength={128}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? "password-problem" : undefined}
          onChange={(event) => onChange?.(event.target.value)}
          onKeyDown={watch}
          onKeyUp={watch}
        />
        <button
          type="button"
          aria-label={say(isShown ? "hide" : "show")}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <Icon name="eye" />
        </button>
      </div>
      {problem && (
        <p className="danger small row said" id="password-problem" role="alert">
          <Icon name="warning" size={14} />
          {problem}
        </p>
      )}
      {!problem && hint && <p className="t3 small said">{hint}</p>}
      {hasCaps && (
        <p className="warn small row said" role="status">
          <Icon name="info" size={14} />
          {say("caps")}
        </p>
      )}
    </div>
  );
}
