import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePasswordContract, listSessionsContract } from "../../../../server/modules/people/session.contract.ts";
import { client } from "../../../api/client.ts";
import { isProblem } from "../../../api/problem.ts";
import { keyOf } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { PasswordInput } from "./PasswordInput.tsx";
import { shortest, strengthOf } from "./strength.ts";
import { useMyCall } from "./useMyCall.ts";

/** Changes the password; every other session of mine ends with it. */
export function PasswordForm() {
  const { t } = useTranslation();
  const { user } = useMe();
  const change = useMyCall(changePasswordContract);
  const [isOpen, setOpen] = useState(false);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  if (!isOpen) {
    return <ActionButton onClick={() => setOpen(true)}>{t("settings.me.password.change")}</ActionButton>;
  }
  const strength = strengthOf(password);
  const missing = shortest - password.length;
  const error = change.error;
  const isWrong = isProblem(error, "session.wrong_password");
  const isCommon = isProblem(error, "password.too_common");
  return (
    <form className="narrow" onSubmit={save} noValidate>
      <input type="email" name="email" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordInput
        label={t("settings.me.password.current")}
        autoComplete="current-password"
        autoFocus
        value={current}
        problem={isWrong ? problemText(error) : isTried && !current ? t("problem.reason.required") : undefined}
        onChange={(value) => type(() => setCurrent(value))}
      />
      <PasswordInput
        label={t("settings.me.password.new")}
        autoComplete="new-password"
        value={password}
        problem={newProblem()}
        hint={
          password ? (
            <Meter strength={strength} missing={missing} />
          ) : (
            t("settings.me.password.hint", { count: shortest })
          )
        }
        onChange={(value) => type(() => setPassword(value))}
      />
      {error && !isWrong && !isCommon && <FormProblem error={error} />}
      <div className="row">
        <button type="submit" className="btn primary" aria-busy={change.isPending}>
          {t("settings.me.password.change")}
        </button>
        <ActionButton onClick={close}>{t("frame.cancel")}</ActionButton>
      </div>
    </form>
  );

  function newProblem(): string | undefined {
    if (isCommon) return problemText(error);
    return isTried && missing > 0 ? t("settings.me.password.short", { count: missing }) : undefined;
  }

  function type(set: () => void) {
    set();
    change.reset();
    setTried(false);
  }

  function close() {
    setOpen(false);
    setCurrent("");
    setPassword("");
    change.reset();
  }

  function save(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!current || missing > 0) return;
    change.mutate(
      { body: { current, password } },
      {
        onSuccess: () => {
          close();
          showToast({ text: t("settings.me.password.changed") });
          void client.invalidateQueries({ queryKey: keyOf(listSessionsContract) });
        },
      },
    );
  }
}

const steps = { short: 1, weak: 1, fair: 2, strong: 3 } as const;

function Meter({ strength, missing }: { strength: ReturnType<typeof strengthOf>; missing: number }) {
  const { t } = useTranslation();
  return (
    <span className="row meter" data-strength={strength}>
      <span className="row" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <i key={step} className={step <= steps[strength] ? "on" : ""} />
        ))}
      </span>
      {strength === "short"
        ? t("settings.me.password.short", { count: missing })
        : t(`settings.me.password.strength.${strength}`)}
    </span>
  );
}
