import type { DragEvent, KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { kindOf } from "../../customers/sections.ts";
import { type Draft, type Place, step, without } from "./draft.ts";

interface Props {
  draft: readonly Draft[];
  place: Place;
  name: string;
  onChange: (draft: Draft[]) => void;
  /** Something was let go on it. */
  onDrop: (event: DragEvent) => void;
}

/** A field of a section: dragged, or without by the arrows while its grip has the focus. */
export function FieldRow({ draft, place, name, onChange, onDrop }: Props) {
  const { t } = useTranslation();
  const field = draft[place.section]!.fields[place.index]!;
  const kind = kindOf(field);
  return (
    <li
      className="row lay-field"
      draggable
      onDragStart={(event) => event.dataTransfer.setData("text/plain", field)}
      onDrop={onDrop}
    >
      <button
        type="button"
        className="btn text s ico lay-grip"
        data-field={field}
        aria-label={t("settings.layouts.move", { name })}
        title={t("settings.layouts.move_keys")}
        onKeyDown={onKey}
      >
        <Icon name="grip" />
      </button>
      <span className="el">{name}</span>
      {kind !== "both" && draft[place.section]!.kind === "both" && (
        <span className="small t3 nw">{t(`settings.layouts.kind.${kind}`)}</span>
      )}
      <span className="grow" />
      <span className="row lay-acts">
        <ActionButton small look="text" icon="up" label={t("settings.layouts.up", { name })} onClick={() => go(-1)} />
        <ActionButton
          small
          look="text"
          icon="down"
          label={t("settings.layouts.down", { name })}
          onClick={() => go(1)}
        />
        <ActionButton
          small
          look="text"
          icon="close"
          label={t("settings.layouts.take_out", { name })}
          onClick={() => onChange(without(draft, place))}
        />
      </span>
    </li>
  );

  function onKey(event: KeyboardEvent) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    flushSync(() => go(by));
    document.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus(); // in another section it is another element
  }

  function go(by: -1 | 1) {
    onChange(step(draft, place, by));
  }
}
