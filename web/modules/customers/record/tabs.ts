import { useCan } from "../../../frame/me.ts";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { useRecord } from "./RecordContext.ts";
import type { RecordSearch, RecordTab } from "./search.ts";

/** Facts stand beside the timeline where there is room; people have no organisation. */
export function useRecordTabs(): readonly RecordTab[] {
  const { record } = useRecord();
  const isNarrow = useIsNarrow();
  const can = useCan();
  const hasPeople = record.contacts !== undefined && record.kind === "company";
  return [
    "timeline",
    ...(can("trade.read") ? ["trades" as const] : []),
    ...(isNarrow ? ["facts" as const] : []),
    ...(hasPeople ? ["organisation" as const] : []),
    "relations",
    "history",
  ];
}

export const tabNow = ({ tab }: RecordSearch, tabs: readonly RecordTab[]): RecordTab =>
  tab && tabs.includes(tab) ? tab : "timeline";
