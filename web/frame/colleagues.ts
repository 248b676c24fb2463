import { listColleaguesContract } from "../../server/modules/people/people.contract.ts";
import type { ResponseOf } from "../../server/platform/contract/contract.ts";
import { useRead } from "../api/queries.ts";

export type Colleagues = ResponseOf<typeof listColleaguesContract>;

const nobody: Colleagues = { users: [], teams: [], clients: [] };

/** Names of users, teams and clients; empty until they are here. */
export function useColleagues(): Colleagues {
  return useRead(listColleaguesContract, {}, { staleTime: 600_000 }).data ?? nobody;
}

export function nameOf(list: readonly { id: string; name: string }[], id: string | null | undefined): string {
  return list.find((one) => one.id === id)?.name ?? "";
}
