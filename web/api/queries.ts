import {
  type FetchQueryOptions,
  type QueryClient,
  type QueryKey,
  queryOptions,
  useMutation,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import type { Contract, ResponseOf } from "../../server/platform/contract/contract.ts";
import { type ArgsOf, call } from "./call.ts";
import type { ProblemError } from "./problem.ts";

/** ["GET /customers/:customerId", {params: {customerId}}]; without args the prefix of every such query. */
export function keyOf<C extends Contract>(contract: C, args?: ArgsOf<C>): QueryKey {
  const name = `${contract.method} ${contract.path}`;
  return args === undefined ? [name] : [name, args];
}

/** One read as TanStack Query knows it: for loaders (`client.ensureQueryData`) and hooks alike. */
export function reading<C extends Contract>(contract: C, args: ArgsOf<C>) {
  return queryOptions<ResponseOf<C>, ProblemError>({
    queryKey: keyOf(contract, args),
    queryFn: ({ signal }) => call(contract, args, { signal }),
  });
}

interface ReadOptions {
  enabled?: boolean;
  staleTime?: number;
  gcTime?: number;
  /** Keeps the last answer while the next one comes. */
  keeps?: boolean;
  refetchInterval?: number | false;
  /** Also while nobody looks at the page. */
  inBackground?: boolean;
}

export function useRead<C extends Contract>(contract: C, args: ArgsOf<C>, options: ReadOptions = {}) {
  const { keeps, inBackground = false, ...rest } = options;
  return useQuery({
    ...reading(contract, args),
    ...rest,
    refetchIntervalInBackground: inBackground,
    placeholderData: keeps ? (before: ResponseOf<C> | undefined) => before as never : undefined,
  });
}

/** For what the route's loader has fetched: never undefined. */
export function useLoaded<C extends Contract>(contract: C, args: ArgsOf<C>): ResponseOf<C> {
  return useSuspenseQuery(reading(contract, args)).data;
}

/** A write: `mutate(args)`. Say what becomes of the answer in `onSuccess` of the caller. */
export function useCall<C extends Contract>(contract: C) {
  return useMutation<ResponseOf<C>, ProblemError, ArgsOf<C>>({ mutationFn: (args) => call(contract, args) });
}

export function prefetch<C extends Contract>(client: QueryClient, contract: C, args: ArgsOf<C>): void {
  void client.prefetchQuery(reading(contract, args) as FetchQueryOptions);
}
