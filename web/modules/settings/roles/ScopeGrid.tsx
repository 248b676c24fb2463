import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Grant, keyScopes, type Scope, scopesForKey, scopesOf, withScopes } from "./grants.ts";
import type { Objects } from "./RolesPage.tsx";
import { ScopeCell } from "./ScopeCell.tsx";

interface Props {
  objects: Objects;
  before: readonly Grant[];
  grants: readonly Grant[];
  label: string;
  /** Absent: only to be looked at. */
  onChange: ((grants: readonly Grant[]) => void) | undefined;
}

type ObjectRow = Objects[number];

/** To be had or not, without rows of its own. */
const isOneRight = ({ actions }: ObjectRow): boolean =>
  actions.every(({ action, scopes }) => action === "manage" || (actions.length === 1 && scopes.length === 1));

const steps: Record<string, readonly [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** A table whose cells are walked with arrows is a grid. */
const walked = (isFixed: boolean) => ({ role: "grid", "aria-readonly": isFixed });

/**
 * Objects by actions. What has rows stands in columns of its own; the right to manage something as a whole is one cell.
 * One cell takes the focus at a time: arrows walk, digits set, Enter opens what it holds.
 */
export function ScopeGrid({ objects, before, grants, label, onChange }: Props) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const byRow = objects.filter((one) => !isOneRight(one) && one.module !== "people");
  const wholes = objects.filter((one) => !byRow.includes(one));
  const columns = [...new Set(byRow.flatMap((one) => one.actions.map((action) => action.action)))];
  const modules = Map.groupBy(byRow, (one) => one.module);
  const rows = [...byRow, ...wholes];
  const [at, setAt] = useState("0:0");
  return (
    <table className="mx" {...walked(!onChange)} aria-label={label} ref={table} onKeyDown={onKey}>
      <thead>
        <tr>
          <th scope="col">{t("settings.roles.object_head")}</th>
          {columns.map((action) => (
            <th key={action} scope="col">
              {t(`settings.roles.action.${action}`, { defaultValue: action })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...modules].map(([module, members]) => [head(module), ...members.map((one) => rowOf(one))])}
        {wholes.length > 0 && head("people")}
        {wholes.map((one) => rowOf(one))}
      </tbody>
    </table>
  );

  function head(module: string) {
    return (
      <tr key={module} className="grp">
        <th scope="rowgroup" colSpan={columns.length + 1}>
          {t(`settings.roles.module.${module}`, { defaultValue: module })}
        </th>
      </tr>
    );
  }

  function rowOf(one: ObjectRow) {
    const row = rows.indexOf(one);
    const isWhole = wholes.includes(one);
    const name = t(`settings.roles.object.${one.object}`, { defaultValue: one.object });
    return (
      <tr key={one.object}>
        <th scope="row">{name}</th>
        {columns.map((column, index) => {
          const action = isWhole
            ? index === 0
              ? one.actions[0]
              : undefined
            : one.actions.find((each) => each.action === column);
          if (!action) {
            return (
              <td key={column} className="na">
                <span aria-hidden="true">·</span>
                <span className="sr">{t("settings.roles.not_here")}</span>
              </td>
            );
          }
          const key = `${row}:${index}`;
          return (
            <td key={column}>
              <ScopeCell
                place={key}
                name={`${name} ${t(`settings.roles.action.${action.action}`, { defaultValue: action.action })}`}
                allowed={action.scopes}
                was={scopesOf(before, one.object, action.action)}
                now={scopesOf(grants, one.object, action.action)}
                isFocusable={at === key}
                onFocus={() => setAt(key)}
                onChange={onChange && ((chosen) => onChange(withScopes(grants, one, action.action, chosen)))}
              />
            </td>
          );
        })}
      </tr>
    );
  }

  function onKey(event: KeyboardEvent) {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-place]") : null;
    if (!cell || event.target !== cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const [row = 0, column = 0] = (cell.dataset.place ?? "").split(":").map(Number);
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      walk(row, column, step);
    } else if (/^[0-5]$/.test(event.key)) {
      event.preventDefault();
      set(row, column, keyScopes[Number(event.key)] ?? null);
    }
  }

  /** The next cell in that direction, over the dots in between. */
  function walk(row: number, column: number, [down, right]: readonly [number, number]) {
    for (let far = 1; far <= Math.max(rows.length, columns.length); far += 1) {
      const place = `${row + down * far}:${column + right * far}`;
      const cell = table.current?.querySelector<HTMLElement>(`[data-place="${place}"]`);
      if (cell) return cell.focus();
    }
  }

  function set(row: number, column: number, wanted: Scope | null) {
    const one = rows[row];
    const action =
      one && (wholes.includes(one) ? one.actions[0] : one.actions.find((each) => each.action === columns[column]));
    if (!one || !action || !onChange) return;
    const chosen = scopesForKey(wanted, scopesOf(grants, one.object, action.action), action.scopes);
    if (chosen) onChange(withScopes(grants, one, action.action, chosen));
  }
}
