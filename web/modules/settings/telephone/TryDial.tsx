import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { tryDialContract } from "../../../../server/modules/voice/dial_rules.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useCall } from "../../../api/queries.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { FormProblem } from "../FormProblem.tsx";

/** What would come of it if I dialled this; nobody is called. */
export function TryDial({ isUnsaved }: { isUnsaved: boolean }) {
  const { t } = useTranslation();
  const attempt = useCall(tryDialContract);
  const [typed, setTyped] = useState("");
  return (
    <>
      <form className="row tel-try" onSubmit={submit} noValidate>
        <input
          className="inp"
          value={typed}
          maxLength={100}
          inputMode="tel"
          placeholder={t("settings.telephone.dialling.try_example")}
          aria-label={t("settings.telephone.dialling.try_label")}
          onChange={(event) => {
            setTyped(event.target.value);
            attempt.reset();
          }}
        />
        <button type="submit" className="btn" aria-busy={attempt.isPending}>
          {t("settings.telephone.dialling.try_act")}
        </button>
      </form>
      {attempt.data && <Outcome tried={attempt.data} />}
      <FormProblem error={attempt.error} />
      {isUnsaved && <p className="small t3">{t("settings.telephone.dialling.try_kept")}</p>}
    </>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (typed.trim()) attempt.mutate({ body: { typed: typed.trim() } });
  }
}

type Tried = ResponseOf<typeof tryDialContract>;

function Outcome({ tried }: { tried: Tried }) {
  const { t } = useTranslation();
  const isCalled = tried.kind === "extension" || tried.by !== null;
  return (
    <div className={`note ${isCalled ? "" : "warn"}`} role="status">
      <span className={isCalled ? "good" : ""}>
        <Icon name={isCalled ? "check" : "warning"} />
      </span>
      <span>{sentence()}</span>
    </div>
  );

  function sentence(): string {
    const { kind, display, refusal, user, by } = tried;
    if (kind === "refused") return t(`problem.call.refused_${refusal}`);
    if (kind === "extension") return t("settings.telephone.dialling.rings", { name: user?.name, digits: display });
    if (!by) return t("settings.telephone.dialling.no_number", { number: display });
    return t("settings.telephone.dialling.calls", { number: display, trunk: by.trunk, shown: by.shown });
  }
}
