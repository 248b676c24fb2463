import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem, type ProblemError } from "../../../api/problem.ts";
import { useMe } from "../../../frame/me.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { FormProblem } from "../FormProblem.tsx";
import { PasswordInput } from "./PasswordInput.tsx";

interface Props {
  act: string;
  isDangerous?: boolean;
  error: ProblemError | null;
  isPending: boolean;
  onChange: () => void;
  onCancel: () => void;
  onPassword: (password: string) => void;
}

/** Asks for the password once more, because somebody may have left the desk. */
export function AskPassword({ act, isDangerous, error, isPending, onChange, onCancel, onPassword }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const [password, setPassword] = useState("");
  const isWrong = isProblem(error, "session.wrong_password");
  return (
    <form className="narrow" onSubmit={submit} noValidate>
      <input type="email" name="email" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordInput
        label={t("settings.me.password.current")}
        autoComplete="current-password"
        autoFocus
        value={password}
        problem={isWrong ? problemText(error) : undefined}
        onChange={(value) => {
          setPassword(value);
          onChange();
        }}
      />
      {error && !isWrong && <FormProblem error={error} />}
      <div className="row">
        <button type="submit" className={`btn ${isDangerous ? "red" : "primary"}`} aria-busy={isPending}>
          {act}
        </button>
        <ActionButton onClick={onCancel}>{t("frame.cancel")}</ActionButton>
      </div>
    </form>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (password) onPassword(password);
  }
}
