import { Entry } from "./Entry.tsx";
import { isInteraction, type TimelineEntry } from "./timeline.ts";
import { TradeEntry } from "./trades/TradeEntry.tsx";

/** What stands on the timeline, by what it is. */
export function TimelineLine({ entry }: { entry: TimelineEntry }) {
  if (isInteraction(entry)) return <Entry entry={entry} />;
  if (entry.trade) return <TradeEntry trade={entry.trade} />;
  return null;
}
