import { passageGroups } from "../../../server/modules/customers/passage/passage.contract.ts";
import type { GroupName } from "./passages.ts";

export interface PassageSearch {
  q?: string;
  group?: GroupName;
}

export function readPassageSearch(raw: Record<string, unknown>): PassageSearch {
  const group = passageGroups.find((one) => one === raw.group);
  const q = typeof raw.q === "string" ? raw.q.trim().slice(0, 100) : "";
  return { ...(q ? { q } : {}), ...(group ? { group } : {}) };
}
