import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";
import { MenuItem } from "./Menu.tsx";
import { type Option, OptionList } from "./OptionList.tsx";
import { walkLines } from "./walk.ts";

interface Props {
  label: string;
  options: readonly Option[];
  value: string | undefined;
  /** Why nothing can be chosen. */
  blocked?: string | undefined;
  onPick: (value: string) => void;
  onClose: () => void;
}

const mostNumbered = 8;

/**
 * Choices that open in a cell of a grid, with the focus in them. Few are chosen by number keys, many are narrowed down.
 * Esc and a choice give the focus back to the grid.
 */
export function CellMenu({ label, options, value, blocked, onPick, onClose }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={box}
      className="cell-menu"
      role="dialog"
      aria-label={label}
      onKeyDown={onKey}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
    >
      <div className="menu" ref={settle} tabIndex={-1}>
        {content()}
      </div>
    </div>
  );

  function content(): ReactNode {
    if (blocked) {
      return (
        <p className="row cell-why">
          <Icon name="lock" />
          {t(`blocked.${blocked}`)}
        </p>
      );
    }
    if (options.length > mostNumbered)
      return <OptionList label={label} options={options} value={value} onPick={pick} />;
    return options.map((option, index) => (
      <MenuItem key={option.value} isOn={option.value === value} onClick={() => pick(option.value)}>
        {option.sign}
        <span>{option.label}</span>
        {option.value === value && <Icon name="check" size={14} />}
        <Kbd keys={String(index + 1)} />
      </MenuItem>
    ));
  }

  function pick(chosen: string) {
    leave();
    if (chosen !== value) onPick(chosen);
  }

  function leave() {
    const grid = box.current?.closest<HTMLElement>("[role=grid]");
    onClose();
    grid?.focus();
  }

  /** Keys stay in here: the list around has acts on letters, too. */
  function onKey(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      return leave();
    }
    const numbered = options.length > mostNumbered || blocked ? undefined : options[Number(event.key) - 1];
    if (numbered) return pick(numbered.value);
    walkLines(event, box.current);
  }
}

/** Takes the focus and turns upwards where there is no room below. */
function settle(menu: HTMLDivElement | null): void {
  if (!menu) return;
  const cell = menu.parentElement?.parentElement?.getBoundingClientRect();
  const room = menu.closest("[role=grid]")?.getBoundingClientRect();
  if (cell && room && cell.bottom + menu.offsetHeight + 8 > room.bottom) menu.dataset.up = "";
  if (!menu.contains(document.activeElement)) (menu.querySelector<HTMLElement>(".o.on") ?? menu).focus();
}
