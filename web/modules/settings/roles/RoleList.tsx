import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { createRoleContract } from "../../../../server/modules/people/role.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { reloadRoles } from "./acts.ts";
import type { Role } from "./RolesPage.tsx";

export function RoleList({ roles, chosen }: { roles: readonly Role[]; chosen: string }) {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  return (
    <aside className="rl" aria-label={t("settings.roles.list")}>
      <div className="row rl-head">
        <h2 className="grow">{t("settings.roles.list")}</h2>
        <ActionButton small icon="plus" label={t("settings.roles.new")} onClick={() => setAdding(true)} />
      </div>
      {isAdding && <NewRole onClose={() => setAdding(false)} />}
      <ul>
        {roles.map((role) => (
          <li key={role.id}>
            <Link
              to="/settings/$"
              params={{ _splat: `roles/${role.id}` }}
              search={(now) => now}
              className={role.id === chosen ? "on" : ""}
              aria-current={role.id === chosen ? "true" : undefined}
            >
              <span className="grow el">{role.name}</span>
              <span className="t3">
                {role.user_count}
                <span className="sr">{t("settings.roles.people")}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="small t3 rl-foot only-l">{t("settings.roles.union")}</p>
    </aside>
  );
}

function NewRole({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCall(createRoleContract);
  const [name, setName] = useState("");
  return (
    <form onSubmit={submit} noValidate className="rl-new">
      <input
        className="inp s"
        ref={focusOnOpen}
        value={name}
        maxLength={80}
        placeholder={t("settings.roles.new_name")}
        aria-label={t("settings.roles.new_name")}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onClose()}
      />
      <button type="submit" className="btn s primary" aria-busy={create.isPending}>
        {t("settings.add")}
      </button>
      {create.isError && (
        <span className="danger small" role="alert">
          {problemText(create.error)}
        </span>
      )}
    </form>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return;
    create.mutate(
      { body: { name: name.trim(), copy_of: null } },
      {
        onSuccess: async (made) => {
          await reloadRoles();
          onClose();
          showToast({ text: t("settings.roles.added", { name: made.name }) });
          void navigate({ to: "/settings/$", params: { _splat: `roles/${made.id}` }, search: {} });
        },
      },
    );
  }
}
