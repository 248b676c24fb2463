import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { updateRoleContract } from "../../../../server/modules/people/role.contract.ts";
import { readMeContract } from "../../../../server/modules/people/session.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { useCan } from "../../../frame/me.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { NameEdit } from "../NameEdit.tsx";
import { ShutButton } from "../ShutButton.tsx";
import { copyRole, reloadRoles, removeRole } from "./acts.ts";
import { FieldPanel } from "./FieldPanel.tsx";
import { differences, type Grant } from "./grants.ts";
import { LeaveQuestion } from "./LeaveQuestion.tsx";
import { RoleHistory } from "./RoleHistory.tsx";
import type { Objects, Role } from "./RolesPage.tsx";
import { ScopeGrid } from "./ScopeGrid.tsx";
import { GridKeys, ScopeLegend } from "./ScopeLegend.tsx";
import { TryRights } from "./TryRights.tsx";
import { WatermarkPanel } from "./WatermarkPanel.tsx";

interface Props {
  role: Role;
  objects: Objects;
}

/** What one role may do. Nothing counts before it is saved; until then every change shows what was there. */
export function RoleEditor({ role, objects }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const update = useCall(updateRoleContract);
  const [grants, setGrants] = useState<readonly Grant[]>(role.grants);
  const [base, setBase] = useState(role.grants);
  const isFixed = role.key === "admin";
  const mayExport = grants.some((one) => one.object === "customer" && one.action === "export");
  const mayMark = useCan()("organisation.manage") && mayExport;
  const count = differences(base, grants, objects).length;
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => count > 0 && current.pathname !== next.pathname,
    enableBeforeUnload: () => count > 0,
    withResolver: true,
  });
  if (count === 0 && base !== role.grants) {
    setBase(role.grants);
    setGrants(role.grants);
  }
  return (
    <>
      <section className="re" aria-label={role.name}>
        <div className="row re-head">
          <RoleName role={role} isFixed={isFixed} />
          <span className="t3 nw">{t("settings.roles.has", { count: role.user_count })}</span>
          <span className="grow" />
          {!isFixed && <GridKeys />}
          <ActionButton small look="text" onClick={() => void copyAndGo()}>
            {t("settings.roles.copy")}
          </ActionButton>
          {!isFixed && (
            <ShutButton
              icon="bin"
              label={t("settings.roles.remove", { name: role.name })}
              why={role.user_count > 0 ? t("settings.roles.in_use", { count: role.user_count }) : undefined}
              onClick={() => void removeRole(role)}
            />
          )}
        </div>
        {isFixed && (
          <p className="note re-note">
            <Icon name="lock" />
            {t("settings.roles.fixed")}
          </p>
        )}
        <ScopeLegend />
        <div className="re-grid">
          <ScopeGrid
            objects={objects}
            before={base}
            grants={grants}
            label={t("settings.roles.rights_of", { name: role.name })}
            onChange={isFixed ? undefined : setGrants}
          />
        </div>
        {count > 0 && (
          <div className="foot re-foot">
            <span className="grow">
              <b>{t("settings.roles.changes", { count })}</b>{" "}
              <span className="t2">{t("settings.roles.touches", { count: role.user_count })}</span>
              {update.isError && (
                <span className="danger" role="alert">
                  {" "}
                  {problemText(update.error)}
                </span>
              )}
            </span>
            <ActionButton onClick={revert}>{t("settings.revert")}</ActionButton>
            <ActionButton look="primary" loading={update.isPending} onClick={save}>
              {t("settings.roles.save", { count })}
            </ActionButton>
          </div>
        )}
      </section>
      <aside className="rt" aria-label={t("settings.roles.beside")}>
        <FieldPanel objects={objects} before={base} grants={grants} onChange={isFixed ? undefined : setGrants} />
        {mayMark && <WatermarkPanel role={role} />}
        <TryRights role={role} draft={count > 0 ? grants : undefined} />
        <RoleHistory roleId={role.id} objects={objects} />
      </aside>
      {leaving.status === "blocked" && (
        <LeaveQuestion name={role.name} count={count} onStay={leaving.reset} onLeave={leaving.proceed} />
      )}
    </>
  );

  function revert() {
    setGrants(base);
    update.reset();
  }

  function save() {
    const body = { name: role.name, grants: [...grants] };
    update.mutate(
      { params: { roleId: role.id }, body },
      {
        onSuccess: (saved) => {
          setBase(saved.grants);
          setGrants(saved.grants);
          const before = base;
          showToast({
            text: t("settings.roles.saved", { name: role.name }),
            undo: () => void putBack(before),
          });
          void reloadRoles();
          void client.invalidateQueries({ queryKey: keyOf(readMeContract) });
        },
      },
    );
  }

  async function putBack(before: Role["grants"]) {
    await update.mutateAsync({ params: { roleId: role.id }, body: { name: role.name, grants: before } }).then(
      (saved) => {
        setBase(saved.grants);
        setGrants(saved.grants);
        void reloadRoles();
      },
      (error: unknown) => showToast({ text: problemText(error), look: "problem" }),
    );
  }

  async function copyAndGo() {
    const id = await copyRole(role);
    if (id) void navigate({ to: "/settings/$", params: { _splat: `roles/${id}` }, search: {} });
  }
}

function RoleName({ role, isFixed }: { role: Role; isFixed: boolean }) {
  const { t } = useTranslation();
  const rename = useCall(updateRoleContract);
  if (isFixed) return <h1 className="el">{role.name}</h1>;
  return (
    <h1 className="re-name">
      <NameEdit label={t("settings.roles.name")} name={role.name} maxLength={80} isHeading onSave={save} />
    </h1>
  );

  async function save(name: string) {
    await rename.mutateAsync({ params: { roleId: role.id }, body: { name, grants: role.grants } });
    await reloadRoles();
  }
}
