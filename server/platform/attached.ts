import type { Readable } from "node:stream";
import type { Db, Tx } from "./database/types.ts";
import type { EventActor } from "./event/record.ts";
import type { House } from "./house.ts";
import type { Actor } from "./permission/actor.ts";

/** What of one kind was given to whom. */
export interface Given {
  id: string;
  to: string;
}

/** How records of a kind that a person has are given to others: a module registers its own, and the hand-over calls all. */
export interface Transferable {
  /** "customer", "view": also a word of the page. */
  kind: string;
  /** How many of these the actor may take from the person. */
  count(db: Db, actor: Actor, from: string): Promise<number>;
  /** Gives at most `most` of them, evenly to the receivers, with their history; nothing given means nothing is left. */
  give(tx: Tx, actor: Actor, from: string, to: readonly string[], most: number): Promise<Given[]>;
  /** Takes back those that are still the receiver's. @returns how many */
  takeBack(tx: Tx, actor: EventActor, from: string, given: readonly Given[]): Promise<number>;
}

export interface ToldFile {
  /** Path inside the archive. */
  path: string;
  open(): Promise<Readable>;
}

/** What hangs on a customer beyond its row and must go or be told when a person is erased or asks for their data. */
export interface PersonalData {
  kind: string;
  /** Everything of this kind as plain values, for the person to keep. */
  tell(db: Db, customerId: string): Promise<unknown[]>;
  /** Files that are told along, opened one after the other. */
  files?(db: Db, house: House, customerId: string): Promise<ToldFile[]>;
  /** Runs before the customer's row goes; rows that cascade need nothing. */
  erase?(tx: Tx, house: House, customerIds: readonly string[]): Promise<void>;
}

const transferables: Transferable[] = [];
const personal: PersonalData[] = [];

export const onTransfer = (one: Transferable): void => void transferables.push(one);
export const onErase = (one: PersonalData): void => void personal.push(one);
export const allTransferables = (): readonly Transferable[] => transferables;
export const allPersonalData = (): readonly PersonalData[] => personal;
