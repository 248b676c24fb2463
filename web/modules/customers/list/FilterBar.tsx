import { useState } from "react";
import { useTranslation } from "react-i18next";
import { customerSorts } from "../../../../server/modules/customers/customer.contract.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { useFilterOptions } from "./filters.tsx";
import { type FilterField, filterFields, type ListSearch, sortedBy, sortOf, without } from "./search.ts";

interface Props {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Filters as chips that read as sentences, and the order. */
export function FilterBar({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const { fields, optionsOf } = useFilterOptions();
  const set = filterFields.filter((field) => search[field]);
  const { sort } = sortOf(search);
  return (
    <div className="filters">
      {set.map((field) => (
        <FilterChip
          key={field}
          name={t(`customers.filter.${field}`)}
          value={search[field] ?? ""}
          options={optionsOf(field)}
          onPick={(value) => onSearch({ ...search, [field]: value })}
          onRemove={() => onSearch(without(search, field))}
        />
      ))}
      <AddFilter
        fields={fields.filter((field) => !search[field])}
        optionsOf={optionsOf}
        onPick={(field, value) => onSearch({ ...search, [field]: value })}
      />
      {set.length > 1 && (
        <button type="button" className="btn link small" onClick={() => onSearch(cleared(search))}>
          {t("customers.clear_filters")}
        </button>
      )}
      <span className="grow" />
      <Menu
        className="btn text s"
        end
        trigger={
          <>
            <Icon name="sort" />
            {t(`customers.sort.${sort}`)}
          </>
        }
      >
        {(close) =>
          customerSorts.map((one) => (
            <MenuItem
              key={one}
              isOn={one === sort}
              onClick={() => {
                onSearch(sortedBy(search, one));
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
}

interface ChipProps {
  name: string;
  value: string;
  options: ReturnType<ReturnType<typeof useFilterOptions>["optionsOf"]>;
  onPick: (value: string) => void;
  onRemove: () => void;
}

function FilterChip({ name, value, options, onPick, onRemove }: ChipProps) {
  const { t } = useTranslation();
  return (
    <span className="chip">
      {name} <span className="t3">{t("customers.filter.is")}</span>
      <Menu className="chip-value" trigger={<b>{options.find((one) => one.value === value)?.label ?? value}</b>}>
        {(close) => (
          <OptionList
            label={name}
            options={options}
            value={value}
            onPick={(next) => {
              onPick(next);
              close();
            }}
          />
        )}
      </Menu>
      <button type="button" className="x" aria-label={t("customers.remove_filter", { name })} onClick={onRemove}>
        <Icon name="close" size={14} />
      </button>
    </span>
  );
}

interface AddProps {
  fields: readonly FilterField[];
  optionsOf: ReturnType<typeof useFilterOptions>["optionsOf"];
  onPick: (field: FilterField, value: string) => void;
}

function AddFilter({ fields, optionsOf, onPick }: AddProps) {
  const { t } = useTranslation();
  return (
    <Menu
      className="chip add"
      trigger={
        <>
          <Icon name="plus" size={14} />
          {t("customers.filter.add")}
        </>
      }
    >
      {(close) => <TwoSteps fields={fields} optionsOf={optionsOf} onPick={onPick} close={close} />}
    </Menu>
  );
}

function TwoSteps({ fields, optionsOf, onPick, close }: AddProps & { close: () => void }) {
  const { t } = useTranslation();
  const [field, setField] = useState<FilterField | undefined>();
  if (!field) {
    return fields.map((one) => (
      <MenuItem key={one} onClick={() => setField(one)}>
        <span className="grow">{t(`customers.filter.${one}`)}</span>
        <Icon name="right" size={14} />
      </MenuItem>
    ));
  }
  return (
    <>
      <div className="h" ref={focusMenu}>
        {t(`customers.filter.${field}`)}
      </div>
      <OptionList
        label={t(`customers.filter.${field}`)}
        options={optionsOf(field)}
        onPick={(value) => {
          onPick(field, value);
          close();
        }}
      />
    </>
  );
}

/** The line that was clicked is gone: the menu keeps the focus. */
function focusMenu(heading: HTMLElement | null): void {
  heading?.closest<HTMLElement>(".menu")?.focus();
}

function cleared(search: ListSearch): ListSearch {
  const { view, sort, order } = search;
  return { ...(view ? { view } : {}), ...(sort ? { sort } : {}), ...(order ? { order } : {}) };
}
