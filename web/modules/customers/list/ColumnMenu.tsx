import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { isLike } from "../../../text/initials.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { columnNames } from "./columnNames.ts";
import { useListView } from "./useListView.ts";

/** Which columns the list shows, and in which order: by dragging or with Alt and the arrows. */
export function ColumnMenu() {
  const { t } = useTranslation();
  return (
    <Menu
      className="btn text s only-l"
      end
      trigger={
        <>
          <Icon name="columns" />
          {t("list.columns")}
        </>
      }
    >
      {() => <Columns />}
    </Menu>
  );
}

function Columns() {
  const { t } = useTranslation();
  const { state, fields, set } = useListView();
  const [wanted, setWanted] = useState("");
  const [dragged, setDragged] = useState<string | undefined>();
  const chosen = columnNames(state).filter((name) => fields.get(name)?.is_column);
  const others = [...fields.values()].filter(({ field, is_column }) => is_column && !chosen.includes(field));
  const isThere = (name: string) => isLike(name, wanted);
  return (
    <div className="col-menu">
      <input
        type="text"
        className="inp s"
        placeholder={t("list.find_column")}
        aria-label={t("list.find_column")}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <ul aria-label={t("list.shown_columns")}>{chosen.map((name) => line(name, true))}</ul>
      {others.length > 0 && <hr />}
      <ul aria-label={t("list.other_columns")}>{others.map(({ field }) => line(field, false))}</ul>
      <div className="row col-foot">
        <span className="small t3 grow">{t("list.order_hint")}</span>
        {state.columns && (
          <button type="button" className="btn link small" onClick={() => set({ columns: null })}>
            {t("list.usual_columns")}
          </button>
        )}
      </div>
    </div>
  );

  function line(name: string, isOn: boolean) {
    const label = fields.get(name)?.name ?? name;
    if (!isThere(label)) return null;
    return (
      <li
        key={name}
        draggable={isOn}
        onDragStart={() => setDragged(name)}
        onDragOver={(event) => {
          if (!dragged || !isOn) return;
          event.preventDefault();
          if (dragged !== name) move(dragged, chosen.indexOf(name));
        }}
        onDrop={(event) => event.preventDefault()}
        onDragEnd={() => setDragged(undefined)}
      >
        <label className="o">
          <input
            type="checkbox"
            className="cb"
            checked={isOn}
            onChange={() => set({ columns: isOn ? chosen.filter((one) => one !== name) : [...chosen, name] })}
            onKeyDown={(event) => isOn && onKey(event, name)}
          />
          <span className="el grow">{label}</span>
          {isOn && <Icon name="grip" size={14} />}
        </label>
      </li>
    );
  }

  function onKey(event: KeyboardEvent, name: string) {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    move(name, Math.min(chosen.length - 1, Math.max(0, chosen.indexOf(name) + step)));
  }

  function move(name: string, to: number) {
    const rest = chosen.filter((one) => one !== name);
    set({ columns: rest.toSpliced(to, 0, name) });
  }
}
