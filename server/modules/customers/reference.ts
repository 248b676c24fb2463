import type { ResponseOf } from "../../platform/contract/contract.ts";
import { industries } from "./industry.ts";
import type { listIndustriesContract, listRegionsContract } from "./reference.contract.ts";
import { regions } from "./region.ts";

export function listRegions(): ResponseOf<typeof listRegionsContract> {
  return regions().map((province) => ({
    name: province.name,
    cities: province.children.map((city) => ({
      name: city.name,
      districts: city.children.map((district) => district.name),
    })),
  }));
}

export const listIndustries = (): ResponseOf<typeof listIndustriesContract> => industries;
