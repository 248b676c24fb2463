import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type FilterTree, isGroup, partsOf } from "../../../filter/tree.ts";
import { useMe } from "../../../frame/me.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { useListView } from "./useListView.ts";
import { useViewActs } from "./useViewActs.ts";
import { ViewMenu } from "./ViewMenu.tsx";
import { useViewNames } from "./viewNames.ts";
import { fromSaved, shipped, type View } from "./views.ts";

/** Views as tabs: those of the product, then one's pinned ones, in the order they were dragged to. */
export function ViewTabs() {
  const { t } = useTranslation();
  const { view: now, state, saved, go } = useListView();
  const { user } = useMe();
  const { nameOf } = useViewNames();
  const acts = useViewActs();
  const [dragged, setDragged] = useState<string | undefined>();
  const mine = saved.map(fromSaved);
  const tabs = [
    ...shipped.filter((view) => !view.isTemplate && (view.id !== "team" || user.team_id)),
    ...mine.filter((view) => view.saved?.is_pinned),
  ];
  const all = tabs.some((view) => view.id === now.id) ? tabs : [...tabs, now];
  return (
    <div className="viewline">
      <nav className="tabs grow" aria-label={t("customers.views")}>
        {all.map((view) => (
          <button
            key={view.id}
            type="button"
            aria-current={view.id === now.id ? "page" : undefined}
            draggable={view.saved?.is_pinned ?? false}
            onDragStart={() => setDragged(view.id)}
            onDragOver={(event) => mayDrop(view) && event.preventDefault()}
            onDrop={(event) => drop(event, view)}
            onClick={() => open(view)}
          >
            {view.id === now.id ? nameOf(view, state.filter) : nameOf(view)}
            {view.saved && view.saved.owner.id !== user.id && <Icon name="share" size={14} />}
          </button>
        ))}
      </nav>
      <MoreViews views={mine.filter((view) => !all.some((one) => one.id === view.id))} onOpen={open} />
      <ViewMenu />
    </div>
  );

  function open(view: View) {
    go(view.id === "all" ? {} : { view: view.id });
  }

  function mayDrop(view: View): boolean {
    return dragged !== undefined && view.saved?.is_pinned === true && view.id !== dragged;
  }

  function drop(event: DragEvent, view: View) {
    if (!dragged || !mayDrop(view)) return;
    event.preventDefault();
    event.stopPropagation();
    const rest = acts.pinned.filter((id) => id !== dragged);
    const isLater = acts.pinned.indexOf(dragged) < acts.pinned.indexOf(view.id);
    void acts.pin(rest.toSpliced(rest.indexOf(view.id) + (isLater ? 1 : 0), 0, dragged));
    setDragged(undefined);
  }
}

/** Views that are not tabs, and the questions that come ready. */
function MoreViews({ views, onOpen }: { views: readonly View[]; onOpen: (view: View) => void }) {
  const { t } = useTranslation();
  const { fields } = useListView();
  const { nameOf } = useViewNames();
  const templates = shipped.filter(
    (view) => view.isTemplate && fieldsOf(view.filter).every((field) => fields.has(field)),
  );
  return (
    <Menu
      className="btn text s"
      end
      trigger={
        <>
          {t("list.more_views")}
          <Icon name="down" size={14} />
        </>
      }
    >
      {(close) => (
        <>
          {views.length > 0 && <div className="h">{t("list.other_views")}</div>}
          {views.map((view) => line(view, close))}
          <div className="h">{t("list.templates")}</div>
          {templates.map((view) => line(view, close))}
        </>
      )}
    </Menu>
  );

  function line(view: View, close: () => void) {
    return (
      <MenuItem
        key={view.id}
        onClick={() => {
          close();
          onOpen(view);
        }}
      >
        <span className="el">{nameOf(view)}</span>
      </MenuItem>
    );
  }
}

function fieldsOf(tree: FilterTree): string[] {
  return partsOf(tree).flatMap((part) => (isGroup(part) ? fieldsOf(part) : [part.field]));
}
