import { useTranslation } from "react-i18next";
import { customerSorts } from "../../../../server/modules/customers/customer.contract.ts";
import { FilterChips } from "../../../filter/FilterChips.tsx";
import { everything, partsOf } from "../../../filter/tree.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { Parameters } from "./Parameters.tsx";
import { Unsaved } from "./Unsaved.tsx";
import { useListView } from "./useListView.ts";

/** Filters as chips that read as sentences, and the order. */
export function FilterBar() {
  const { t } = useTranslation();
  const { state, filterFields, set, sortBy } = useListView();
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
      <Menu
        className="btn text s"
        end
        trigger={
          <>
            <Icon name="sort" />
            {t(`customers.sort.${state.sort}`)}
          </>
        }
      >
        {(close) =>
          customerSorts.map((one) => (
            <MenuItem
              key={one}
              isOn={one === state.sort}
              onClick={() => {
                sortBy(one);
                close();
              }}
            >
              {t(`customers.sort.${one}`)}
            </MenuItem>
          ))
        }
      </Menu>
    </div>
  );

  function clear() {
    const { filter } = state;
    set({ filter: everything });
    showToast({ text: t("list.filters_cleared"), undo: () => set({ filter }) });
  }
}
