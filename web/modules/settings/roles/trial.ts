import { tryCustomerContract } from "../../../../server/modules/customers/trial.contract.ts";
import { tryPermissionContract } from "../../../../server/modules/people/trial.contract.ts";
import { useRead } from "../../../api/queries.ts";
import type { Grant } from "./grants.ts";

/** A role that is being edited, with its grants as they would be after saving; absent while nothing is changed. */
export interface RoleDraft {
  role_id: string;
  draft: readonly Grant[] | undefined;
}

export function useTrial(userId: string, customerId: string | undefined, trial?: RoleDraft) {
  const args = { params: { customerId: customerId ?? "" }, body: bodyOf(userId, trial) };
  return useRead(tryCustomerContract, args, { enabled: customerId !== undefined, keeps: true, staleTime: 0 });
}

export function useTrialAtAll(userId: string, trial?: RoleDraft) {
  return useRead(tryPermissionContract, { body: bodyOf(userId, trial) }, { keeps: true, staleTime: 0 });
}

function bodyOf(userId: string, trial?: RoleDraft) {
  if (!trial?.draft) return { user_id: userId };
  return { user_id: userId, draft: { role_id: trial.role_id, grants: [...trial.draft] } };
}
