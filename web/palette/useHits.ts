import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { searchContract } from "../../server/modules/customers/search.contract.ts";
import type { ResponseOf } from "../../server/platform/contract/contract.ts";
import { reading } from "../api/queries.ts";
import { type PassageGroup, usePassages } from "../modules/search/passages.ts";

export type Hit = ResponseOf<typeof searchContract>["hits"][number];

const pause = 80;

interface Hits {
  hits: readonly Hit[];
  /** Tasks, notes and promises; they come by themselves, so that they keep nobody waiting. */
  written: readonly PassageGroup[];
  isSearching: boolean;
  error: unknown;
}

/** Hits for what is typed, 80 ms after the last key; an answer to older words is dropped by its key. */
export function useHits(typed: string): Hits {
  const q = useSettled(typed.trim());
  const answer = useQuery({
    ...reading(searchContract, { query: { q: q || " ", limit: 20 } }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
  const passages = usePassages(q, { limit: 4 });
  const isSearching = q !== typed.trim() || answer.isFetching || passages.isFetching;
  return {
    hits: q === "" ? [] : (answer.data?.hits ?? []),
    written: q === "" ? [] : (passages.data?.groups ?? []),
    isSearching,
    error: answer.error,
  };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === "" ? 0 : pause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
