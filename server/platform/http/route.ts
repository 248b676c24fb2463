import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { BodyOf, Contract, ParamsOf, QueryOf, ResponseOf } from "../contract/contract.ts";
import type { Db, Tx } from "../database/types.ts";
import type { House } from "../house.ts";
import type { Actor } from "../permission/actor.ts";

/** What a call brings beside the actor. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  params: P;
  query: Q;
  body: B;
  house: House;
  headers: IncomingHttpHeaders;
  ip: string;
  /** Address the page was reached under, without a slash at the end. */
  origin: string;
  isSecure: boolean;
  /** The body as it comes in, of contracts that stream. */
  stream: Readable;
  requestId: string;
  /** Set-Cookie values to send with the answer. */
  cookies: string[];
}

/** How a file is handed out, where it is not simply sent whole to be kept. */
export interface Delivery {
  /** All bytes of the file; with it ranges may be asked for. */
  size?: number;
  range?: { first: number; last: number } | undefined;
  /** Shown by the browser itself, in a frame of our own page: nothing that could run. */
  isShown?: boolean;
}

/** The answer is a file and not JSON. */
export class Download {
  readonly stream: Readable;
  readonly mediaType: string;
  readonly fileName: string;
  readonly delivery: Delivery;
  constructor(stream: Readable, mediaType: string, fileName: string, delivery: Delivery = {}) {
    this.stream = stream;
    this.mediaType = mediaType;
    this.fileName = fileName;
    this.delivery = delivery;
  }
}

export type Handle<A = Actor> = (tx: Tx, actor: A, call: Call) => Promise<unknown>;

export interface Route {
  contract: Contract;
  handle: Handle;
  /** The call opens its own transactions, because it waits for something else in between. */
  ownTransaction: boolean;
  /** What a repeat of a creating call answers: the thing that the first one answered, as the actor may see it now. */
  reread: Reread | undefined;
  /** Set: the call is for pages of other origins, without a session, and this says of which. */
  admits: Admits | undefined;
}

/** Whether a page of this origin ("https://www.example.com") may make the call and read the answer. */
export type Admits = (db: Db, params: never, origin: string) => Promise<boolean>;

/** `id` is the id in the first answer. It must refuse what the actor may not read any more. */
export type Reread = (tx: Tx, actor: Actor, id: string, call: Call) => Promise<unknown>;

type Answer<C> = ResponseOf<C> extends string ? Download : ResponseOf<C>;

/**
 * Ties a contract to one call. GET, public calls and streams get no transaction: `tx` reads, writers use the house.
 * A creating call says with `reread` how a repeat of it is answered.
 */
export function route<C>(
  contract: C,
  handle: (tx: Tx, actor: Actor, call: Call<ParamsOf<C>, QueryOf<C>, BodyOf<C>>) => Promise<Answer<C>>,
  {
    ownTransaction = false,
    reread,
    admits,
  }: {
    ownTransaction?: boolean;
    reread?: (tx: Tx, actor: Actor, id: string, call: Call<ParamsOf<C>, QueryOf<C>, BodyOf<C>>) => Promise<Answer<C>>;
    admits?: (db: Db, params: ParamsOf<C>, origin: string) => Promise<boolean>;
  } = {},
): Route {
  const { creates, method, path } = contract as unknown as Contract;
  if (creates && !reread) throw new Error(`${method} ${path} creates and does not say how a repeat is answered`);
  return {
    contract: contract as unknown as Contract,
    handle: handle as unknown as Handle,
    ownTransaction,
    reread: reread as unknown as Reread | undefined,
    admits: admits as Admits | undefined,
  };
}
