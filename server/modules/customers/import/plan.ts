import type { OwnField } from "../../../platform/own/own_field.ts";
import type { Delimiter } from "../../../platform/text/csv.ts";
import type { Sniffed } from "../../../platform/text/encoding.ts";
import type { ImportTarget } from "./target.ts";

/** Somebody who can own a customer. `isOpen`: the importer may give them one. */
export interface Owner {
  id: string;
  teamId: string | null;
  isOpen: boolean;
}

/** Everything that turns rows of one file into customers; it crosses to the thread that does it. */
export interface Plan {
  importId: string;
  file: string;
  sniffed: Sniffed;
  delimiter: Delimiter;
  hasHeader: boolean;
  columns: { target: ImportTarget; factor: number; header: string }[];
  /** Own fields that columns are for, by their name. */
  own: ReadonlyMap<string, OwnField>;
  importerId: string;
  defaultOwner: Owner | null;
  defaultKind: "guess" | "company" | "person";
  /** By name and by mail address, in small letters. */
  owners: Map<string, Owner>;
  clientIds: string[];
  /** Numbers without a country code are read as this country's. */
  country: string;
  policy: "skip" | "fill" | "update" | "create";
  keys: readonly ("tax_id" | "phone" | "mail" | "name")[];
  joinsNames: boolean;
  /** Cells mended by hand, by row: position and value. */
  corrections: Map<number, [position: number, value: string][]>;
  /** Only finds out what would happen. */
  isCheck: boolean;
  /** The first row that is not done yet, counted in the file from 1. */
  nextRow: number;
}
