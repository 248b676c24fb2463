import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../../frame/me.ts";
import { newCustomer } from "../../../frame/open.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { filterFields, type ListSearch, without } from "./search.ts";

/** Nobody here yet: the ways to begin. */
export function NoCustomers() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <EmptyState
      title={t("customers.none.title")}
      ways={
        <>
          {can("customer.import") && (
            <Link to="/imports/$" params={{ _splat: "new" }}>
              <Icon name="download" />
              <span className="grow">{t("customers.none.import")}</span>
              <Icon name="right" />
            </Link>
          )}
          {can("customer.create") && (
            <button type="button" onClick={() => newCustomer.set(true)}>
              <Icon name="plus" />
              <span className="grow">{t("customers.none.create")}</span>
              <Icon name="right" />
            </button>
          )}
          <Link to="/first-steps">
            <Icon name="book" />
            <span className="grow">{t("customers.none.guide")}</span>
            <Icon name="right" />
          </Link>
        </>
      }
    >
      {t("customers.none.text")}
    </EmptyState>
  );
}

interface Props {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Narrowed down too far: each condition can go from here. */
export function NothingFound({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const set = filterFields.filter((field) => search[field]);
  return (
    <EmptyState
      title={t("customers.nothing.title")}
      ways={
        <>
          {set.map((field) => (
            <button key={field} type="button" onClick={() => onSearch(without(search, field))}>
              <Icon name="close" />
              <span className="grow">{t("customers.nothing.drop", { name: t(`customers.filter.${field}`) })}</span>
            </button>
          ))}
          {search.view && (
            <button type="button" onClick={() => onSearch(without(search, "view"))}>
              <Icon name="customers" />
              <span className="grow">{t("customers.nothing.all")}</span>
            </button>
          )}
        </>
      }
    >
      {t("customers.nothing.text")}
    </EmptyState>
  );
}
