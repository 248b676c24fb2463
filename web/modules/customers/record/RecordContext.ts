import { createContext, useContext } from "react";
import type { CustomerRecord } from "./record.ts";
import type { FactSaving } from "./useFactSaving.ts";

export interface OpenRecord {
  record: CustomerRecord;
  saving: FactSaving;
  show: (field: string, value: unknown) => string;
  fieldName: (field: string) => string;
  /** Names of the others who edit a fact now. */
  editorsOf: (field: string) => readonly string[];
  setEditing: (field: string | null) => void;
}

const Context = createContext<OpenRecord | undefined>(undefined);

export const RecordProvider = Context.Provider;

export function useRecord(): OpenRecord {
  const open = useContext(Context);
  if (!open) throw new Error("no open record");
  return open;
}
