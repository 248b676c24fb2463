import { tryCustomerContract } from "../../../../server/modules/customers/trial.contract.ts";
import {
  createRoleContract,
  listRolesContract,
  removeRoleContract,
  updateRoleContract,
} from "../../../../server/modules/people/role.contract.ts";
import { readRoleHistoryContract } from "../../../../server/modules/people/role_history.contract.ts";
import { tryPermissionContract } from "../../../../server/modules/people/trial.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import type { Role } from "./RolesPage.tsx";

export async function reloadRoles(): Promise<void> {
  const stale = [listRolesContract, readRoleHistoryContract, tryPermissionContract, tryCustomerContract];
  await Promise.all(stale.map((contract) => client.invalidateQueries({ queryKey: keyOf(contract) })));
}

/** @returns the copy's id, or undefined when it did not work */
export async function copyRole(role: Role): Promise<string | undefined> {
  return await tried(async () => {
    const name = t("settings.roles.copy_name", { name: role.name });
    const made = await call(createRoleContract, { body: { name, copy_of: role.id } });
    await reloadRoles();
    showToast({ text: t("settings.roles.copied", { name }) });
    return made.id;
  });
}

/** Nobody has it, so taking it back is making it again with its grants. */
export async function removeRole(role: Role): Promise<void> {
  await tried(async () => {
    await call(removeRoleContract, { params: { roleId: role.id } });
    showToast({ text: t("settings.roles.removed", { name: role.name }), undo: () => bringBack(role) });
    await reloadRoles();
  });
}

async function bringBack({ name, grants }: Role): Promise<void> {
  await tried(async () => {
    const made = await call(createRoleContract, { body: { name, copy_of: null } });
    await call(updateRoleContract, { params: { roleId: made.id }, body: { name, grants } });
    await reloadRoles();
  });
}

async function tried<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
    return undefined;
  }
}
