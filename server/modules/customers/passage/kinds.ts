import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { Passage } from "../../../platform/search/passage.ts";
import type { Token } from "../../../platform/search/tokens.ts";
import type { passageGroups, passageObjects } from "./passage.contract.ts";

export type PassageObject = (typeof passageObjects)[number];
export type PassageGroup = (typeof passageGroups)[number];

/** A record's text as it stands, for the index. */
export interface Written extends Passage {
  id: string;
  customer_id: string | null;
  at: string;
  /** Whom it is of, for kinds that are not reached through a customer: `o:` people, `t:` teams. */
  scope?: Token[];
}

/** A record as this reader may see it now. */
export interface Seen extends Passage {
  id: string;
  kind: string;
  state: string | null;
  customer: { id: string; name: string } | null;
  at: string;
}

/** How records of a kind are found by their text; the module that owns them registers it. The object is the table's name. */
export interface PassageKind {
  object: PassageObject;
  group: PassageGroup;
  permission: string;
  /** Which of these are there. */
  load(db: Db, ids: readonly string[]): Promise<Written[]>;
  /** Only those that the reader may see now: what is not answered here is not found. */
  see(db: Db, actor: Actor, ids: readonly string[]): Promise<Seen[]>;
  /** Scope tokens one of which a record must carry, null for every record; undefined: reached through its customer. */
  reach?(db: Db, actor: Actor): Promise<Token[] | null>;
  /** After these events there may be something to index. */
  events: readonly string[];
}

const kinds = new Map<PassageObject, PassageKind>();

export const declarePassages = (kind: PassageKind): void => void kinds.set(kind.object, kind);
export const passageKinds = (): PassageKind[] => [...kinds.values()];
export const passageKind = (object: string): PassageKind | undefined => kinds.get(object as PassageObject);
