import { listIndustriesContract, listRegionsContract } from "../../server/modules/customers/reference.contract.ts";
import type { ResponseOf } from "../../server/platform/contract/contract.ts";
import { useRead } from "./queries.ts";

export type Region = ResponseOf<typeof listRegionsContract>[number];
export type Industry = ResponseOf<typeof listIndustriesContract>[number];

const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY };

/** Provinces with their cities and districts; empty until they are here. */
export function useRegions(): readonly Region[] {
  return useRead(listRegionsContract, {}, forever).data ?? [];
}

/** Industries by GB/T 4754 code; empty until they are here. */
export function useIndustries(): readonly Industry[] {
  return useRead(listIndustriesContract, {}, forever).data ?? [];
}
