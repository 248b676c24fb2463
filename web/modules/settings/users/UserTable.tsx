import { useState } from "react";
import { useTranslation } from "react-i18next";
import { absent, formatNumber, formatWhen } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { UserActs } from "./UserActs.tsx";
import type { Names, User } from "./users.ts";

interface Props {
  users: readonly User[];
  names: Names;
  onEdit: (user: User) => void;
}

const atOnce = 300;
const looks = { active: undefined, invited: "warn", deactivated: undefined } as const;

export function UserTable({ users, names, onEdit }: Props) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(atOnce);
  return (
    <>
      <table className="tbl users" aria-label={t("settings.page.users")}>
        <thead>
          <tr>
            <th scope="col">{t("settings.users.name")}</th>
            <th scope="col">{t("settings.users.team")}</th>
            <th scope="col">{t("settings.users.roles")}</th>
            <th scope="col">{t("settings.users.state_of")}</th>
            <th scope="col">{t("settings.users.factor")}</th>
            <th scope="col">{t("settings.users.last_seen")}</th>
            <th scope="col">
              <span className="sr">{t("settings.acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.slice(0, limit).map((user) => (
            <tr key={user.id} className={user.state === "deactivated" ? "off" : ""}>
              <td>
                <button type="button" className="who" onClick={() => onEdit(user)}>
                  <Avatar name={user.name} look={user.state === "active" ? "accent" : "grey"} />
                  <span className="col">
                    <b className="el">{user.name}</b>
                    <span className="el small t3">{user.email}</span>
                  </span>
                </button>
              </td>
              <td>{names.team(user.team_id) || <span className="t3">{absent}</span>}</td>
              <td title={rolesOf(user)}>
                {rolesOf(user) || <span className="warn">{t("settings.users.no_role")}</span>}
              </td>
              <td>
                {user.state === "active" ? (
                  t("settings.users.state.active")
                ) : (
                  <Tag look={looks[user.state]}>{t(`settings.users.state.${user.state}`)}</Tag>
                )}
              </td>
              <td>
                {user.two_factor_enabled ? (
                  <span className="row good">
                    <Icon name="check" size={14} />
                    {t("settings.users.factor_on")}
                  </span>
                ) : (
                  <span className="t3">{t("settings.users.factor_off")}</span>
                )}
              </td>
              <td className="t2">
                {user.last_seen_at ? formatWhen(user.last_seen_at) : <span className="t3">{absent}</span>}
              </td>
              <td className="acts-cell">
                <UserActs user={user} onEdit={() => onEdit(user)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {users.length > limit && (
        <p className="more-rows">
          <ActionButton onClick={() => setLimit(users.length)}>
            {t("settings.users.show_rest", { count: users.length - limit, shown: formatNumber(users.length - limit) })}
          </ActionButton>
        </p>
      )}
    </>
  );

  function rolesOf(user: User): string {
    return user.role_ids.map(names.role).filter(Boolean).join(t("settings.comma"));
  }
}
