import { queryOptions, useQuery } from "@tanstack/react-query";
import { problemOf } from "./problem.ts";

export interface Region {
  name: string;
  cities: { name: string; districts: string[] }[];
}

export interface Industry {
  code: string;
  zh: string;
  en: string;
}

const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY };

const regions = queryOptions({
  queryKey: ["GET /regions"],
  queryFn: () => fetched<Region[]>("/api/regions"),
  ...forever,
});

const industries = queryOptions({
  queryKey: ["GET /industries"],
  queryFn: () => fetched<Industry[]>("/api/industries"),
  ...forever,
});

export function useRegions(enabled = true): Region[] {
  return useQuery({ ...regions, enabled }).data ?? [];
}

export function useIndustries(enabled = true): Industry[] {
  return useQuery({ ...industries, enabled }).data ?? [];
}

async function fetched<T>(address: string): Promise<T> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}
