import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import type { Choice } from "./fields.ts";

/** The choices in order; a retired one stays on the records that have it. */
export function ChoicesEditor({
  choices,
  onChange,
}: {
  choices: readonly Choice[];
  onChange: (choices: Choice[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="field of-choices">
      <legend className="lab">{t("settings.fields.choices")}</legend>
      {choices.map((choice, index) => (
        <div key={choice.key} className={`row ${choice.is_retired ? "off" : ""}`}>
          {(["zh", "en"] as const).map((language) => (
            <input
              key={language}
              className="inp s"
              value={choice.label[language] ?? ""}
              maxLength={60}
              placeholder={t(`settings.fields.choice_${language}`)}
              aria-label={`${t(`settings.fields.choice_${language}`)} ${index + 1}`}
              onChange={(event) => set(index, { label: { ...choice.label, [language]: event.target.value || null } })}
            />
          ))}
          <ActionButton small icon="up" label={t("settings.fields.up")} onClick={() => swap(index, index - 1)} />
          {choice.value === undefined ? (
            <ActionButton
              small
              icon="close"
              label={t("settings.fields.drop")}
              onClick={() => onChange(choices.filter((one) => one !== choice))}
            />
          ) : (
            <button type="button" className="btn s" onClick={() => set(index, { is_retired: !choice.is_retired })}>
              {t(choice.is_retired ? "settings.fields.revive" : "settings.fields.retire")}
            </button>
          )}
        </div>
      ))}
      <ActionButton small icon="plus" onClick={add}>
        {t("settings.fields.add_choice")}
      </ActionButton>
    </fieldset>
  );

  function set(index: number, change: Partial<Choice>) {
    onChange(choices.map((choice, at) => (at === index ? { ...choice, ...change } : choice)));
  }

  function swap(one: number, other: number) {
    if (other < 0) return;
    const next = [...choices];
    [next[one], next[other]] = [next[other]!, next[one]!];
    onChange(next);
  }

  function add() {
    const key = Math.max(0, ...choices.map((choice) => choice.key)) + 1;
    onChange([...choices, { key, label: { zh: null, en: null } }]);
  }
}
