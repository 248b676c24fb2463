import Type, { type Static, type TObject, type TSchema } from "typebox";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Empty = TObject<Record<never, never>>;

/** What a call needs: "public", "signed_in", or a permission such as "customer.read". */
export interface Contract<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  method: Method;
  /** Under /api, params in camelCase behind a colon. */
  path: string;
  permission: string;
  summary: string;
  params: P;
  query: Q;
  body: B | undefined;
  response: R;
  /** Named errors this call may answer beside those that every call may. */
  errors: readonly string[];
  /** A creating call: an Idempotency-Key makes a repeat answer the first result. */
  creates: boolean;
  /** The body is a stream of bytes and not JSON. */
  stream: boolean;
  /** Largest body in bytes. */
  bodyLimit: number;
}

interface Definition<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema> {
  method: Method;
  path: string;
  permission: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  response: R;
  errors?: readonly string[];
  creates?: boolean;
  stream?: boolean;
  bodyLimit?: number;
}

const empty: Empty = Type.Object({}, { additionalProperties: false });

/** Declares a route once: the server handles it, the page calls it, OpenAPI is printed from it. */
export function contract<
  R extends TSchema,
  P extends TObject = Empty,
  Q extends TObject = Empty,
  B extends TSchema = Empty,
>(definition: Definition<P, Q, B, R>): Contract<P, Q, B, R> {
  return {
    method: definition.method,
    path: definition.path,
    permission: definition.permission,
    summary: definition.summary,
    params: definition.params ?? (empty as unknown as P),
    query: definition.query ?? (empty as unknown as Q),
    body: definition.body,
    response: definition.response,
    errors: definition.errors ?? [],
    creates: definition.creates ?? false,
    stream: definition.stream ?? false,
    bodyLimit: definition.bodyLimit ?? 256 * 1024,
  };
}

export type ParamsOf<C> = C extends Contract<infer P, TObject, TSchema, TSchema> ? Static<P> : never;
export type QueryOf<C> = C extends Contract<TObject, infer Q, TSchema, TSchema> ? Static<Q> : never;
export type BodyOf<C> = C extends Contract<TObject, TObject, infer B, TSchema> ? Static<B> : never;
export type ResponseOf<C> = C extends Contract<TObject, TObject, TSchema, infer R> ? Static<R> : never;
