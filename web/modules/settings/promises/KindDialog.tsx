import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createPromiseKindContract,
  promiseAspects,
  promiseVerdicts,
  updatePromiseKindContract,
} from "../../../../server/modules/customers/promise/promise.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { type PromiseKind, reloadKinds } from "./PromisesPage.tsx";

/** A standard promise with its four checks. */
export function KindDialog({ kind, onClose }: { kind: PromiseKind | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCall(createPromiseKindContract);
  const update = useCall(updatePromiseKindContract);
  const [isFeasible, setFeasible] = useState(kind?.is_feasible ?? true);
  const problem = create.error ?? update.error;
  return (
    <Dialog wide title={t(kind ? "settings.promises.edit_title" : "settings.promises.add")} onClose={onClose}>
      <form onSubmit={save} className="promise-form">
        <Field label={t("settings.promises.name")} hint={t("settings.promises.name_hint")}>
          <input className="inp" name="name" required maxLength={200} data-focus defaultValue={kind?.name} />
        </Field>
        <fieldset className="promise-checks">
          <legend className="t3 small">{t("settings.promises.checks")}</legend>
          {promiseAspects.map((aspect) => {
            const check = kind?.checks.find((one) => one.aspect === aspect);
            const name = t(`settings.promises.aspect.${aspect}`);
            return (
              <div key={aspect} className="row">
                <span className="aspect">{name}</span>
                <input
                  className="inp s grow"
                  name={`finding.${aspect}`}
                  maxLength={2000}
                  aria-label={name}
                  placeholder={t(`settings.promises.hint.${aspect}`)}
                  defaultValue={check?.finding}
                />
                <select
                  className="inp s auto"
                  name={`verdict.${aspect}`}
                  aria-label={t("settings.promises.verdict_of", { aspect: name })}
                  defaultValue={check?.verdict ?? "holds"}
                >
                  {promiseVerdicts.map((verdict) => (
                    <option key={verdict} value={verdict}>
                      {t(`settings.promises.verdict.${verdict}`)}
                    </option>
                  ))}
                </select>
              </div>
            );
          })}
        </fieldset>
        <label className="row">
          <input type="checkbox" checked={isFeasible} onChange={(event) => setFeasible(event.target.checked)} />
          {t("settings.promises.is_feasible")}
        </label>
        {!isFeasible && (
          <Field label={t("settings.promises.why_not")}>
            <textarea
              className="inp"
              name="why_not"
              rows={2}
              required
              maxLength={2000}
              defaultValue={kind?.why_not ?? ""}
            />
          </Field>
        )}
        {problem && (
          <p className="danger small" role="alert">
            {problemText(problem)}
          </p>
        )}
        <div className="row" style={{ justifyContent: "flex-end", marginTop: 12 }}>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="primary" type="submit" loading={create.isPending || update.isPending}>
            {t("frame.save")}
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => String(form.get(name) ?? "").trim();
    const checks = promiseAspects.flatMap((aspect) => {
      const finding = typed(`finding.${aspect}`);
      const verdict = promiseVerdicts.find((one) => one === typed(`verdict.${aspect}`)) ?? "holds";
      return finding ? [{ aspect, finding, verdict }] : [];
    });
    const body = {
      name: typed("name"),
      checks,
      is_feasible: isFeasible,
      why_not: isFeasible ? null : typed("why_not"),
    };
    if (!body.name) return;
    const onSuccess = () => {
      void reloadKinds();
      onClose();
      showToast({ text: t("settings.promises.saved", { name: body.name }) });
    };
    if (kind) update.mutate({ params: { kindId: kind.id }, body }, { onSuccess });
    else create.mutate({ body }, { onSuccess });
  }
}
