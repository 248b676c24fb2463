export interface DuplicatesSearch {
  /** The oldest record of the chosen group. */
  group?: string;
  kind?: "company" | "person";
  show?: "later";
}

export function readDuplicatesSearch(raw: Record<string, unknown>): DuplicatesSearch {
  return {
    ...(typeof raw.group === "string" ? { group: raw.group } : {}),
    ...(raw.kind === "company" || raw.kind === "person" ? { kind: raw.kind } : {}),
    ...(raw.show === "later" ? { show: "later" } : {}),
  };
}
