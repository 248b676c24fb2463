import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./problem.ts";

/** The live channel says what is stale, so nothing is refetched by the clock or by coming back to the window. */
export const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 60_000, refetchOnWindowFocus: false, retry: shouldRetry, retryDelay: backOff },
    mutations: { retry: false },
  },
});

function shouldRetry(failures: number, error: Error): boolean {
  const passes = error instanceof ProblemError && (error.status === 0 || error.status >= 502);
  return passes && failures < 2;
}

function backOff(failures: number): number {
  return 400 * 2 ** failures;
}
