/** What the live channel says. Ids only; the values are read through the contracts. */
export interface LiveEvent {
  name: string;
  object: string;
  object_id: string | null;
  root: string | null;
  root_id: string | null;
}

export interface Looker {
  user_id: string;
  /** The fact being edited, or null when the record is only looked at. */
  field: string | null;
}

export type ServerMessage =
  | { type: "hello"; cursor: string }
  | { type: "events"; cursor: string; events: LiveEvent[] }
  | { type: "resync" }
  | { type: "presence"; object: string; object_id: string; people: Looker[] };

export type PageMessage = { type: "look"; object: string; object_id: string; field: string | null } | { type: "leave" };
