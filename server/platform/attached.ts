import type { Readable } from "node:stream";
import type { RawBuilder } from "kysely";
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
  /** The same for one contact, whose customer stays: before the contact's row goes. */
  eraseContact?(tx: Tx, house: House, contactId: string): Promise<void>;
}

const transferables: Transferable[] = [];
const personal: PersonalData[] = [];

export const onTransfer = (one: Transferable): void => void transferables.push(one);
export const onErase = (one: PersonalData): void => void personal.push(one);
export const allTransferables = (): readonly Transferable[] => transferables;
export const allPersonalData = (): readonly PersonalData[] => personal;

/** How rows that hang on a customer go along when it becomes part of another: a module registers each of its tables. */
export interface Mergeable {
  /** Also a word of the page: how many of these went along. */
  kind: string;
  table: string;
  /** Column that names the customer. */
  column: string;
  /** A row with an id of its own goes along; a link is only customer and another id, and is made anew for the winner. */
  row: { id: string } | { link: string };
  /** Column of the client whose fact the row is, where there is one. */
  client?: string;
  /** Expressions over the alias that tell rows apart: one that the winner has already stays with the loser. */
  once?(alias: string, clientId: RawBuilder<unknown>): RawBuilder<unknown>[];
  /** Rows of another kind that these hang on by this column: what was made since goes back with them. */
  follows?: { kind: string; column: string };
  /** A row for which this is not true stays with the loser: a relation to itself, say. */
  goes?(alias: string, ids: MergedIds): RawBuilder<unknown>;
  /** What is counted from the rows is counted anew, after a merge and after its undo. */
  settle?(tx: Tx, ids: MergedIds): Promise<void>;
}

export interface MergedIds {
  winner: string;
  losers: readonly string[];
}

/** By record, winner included: the client to whom its facts belong, where the records are of different clients. */
export interface MergedOwned extends MergedIds {
  owners: ReadonlyMap<string, string>;
}

/** For what no column alone decides: a module moves its rows by itself, notes them in customer_merge_child, and takes them back. */
export interface MergedByHand {
  kind: string;
  /** "customer_relation.from_id": what it answers for. */
  columns: readonly string[];
  count(db: Db, ids: MergedOwned): Promise<{ goes: number; stays: number }>;
  move(tx: Tx, mergeId: string, ids: MergedOwned): Promise<number>;
  /** Runs before other rows return. @returns how many went back */
  back(tx: Tx, mergeId: string, ids: MergedIds): Promise<number>;
}

const byHand: MergedByHand[] = [];
export const onMergeByHand = (one: MergedByHand): void => void byHand.push(one);
export const allMergedByHand = (): readonly MergedByHand[] => byHand;

const mergeables: Mergeable[] = [];
const stays = new Map<string, string>();

export const onMerge = (one: Mergeable): void => void mergeables.push(one);
/** Rows of this table stay with the record that was merged away; `why` is for who reads the code. */
export const staysAtMerge = (table: string, column: string, why: string): void =>
  void stays.set(`${table}.${column}`, why);
export const allMergeables = (): readonly Mergeable[] => mergeables;
export const allThatStay = (): ReadonlyMap<string, string> => stays;
