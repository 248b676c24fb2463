import { listColleaguesContract, listUsersContract } from "../../../../server/modules/people/people.contract.ts";
import { listRolesContract } from "../../../../server/modules/people/role.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import type { SettingsSearch } from "../search.ts";

export type User = ResponseOf<typeof listUsersContract>["users"][number];

export interface Names {
  role: (id: string) => string;
  team: (id: string | null) => string;
  client: (id: string) => string;
}

/** Roles as far as the reader may know them: who may manage users but not roles sees no names of roles. */
export function useRoles(): { id: string; name: string; key: string }[] {
  const can = useCan();
  return useRead(listRolesContract, {}, { enabled: can("role.manage") }).data?.roles ?? [];
}

export function useNames(): Names {
  const roles = new Map(useRoles().map((role) => [role.id, role.name]));
  const colleagues = useColleagues();
  const teams = new Map(colleagues.teams.map((team) => [team.id, team.name]));
  const clients = new Map(colleagues.clients.map((one) => [one.id, one.name]));
  return {
    role: (id) => roles.get(id) ?? "",
    team: (id) => (id && teams.get(id)) || "",
    client: (id) => clients.get(id) ?? "",
  };
}

/** Users that fit the text (name, mail, phone, team, role) and the state. */
export function fitting(users: readonly User[], { q, state }: SettingsSearch, names: Names): User[] {
  const wanted = (q ?? "").trim().toLowerCase();
  return users.filter((user) => {
    if (state && user.state !== state) return false;
    const texts = [user.name, user.email, user.phone ?? "", names.team(user.team_id), ...user.role_ids.map(names.role)];
    return wanted === "" || texts.some((text) => text.toLowerCase().includes(wanted));
  });
}

export async function reloadUsers(): Promise<void> {
  await Promise.all(
    [listUsersContract, listColleaguesContract, listRolesContract].map((contract) =>
      client.invalidateQueries({ queryKey: keyOf(contract) }),
    ),
  );
}
