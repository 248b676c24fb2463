import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listUsersContract } from "../../../../server/modules/people/people.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import type { SettingsSearch } from "../search.ts";
import { CustomerPicker } from "./CustomerPicker.tsx";
import type { Grant } from "./grants.ts";
import type { Role } from "./RolesPage.tsx";
import { TriedAtAll } from "./TriedAtAll.tsx";
import { TriedCustomer } from "./TriedCustomer.tsx";

const route = getRouteApi("/settings/$");

interface Props {
  role: Role;
  /** Unsaved grants, which are tried beside the saved ones. */
  draft: readonly Grant[] | undefined;
}

/** What a real person may do, with one customer if wanted; the server answers by the rules that decide it. */
export function TryRights({ role, draft }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = route.useNavigate();
  const search: SettingsSearch = route.useSearch();
  const { users } = useColleagues();
  const holders = useRead(listUsersContract, {}, { enabled: can(listUsersContract.permission) }).data?.users ?? [];
  const { user_id: userId, customer_id: customerId } = search;
  const name = nameOf(users, userId);
  const trial = { role_id: role.id, draft };
  return (
    <section className="try" aria-label={t("settings.roles.try.title")}>
      <h2>{t("settings.roles.try.title")}</h2>
      <Menu
        className="inp s try-pick"
        trigger={
          <>
            {name && <span className="sr">{t("settings.roles.try.person")}</span>}
            {name ? <Avatar name={name} size="s" look="grey" /> : null}
            <span className={`grow el ${name ? "" : "t3"}`}>{name || t("settings.roles.try.person")}</span>
            <Icon name="down" size={14} />
          </>
        }
      >
        {(close) => (
          <OptionList
            label={t("settings.roles.try.person")}
            options={inOrder().map((user) => ({ value: user.id, label: user.name }))}
            value={userId}
            onPick={(id) => {
              close();
              go({ ...search, user_id: id });
            }}
          />
        )}
      </Menu>
      {userId && can("customer.read") && (
        <CustomerPicker
          userId={userId}
          customerId={customerId}
          onPick={(id) => go(id ? { ...search, customer_id: id } : withoutCustomer(search))}
        />
      )}
      {!userId && <p className="small t3">{t("settings.roles.try.begin")}</p>}
      {userId && !customerId && <TriedAtAll userId={userId} trial={trial} />}
      {userId && customerId && <TriedCustomer userId={userId} customerId={customerId} trial={trial} />}
    </section>
  );

  /** Those who have the role stand first. */
  function inOrder() {
    const has = new Set(holders.filter((user) => user.role_ids.includes(role.id)).map((user) => user.id));
    return users
      .filter((user) => user.is_active)
      .toSorted((one, other) => Number(has.has(other.id)) - Number(has.has(one.id)));
  }

  function go(next: SettingsSearch) {
    void navigate({ search: next, replace: true });
  }
}

function withoutCustomer({ customer_id: _gone, ...rest }: SettingsSearch): SettingsSearch {
  return rest;
}
