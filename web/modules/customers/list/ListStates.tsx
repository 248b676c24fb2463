import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listCustomersContract } from "../../../../server/modules/customers/customer.contract.ts";
import { reading } from "../../../api/queries.ts";
import { groupOf, joinOf, partsOf, same } from "../../../filter/tree.ts";
import { useFilterWords } from "../../../filter/words.ts";
import { useCan } from "../../../frame/me.ts";
import { newCustomer } from "../../../frame/open.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { shownCount } from "./ListHead.tsx";
import { queryFor } from "./page.ts";
import { useListView } from "./useListView.ts";

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
          {can("customer.remove") && (
            <Link to="/bin">
              <Icon name="trash" />
              <span className="grow">{t("customers.none.bin")}</span>
              <Icon name="right" />
            </Link>
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

const mostTried = 6;
/** Views that fill by what one does: there is nothing to loosen in them. */
const personal: readonly string[] = ["mine", "team", "starred", "recent"];

/** Narrowed down too far: each condition can go from here, and says how many there would be without it. */
export function NothingFound() {
  const { t } = useTranslation();
  const { state, fields, search, view, set, go } = useListView();
  const { lineOf } = useFilterWords();
  const isOwnEmpty = personal.includes(view.id) && same(state.filter, view.filter);
  const parts = partsOf(state.filter);
  const without = (index: number) => groupOf(joinOf(state.filter), parts.toSpliced(index, 1));
  const tries = useQueries({
    queries: parts.slice(0, mostTried).map((_, index) => {
      const { filter: _whole, ...query } = queryFor(search);
      const less = { query: { ...query, filter: JSON.stringify(without(index)), limit: 1, with_count: true } };
      return reading(listCustomersContract, less);
    }),
  });
  if (isOwnEmpty)
    return (
      <EmptyState
        title={t(`list.none_of.${view.id}.title`)}
        acts={
          <button type="button" className="btn" onClick={() => go({})}>
            {t("customers.nothing.all")}
          </button>
        }
      >
        {t(`list.none_of.${view.id}.text`)}
      </EmptyState>
    );
  return (
    <EmptyState
      title={t("customers.nothing.title")}
      ways={
        <>
          {parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
            <button key={index} type="button" onClick={() => set({ filter: without(index) })}>
              <Icon name="close" />
              <span className="grow">{t("customers.nothing.drop", { name: lineOf(part, fields) })}</span>
              <span className="t3 small">{found(tries[index]?.data?.count)}</span>
            </button>
          ))}
          {view.id !== "all" && (
            <button type="button" onClick={() => go({})}>
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

  function found(count: { value: number; capped: boolean } | undefined) {
    return count && t("customers.count", { count: count.value, shown: shownCount(count) });
  }
}
