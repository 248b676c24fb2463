import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createOwnFieldContract,
  updateOwnFieldContract,
} from "../../../../server/modules/customers/own/own_field.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { ChoicesEditor } from "./ChoicesEditor.tsx";
import { FormulaEditor } from "./FormulaEditor.tsx";
import { type Choice, type Kind, kinds, nameOf, type OwnField, reread, rulesOf, stagesRequired } from "./fields.ts";
import { type RulesDraft, RulesEditor } from "./RulesEditor.tsx";

interface Props {
  /** Absent: a new one. */
  field: OwnField | undefined;
  onClose: () => void;
}

/** Name, kind and rules of one own field; kind and target are settled when it is made. */
export function FieldDialog({ field, onClose }: Props) {
  const { t } = useTranslation();
  const create = useCall(createOwnFieldContract);
  const update = useCall(updateOwnFieldContract);
  const [kind, setKind] = useState<Kind>(field?.kind ?? "text");
  const [isLong, setLong] = useState(field?.is_long ?? false);
  const [target, setTarget] = useState<"customer" | "user">(field?.target ?? "customer");
  const [decimals, setDecimals] = useState(field?.decimals ?? 0);
  const [formula, setFormula] = useState(field?.formula ?? "");
  const [choices, setChoices] = useState<Choice[]>(() => firstChoices(field));
  const [rules, setRules] = useState<RulesDraft>(() => firstRules(field));
  const error = create.error ?? update.error;
  const fits = rulesOf(kind, isLong);
  return (
    <Dialog
      place="side"
      title={field ? nameOf(field) : t("settings.fields.new")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button
            type="submit"
            form="own-field"
            className="btn primary"
            aria-busy={create.isPending || update.isPending}
          >
            {t(field ? "frame.save" : "settings.fields.make")}
          </button>
        </>
      }
    >
      <form id="own-field" onSubmit={save} noValidate>
        <Field label={t("settings.fields.label_zh")}>
          <input
            className="inp"
            name="zh"
            ref={focusOnOpen}
            maxLength={60}
            autoComplete="off"
            defaultValue={field?.label.zh ?? ""}
          />
        </Field>
        <Field label={t("settings.fields.label_en")} hint={t("settings.fields.label_hint")}>
          <input className="inp" name="en" maxLength={60} autoComplete="off" defaultValue={field?.label.en ?? ""} />
        </Field>
        {!field && (
          <fieldset className="field of-kinds">
            <legend className="lab">{t("settings.fields.kind")}</legend>
            {kinds.map((one) => (
              <label key={one} className={one === kind ? "on" : ""}>
                <input type="radio" name="kind" value={one} checked={one === kind} onChange={() => setKind(one)} />
                <b>{t(`settings.fields.kinds.${one}`)}</b>
                <span className="small t3">{t(`settings.fields.kind_text.${one}`)}</span>
              </label>
            ))}
          </fieldset>
        )}
        {kind === "text" && !field && (
          <label className="row of-tick of-long">
            <input
              type="checkbox"
              className="cb"
              checked={isLong}
              onChange={(event) => setLong(event.target.checked)}
            />
            {t("settings.fields.long")}
          </label>
        )}
        {kind === "relation" && !field && (
          <Field label={t("settings.fields.target")}>
            <select
              className="inp"
              value={target}
              onChange={(event) => setTarget(event.target.value as "customer" | "user")}
            >
              {(["customer", "user"] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`settings.fields.targets.${one}`)}
                </option>
              ))}
            </select>
          </Field>
        )}
        {kind === "number" && (
          <Field label={t("settings.fields.decimals")}>
            <select className="inp" value={decimals} onChange={(event) => setDecimals(Number(event.target.value))}>
              {[0, 1, 2, 3, 4, 5, 6].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </Field>
        )}
        {(kind === "choice" || kind === "choices") && <ChoicesEditor choices={choices} onChange={setChoices} />}
        {kind === "formula" && <FormulaEditor value={formula} error={error} onChange={setFormula} />}
        <Field label={t("settings.fields.help")} hint={t("settings.fields.help_hint")}>
          <input className="inp" name="help" maxLength={300} autoComplete="off" defaultValue={field?.help ?? ""} />
        </Field>
        <RulesEditor fits={fits} rules={rules} onChange={setRules} />
        {error && error.id !== "formula.invalid" && (
          <div className="note danger" role="alert">
            <Icon name="warning" />
            <span>{problemText(error)}</span>
          </div>
        )}
      </form>
    </Dialog>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim() || null;
    const label = { zh: text("zh"), en: text("en") };
    const condition = conditionOf(rules, field);
    const body = {
      label,
      help: text("help"),
      decimals,
      ...(kind === "formula" ? { formula } : {}),
      ...(kind === "choice" || kind === "choices" ? { choices: choices.filter(isNamed).map(withoutKey) } : {}),
      is_required: fits.isRequired && rules.required !== "never" && (fits.isRequiredAlways || condition !== null),
      required_when: condition,
      is_unique: fits.isUnique && rules.isUnique,
      is_searched: fits.isSearched && rules.isSearched,
      is_indexed: fits.isIndexed && rules.isIndexed,
      is_sensitive: rules.isSensitive,
    };
    const onSuccess = () => {
      void reread();
      onClose();
      showToast({ text: t(field ? "settings.fields.saved" : "settings.fields.made", { name: nameOf({ label }) }) });
    };
    if (field) update.mutate({ params: { fieldId: field.id }, body }, { onSuccess });
    else
      create.mutate(
        { body: { ...body, kind, is_long: isLong, target: kind === "relation" ? target : null } },
        { onSuccess },
      );
  }
}

const isNamed = ({ label }: Choice): boolean => Boolean(label.zh?.trim() || label.en?.trim());
const withoutKey = ({ key: _key, ...choice }: Choice) => choice;

const firstChoices = (field: OwnField | undefined): Choice[] =>
  field?.choices.map((choice, key) => ({ ...choice, key })) ??
  [0, 1].map((key) => ({ key, label: { zh: null, en: null } }));

function firstRules(field: OwnField | undefined): RulesDraft {
  const stages = field ? stagesRequired(field) : undefined;
  return {
    required: !field?.is_required ? "never" : !field.required_when ? "always" : stages ? "stages" : "condition",
    stages: stages ?? [],
    isUnique: field?.is_unique ?? false,
    isSearched: field?.is_searched ?? false,
    isIndexed: field?.is_indexed ?? true,
    isSensitive: field?.is_sensitive ?? false,
  };
}

function conditionOf({ required, stages }: RulesDraft, field: OwnField | undefined) {
  if (required === "stages" && stages.length > 0)
    return { all: [{ field: "stage", op: "any" as const, value: stages }] };
  return required === "condition" ? (field?.required_when ?? null) : null;
}
