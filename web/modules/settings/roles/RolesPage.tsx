import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { listRolesContract } from "../../../../server/modules/people/role.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import type { ScreenProps } from "../pages.ts";
import { RoleEditor } from "./RoleEditor.tsx";
import { RoleList } from "./RoleList.tsx";

export type Role = ResponseOf<typeof listRolesContract>["roles"][number];
export type Objects = ResponseOf<typeof listRolesContract>["objects"];

/** Roles beside what the chosen one may do; which one stands in the address. */
export function RolesPage({ rest }: ScreenProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const read = useRead(listRolesContract, {});
  const roles = read.data?.roles ?? [];
  const usual = roles.find((role) => role.key !== "admin") ?? roles[0];
  const chosen = roles.find((role) => role.id === rest) ?? usual;
  const isGone = read.isSuccess && rest !== "" && chosen?.id !== rest;

  useEffect(() => {
    if (isGone) void navigate({ to: "/settings/$", params: { _splat: "roles" }, search: {}, replace: true });
  }, [isGone, navigate]);

  if (read.isPending) return <Skeleton />;
  if (read.isError || !chosen) {
    return <ErrorState title={t("settings.roles.failed")} error={read.error} retry={() => void read.refetch()} />;
  }
  return (
    <div className="roles">
      <RoleList roles={roles} chosen={chosen.id} />
      <RoleEditor key={chosen.id} role={chosen} objects={read.data.objects} />
    </div>
  );
}
