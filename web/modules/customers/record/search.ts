import { departments, timelineKinds } from "../../../../server/modules/customers/interaction.contract.ts";
import { type DateRange, readDateRange } from "./range.ts";

export const tabs = ["timeline", "trades", "facts", "organisation", "relations", "history"] as const;
export type RecordTab = (typeof tabs)[number];

/** What of the record stands in the address. */
export interface RecordSearch extends DateRange {
  tab?: Exclude<RecordTab, "timeline">;
  kind?: (typeof timelineKinds)[number];
  department?: (typeof departments)[number];
  user_id?: string;
  /** An entry that somebody came for, and when it was: the timeline begins with it. */
  entry?: string;
  at?: string;
}

export function readRecordSearch(search: Record<string, unknown>): RecordSearch {
  const found: RecordSearch = {};
  const tab = tabs.find((one) => one === search.tab);
  if (tab && tab !== "timeline") found.tab = tab;
  const kind = timelineKinds.find((one) => one === search.kind);
  if (kind) found.kind = kind;
  const department = departments.find((one) => one === search.department);
  if (department) found.department = department;
  if (isId(search.user_id)) found.user_id = search.user_id;
  if (isId(search.entry) && typeof search.at === "string" && !Number.isNaN(Date.parse(search.at))) {
    found.entry = search.entry;
    found.at = search.at;
  }
  return { ...found, ...readDateRange(search) };
}

const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f-]{36}$/i.test(value);

/** The address without anything that narrows the timeline down. */
export const widened = ({ tab }: RecordSearch): RecordSearch => (tab ? { tab } : {});
