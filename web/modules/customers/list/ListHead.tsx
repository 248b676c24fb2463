import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../../frame/me.ts";
import { newCustomer } from "../../../frame/open.ts";
import { formatNumber } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import type { ListSearch } from "./search.ts";

interface Props {
  count: { value: number; capped: boolean } | undefined;
  search: ListSearch;
}

export function ListHead({ count, search }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <div className="head">
      <h1>{t("customers.title")}</h1>
      {count && <span className="t3">{t("customers.count", { count: count.value, shown: shownCount(count) })}</span>}
      <span className="grow" />
      {can("customer.import") && (
        <Link to="/imports/$" params={{ _splat: "new" }} className="btn text only-l">
          <Icon name="download" />
          {t("customers.import")}
        </Link>
      )}
      {can("pool.pick") && (
        <Link to="/pools" className="btn text only-l">
          {t("frame.act.pools")}
        </Link>
      )}
      <Link
        to="/movements"
        search={{}}
        className="btn text ico only-l"
        aria-label={t("list.movements")}
        title={t("list.movements")}
      >
        <Icon name="transfer" />
      </Link>
      {can("customer.merge") && (
        <Link
          to="/duplicates"
          search={{}}
          className="btn text ico only-l"
          aria-label={t("customers.doubles.page")}
          title={t("customers.doubles.page")}
        >
          <Icon name="group" />
        </Link>
      )}
      {can("customer.remove") && (
        <Link
          to="/bin"
          className="btn text ico only-l"
          aria-label={t("customers.bin.title")}
          title={t("customers.bin.title")}
        >
          <Icon name="trash" />
        </Link>
      )}
      {can("customer.export") && <ExportMenu search={search} count={count} />}
      <NarrowActs />
      {can("customer.create") && (
        <ActionButton look="primary" icon="plus" onClick={() => newCustomer.set(true)}>
          <span className="only-l">{t("customers.new")}</span>
          <span className="only-s">{t("customers.new_short")}</span>
        </ActionButton>
      )}
    </div>
  );
}

/** What a phone's head has no room for. */
function NarrowActs() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <Menu className="btn text ico only-s" end label={t("frame.more")} trigger={<Icon name="more" />}>
      {(close) => (
        <>
          {can("customer.import") && (
            <>
              <Link to="/imports/$" params={{ _splat: "new" }} className="o" onClick={close}>
                <Icon name="download" />
                {t("frame.act.import")}
              </Link>
              <Link to="/imports/$" params={{ _splat: "list" }} className="o" onClick={close}>
                <Icon name="history" />
                {t("frame.act.imports")}
              </Link>
            </>
          )}
          {can("pool.pick") && (
            <Link to="/pools" className="o" onClick={close}>
              <Icon name="customers" />
              {t("frame.act.pools")}
            </Link>
          )}
          {can("customer.merge") && (
            <Link to="/duplicates" search={{}} className="o" onClick={close}>
              <Icon name="group" />
              {t("customers.doubles.page")}
            </Link>
          )}
          <Link to="/movements" search={{}} className="o" onClick={close}>
            <Icon name="transfer" />
            {t("list.movements")}
          </Link>
          {can("customer.remove") && (
            <Link to="/bin" className="o" onClick={close}>
              <Icon name="trash" />
              {t("customers.bin.title")}
            </Link>
          )}
        </>
      )}
    </Menu>
  );
}

export function shownCount(count: { value: number; capped: boolean }): string {
  return `${formatNumber(count.value)}${count.capped ? "+" : ""}`;
}
