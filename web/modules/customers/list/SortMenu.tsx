import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { useListView } from "./useListView.ts";

export function SortMenu() {
  const { t } = useTranslation();
  const { state, fields, sortBy } = useListView();
  const sorts = [...fields.values()].filter((field) => field.is_sortable);
  return (
    <Menu
      className="btn text s"
      end
      label={t("list.sort_by", { name: fields.get(state.sort)?.name ?? "" })}
      trigger={
        <>
          <Icon name="sort" />
          <span className="only-l">{fields.get(state.sort)?.name}</span>
        </>
      }
    >
      {(close) =>
        sorts.map(({ field, name }) => (
          <MenuItem
            key={field}
            isOn={field === state.sort}
            onClick={() => {
              sortBy(field);
              close();
            }}
          >
            <span className="grow">{name}</span>
            {field === state.sort && <Icon name={state.order === "asc" ? "up" : "down"} size={14} />}
          </MenuItem>
        ))
      }
    </Menu>
  );
}
