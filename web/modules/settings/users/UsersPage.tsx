import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listUsersContract } from "../../../../server/modules/people/people.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useKeys } from "../../../frame/keys.ts";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { type SettingsSearch, userStates } from "../search.ts";
import { InviteMany } from "./InviteMany.tsx";
import { MailHint } from "./MailHint.tsx";
import { UserDrawer } from "./UserDrawer.tsx";
import { UserTable } from "./UserTable.tsx";
import { fitting, type User, useNames } from "./users.ts";

const route = getRouteApi("/settings/$");

type Open = { kind: "none" } | { kind: "invite" } | { kind: "many" } | { kind: "edit"; user: User };

export function UsersPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search: SettingsSearch = route.useSearch();
  const navigate = route.useNavigate();
  const read = useRead(listUsersContract, {});
  const names = useNames();
  const [open, setOpen] = useState<Open>({ kind: "none" });
  const users = read.data?.users ?? [];
  const shown = fitting(users, search, names);
  const close = () => setOpen({ kind: "none" });

  useKeys("users", {
    "/": () => document.querySelector<HTMLElement>("#user-search")?.focus(),
    n: () => setOpen({ kind: "invite" }),
  });

  return (
    <>
      <div className="head">
        <h1>{t("settings.page.users")}</h1>
        {read.data && <span className="t3">{t("settings.users.count", { count: users.length })}</span>}
        <span className="grow" />
        <ActionButton look="text" icon="upload" onClick={() => setOpen({ kind: "many" })}>
          {t("settings.users.many.open")}
        </ActionButton>
        <ActionButton look="primary" icon="plus" onClick={() => setOpen({ kind: "invite" })}>
          {t("settings.users.invite")}
        </ActionButton>
      </div>
      <div className="filters">
        <input
          id="user-search"
          type="search"
          className="inp s finduser"
          placeholder={t("settings.users.search")}
          aria-label={t("settings.users.search")}
          value={search.q ?? ""}
          onChange={(event) => go({ ...search, q: event.target.value })}
        />
        <fieldset className="seg" aria-label={t("settings.users.state_of")}>
          <button type="button" aria-pressed={!search.state} onClick={() => go({ ...search, state: undefined })}>
            {t("settings.users.state.all")}
          </button>
          {userStates.map((state) => (
            <button
              key={state}
              type="button"
              aria-pressed={search.state === state}
              onClick={() => go({ ...search, state })}
            >
              {t(`settings.users.state.${state}`)}
              <span className="cnt">{users.filter((user) => user.state === state).length}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <div className="page flush">
        {!me.mail_ready && <MailHint />}
        {read.isPending && <Skeleton rows={10} />}
        {read.isError && (
          <ErrorState title={t("settings.users.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.data && shown.length > 0 && (
          <UserTable users={shown} names={names} onEdit={(user) => setOpen({ kind: "edit", user })} />
        )}
        {read.data && shown.length === 0 && (
          <EmptyState
            title={t("settings.users.nobody")}
            acts={<ActionButton onClick={() => go({})}>{t("settings.users.show_all")}</ActionButton>}
          />
        )}
      </div>
      {open.kind === "invite" && <UserDrawer onClose={close} />}
      {open.kind === "edit" && <UserDrawer user={open.user} onClose={close} />}
      {open.kind === "many" && <InviteMany onClose={close} />}
    </>
  );

  function go({ q, state }: { q?: string | undefined; state?: SettingsSearch["state"] | undefined }) {
    void navigate({ search: { ...(q ? { q } : {}), ...(state ? { state } : {}) }, replace: true });
  }
}
