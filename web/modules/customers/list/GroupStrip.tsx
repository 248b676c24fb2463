import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { boardField, canBoard } from "../board/boardField.ts";
import { useGroupNames } from "./groupNames.tsx";
import { canGroup, type Group, narrowed, useGroups } from "./useGroups.ts";
import { useListView } from "./useListView.ts";

/** By which field the list is grouped. */
export function GroupMenu() {
  const { t } = useTranslation();
  const { state, fields, set } = useListView();
  const isBoard = state.layout === "board";
  const grouped = state.group === null ? undefined : fields.get(state.group);
  const field = isBoard ? boardField(state.group, fields) : grouped;
  const label = field ? t("list.grouped_by", { name: field.name }) : t("list.group");
  return (
    <Menu
      className="btn text s"
      end
      label={label}
      trigger={
        <>
          <Icon name="group" />
          <span className="only-l">{label}</span>
        </>
      }
    >
      {(close) => (
        <>
          {[...fields.values()].filter(isBoard ? canBoard : canGroup).map((one) => item(one.field, one.name, close))}
          {state.group !== null && !isBoard && (
            <>
              <hr />
              {item(null, t("list.no_group"), close)}
            </>
          )}
          <p className="small t3 menu-hint">{t(isBoard ? "list.board_hint" : "list.group_hint")}</p>
        </>
      )}
    </Menu>
  );

  function item(group: string | null, name: string, close: () => void) {
    return (
      <MenuItem
        key={group}
        isOn={group !== null && field?.field === group}
        onClick={() => {
          close();
          set({ group });
        }}
      >
        {name}
      </MenuItem>
    );
  }
}

/** The groups with count and sum; a click narrows the list down to one of them. */
export function GroupStrip() {
  const { t } = useTranslation();
  const { state, fields, set } = useListView();
  const { nameOf, signOf, sumsOf } = useGroupNames();
  const groups = useGroups(state.layout === "list" ? state.group : null, state.filter);
  const field = state.group === null ? undefined : fields.get(state.group);
  if (!field || state.layout !== "list") return null;
  if (groups.isError)
    return (
      <p className="group-strip small danger" role="alert">
        {problemText(groups.error)}
      </p>
    );
  const place = ({ value }: Group) => field.options?.findIndex((option) => option.value === value) ?? -1;
  const inOrder =
    field.kind === "choice"
      ? groups.data?.groups.toSorted((one, other) => place(one) - place(other))
      : groups.data?.groups;
  return (
    <section
      className="group-strip"
      aria-label={t("list.grouped_by", { name: field.name })}
      aria-busy={groups.isPending}
    >
      {inOrder?.map((group) => (
        <button
          key={group.value}
          type="button"
          className="group-head"
          onClick={() => set({ filter: narrowed(state.filter, field, group.value) })}
        >
          <span className="row">
            {signOf(group, field)}
            <b className="el">{nameOf(group, field)}</b>
            <span className="t3 small">{formatNumber(group.count)}</span>
          </span>
          <span className="small t2 el" title={sumsOf(group)}>
            {sumsOf(group) || "–"}
          </span>
        </button>
      ))}
      {groups.data?.is_cut && <span className="small t3">{t("list.groups_cut")}</span>}
    </section>
  );
}
