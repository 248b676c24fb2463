import { useTranslation } from "react-i18next";
import { FilterChips } from "../../../filter/FilterChips.tsx";
import { everything, partsOf } from "../../../filter/tree.ts";
import { showToast } from "../../../ui/toasts.ts";
import { ColumnMenu } from "./ColumnMenu.tsx";
import { GroupMenu } from "./GroupStrip.tsx";
import { LayoutSwitch } from "./LayoutSwitch.tsx";
import { Parameters } from "./Parameters.tsx";
import { SortMenu } from "./SortMenu.tsx";
import { Unsaved } from "./Unsaved.tsx";
import { useListView } from "./useListView.ts";

/** Filters as chips that read as sentences, and the order. */
export function FilterBar() {
  const { t } = useTranslation();
  const { state, filterFields, set } = useListView();
  return (
    <div className="filters">
      <Parameters />
      <FilterChips tree={state.filter} fields={filterFields} onChange={(filter) => set({ filter })} />
      {partsOf(state.filter).length > 1 && (
        <button type="button" className="btn link small" onClick={clear}>
          {t("customers.clear_filters")}
        </button>
      )}
      <Unsaved />
      <span className="grow" />
      <GroupMenu />
      <SortMenu />
      {state.layout === "list" && <ColumnMenu />}
      <LayoutSwitch />
    </div>
  );

  function clear() {
    const { filter } = state;
    set({ filter: everything });
    showToast({ text: t("list.filters_cleared"), undo: () => set({ filter }) });
  }
}
