import type { BodyOf, Contract, ParamsOf, QueryOf, ResponseOf } from "../../server/platform/contract/contract.ts";
import { addressOf } from "./address.ts";
import { ProblemError, problemOf } from "./problem.ts";
import { goToSignIn } from "./signin.ts";

type Part<Name extends string, T> = keyof T extends never
  ? { [N in Name]?: undefined }
  : Record<never, never> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T };

/** What a contract wants: params, query and body, each only where it has some. */
export type ArgsOf<C> = Part<"params", ParamsOf<C>> & Part<"query", QueryOf<C>> & Part<"body", BodyOf<C>>;

export interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Where a 401 is an answer and not a reason to leave (the sign-in page). */
  staysOn401?: boolean;
}

interface LooseArgs {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** Calls a contract. @throws ProblemError */
export async function call<C extends Contract>(
  contract: C,
  args: ArgsOf<C>,
  options: CallOptions = {},
): Promise<ResponseOf<C>> {
  const { params, query, body } = args as LooseArgs;
  const response = await answered(addressOf(contract.path, params, query), {
    method: contract.method,
    headers: { ...headersFor(contract), ...(body === undefined ? {} : json), ...options.headers },
    body: body === undefined ? null : JSON.stringify(body),
    signal: options.signal ?? null,
  });
  if (response.status === 401 && !options.staysOn401) goToSignIn();
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as ResponseOf<C>;
}

const json = { "content-type": "application/json" };

/** Every write carries a header that another site cannot send; a creating call carries a key for safe repeats. */
export function headersFor(contract: Contract): Record<string, string> {
  return {
    accept: "application/json",
    ...(contract.method === "GET" ? {} : { "x-zhiyin": "1" }),
    ...(contract.creates ? { "idempotency-key": newKey() } : {}),
  };
}

async function answered(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ProblemError(0, { id: "network" });
  }
}

/** crypto.randomUUID exists on secure pages only; plain http on a local network gets one made by hand. */
function newKey(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
