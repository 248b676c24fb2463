import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { purposeRules, setPurposeContract } from "../../../../server/modules/customers/consent.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { nameOf } from "../../customers/consent/Consents.tsx";
import { type Purpose, replacePurposes } from "./PurposesPage.tsx";

interface Props {
  /** Absent: a new one. */
  purpose: Purpose | undefined;
  onClose: () => void;
}

/** Names of a purpose in both languages, and its rule. */
export function PurposeDialog({ purpose, onClose }: Props) {
  const { t } = useTranslation();
  const save = useCall(setPurposeContract);
  const [rule, setRule] = useState(purpose?.rule ?? "opt_in");
  return (
    <Dialog
      place="side"
      title={purpose ? nameOf(purpose) : t("settings.purposes.add")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="purpose" className="btn primary" aria-busy={save.isPending}>
            {t(purpose ? "frame.save" : "settings.purposes.create")}
          </button>
        </>
      }
    >
      <form id="purpose" onSubmit={submit}>
        {word("name_zh", purpose?.name_zh, true)}
        {word("name_en", purpose?.name_en)}
        <Field label={t("settings.purposes.rule_of")} hint={t(`settings.purposes.rule_text.${rule}`)}>
          <select className="inp" value={rule} onChange={(event) => setRule(event.target.value as typeof rule)}>
            {purposeRules.map((one) => (
              <option key={one} value={one}>
                {t(`settings.purposes.rule.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        {save.error && (
          <div className="note danger" role="alert">
            <Icon name="warning" />
            <span>{problemText(save.error)}</span>
          </div>
        )}
      </form>
    </Dialog>
  );

  function word(name: "name_zh" | "name_en", value: string | undefined, isFirst = false) {
    return (
      <Field label={t(`settings.purposes.${name}`)}>
        <input
          className="inp"
          name={name}
          required
          pattern=".*\S.*"
          maxLength={40}
          autoComplete="off"
          defaultValue={value}
          ref={isFirst ? focusOnOpen : undefined}
        />
      </Field>
    );
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => String(form.get(name) ?? "").trim();
    const body = { name_zh: typed("name_zh"), name_en: typed("name_en"), rule };
    const key = purpose?.key ?? newKey();
    save.mutate(
      { params: { purpose: key }, body },
      {
        onSuccess: (answer) => {
          replacePurposes(answer);
          onClose();
          const saved = answer.purposes.find((one) => one.key === key);
          showToast({ text: t("settings.purposes.saved", { name: saved ? nameOf(saved) : body.name_zh }) });
        },
      },
    );
  }
}

/** Nobody reads it: what is said refers to it, so that names may change. */
const newKey = (): string => `p_${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
