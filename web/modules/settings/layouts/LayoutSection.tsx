import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { layoutKinds } from "../../../../server/modules/customers/own/layout.contract.ts";
import { locale } from "../../../text/locale.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { addable, changeKind, type Draft, place, stepSection } from "./draft.ts";
import { FieldRow } from "./FieldRow.tsx";
import type { LayoutFields } from "./layouts.ts";

interface Props extends LayoutFields {
  draft: readonly Draft[];
  at: number;
  onChange: (draft: Draft[]) => void;
}

/** A section: its name in both languages, on whose records it stands, and its fields in order. */
export function LayoutSection({ draft, at, own, nameOf, onChange }: Props) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const section = draft[at]!;
  const mine = locale() === "en" ? "en" : "zh";
  const free = addable(draft, section, own);
  const word = section.key ? t(`customers.group.${section.key}`) : t("settings.layouts.unnamed");
  const name = section.label?.zh || section.label?.en || word;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a field may be let go here; its keys do the same
    <div
      className={`lay-sect ${isOver ? "over" : ""}`}
      onDragOver={allow}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => drop(event, section.fields.length)}
    >
      <div className="row lay-sect-head">
        {(["zh", "en"] as const).map((language) => (
          <input
            key={language}
            className="inp s grow"
            value={section.label?.[language] ?? ""}
            maxLength={60}
            placeholder={section.key && language === mine ? word : t(`settings.layouts.name_${language}`)}
            aria-label={`${t(`settings.layouts.name_${language}`)} ${at + 1}`}
            onChange={(event) => rename(language, event.target.value)}
          />
        ))}
        <select
          className="inp s lay-kind"
          value={section.kind}
          aria-label={t("settings.layouts.stands_on", { name })}
          onChange={(event) => onChange(changeKind(draft, at, event.target.value as Draft["kind"]))}
        >
          {layoutKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`settings.layouts.kind.${kind}`)}
            </option>
          ))}
        </select>
        <span className="row lay-acts">
          <ActionButton
            small
            look="text"
            icon="up"
            label={t("settings.layouts.section_up", { name })}
            onClick={() => onChange(stepSection(draft, at, -1))}
          />
          <ActionButton
            small
            look="text"
            icon="down"
            label={t("settings.layouts.section_down", { name })}
            onClick={() => onChange(stepSection(draft, at, 1))}
          />
          <ActionButton
            small
            look="text"
            icon="bin"
            label={t("settings.layouts.remove_section", { name })}
            onClick={() => onChange(draft.filter((one) => one !== section))}
          />
        </span>
      </div>
      <ul>
        {section.fields.map((field, index) => (
          <FieldRow
            key={field}
            draft={draft}
            place={{ section: at, index }}
            name={nameOf(field)}
            onChange={onChange}
            onDrop={(event) => drop(event, index)}
          />
        ))}
      </ul>
      {section.fields.length === 0 && <p className="small t3 lay-none">{t("settings.layouts.no_fields")}</p>}
      {free.length > 0 && (
        <Menu
          className="btn link small"
          trigger={
            <>
              <Icon name="plus" size={14} />
              {t("settings.layouts.add_field")}
            </>
          }
        >
          {(close) => (
            <OptionList
              label={t("settings.layouts.add_field")}
              options={free.map(({ field, isFree }) => ({
                value: field,
                label: nameOf(field),
                sign: <Icon name={isFree ? "plus" : "transfer"} size={14} />,
              }))}
              onPick={(field) => {
                close();
                onChange(place(draft, field, { section: at, index: section.fields.length }));
              }}
            />
          )}
        </Menu>
      )}
    </div>
  );

  /** Nothing written means the page's own word again. */
  function rename(language: "zh" | "en", text: string) {
    const label = { zh: null, en: null, ...section.label, [language]: text || null };
    const isEmpty = !label.zh && !label.en && section.key !== null;
    onChange(draft.map((one) => (one === section ? { ...one, label: isEmpty ? null : label } : one)));
  }

  function allow(event: DragEvent) {
    event.preventDefault();
    setOver(true);
  }

  function drop(event: DragEvent, index: number) {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const field = event.dataTransfer.getData("text/plain");
    if (draft.some(({ fields }) => fields.includes(field))) onChange(place(draft, field, { section: at, index }));
  }
}
