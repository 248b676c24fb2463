import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { confirmSecondFactorContract } from "../../../../server/modules/people/session.contract.ts";
import { isProblem } from "../../../api/problem.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Field } from "../../../ui/Field.tsx";
import { CopyText } from "../CopyText.tsx";
import { FormProblem } from "../FormProblem.tsx";
import { QrCode } from "./QrCode.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import type { Begun } from "./SecondFactor.tsx";
import { useMyCall } from "./useMyCall.ts";

interface Props {
  begun: Begun;
  onDone: (said: string) => void;
  onCancel: () => void;
}

/** Scan, keep the recovery codes, prove it with a first code. Nothing counts before the code is right. */
export function SecondFactorSetup({ begun, onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const confirm = useMyCall(confirmSecondFactorContract);
  const [code, setCode] = useState("");
  const isWrong = isProblem(confirm.error, "session.wrong_code");
  return (
    <ol className="factor-steps">
      <li>
        <h3>{t("settings.me.factor.scan")}</h3>
        <p className="small t2">{t("settings.me.factor.scan_text")}</p>
        <QrCode text={begun.totp_uri} label={t("settings.me.factor.qr")} />
        <p className="small t2">{t("settings.me.factor.secret")}</p>
        <CopyText text={secretOf(begun.totp_uri)} label={t("settings.me.factor.secret_label")} />
      </li>
      <li>
        <h3>{t("settings.me.factor.codes")}</h3>
        <p className="small t2">{t("settings.me.factor.codes_text")}</p>
        <RecoveryCodes codes={begun.recovery_codes} />
      </li>
      <li>
        <h3>{t("settings.me.factor.confirm")}</h3>
        <form onSubmit={submit} noValidate>
          <Field
            label={t("settings.me.factor.code")}
            error={isWrong ? problemText(confirm.error) : undefined}
            hint={t("settings.me.factor.code_hint")}
          >
            <input
              className="inp code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              value={code}
              aria-invalid={isWrong || undefined}
              onChange={(event) => {
                setCode(event.target.value);
                confirm.reset();
              }}
            />
          </Field>
          {confirm.error && !isWrong && <FormProblem error={confirm.error} />}
          <div className="row">
            <button type="submit" className="btn primary" aria-busy={confirm.isPending}>
              {t("settings.me.factor.turn_on")}
            </button>
            <ActionButton onClick={onCancel}>{t("frame.cancel")}</ActionButton>
          </div>
        </form>
      </li>
    </ol>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    const plain = code.replace(/\s/g, "");
    if (plain.length < 6) return;
    confirm.mutate({ body: { code: plain } }, { onSuccess: () => onDone(t("settings.me.factor.turned_on")) });
  }
}

function secretOf(uri: string): string {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}
