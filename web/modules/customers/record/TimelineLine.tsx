import { Entry } from "./Entry.tsx";
import { PromiseEntry } from "./said/PromiseEntry.tsx";
import { SaidEntry } from "./said/SaidEntry.tsx";
import { isInteraction, type TimelineEntry } from "./timeline.ts";
import { TradeEntry } from "./trades/TradeEntry.tsx";

/** What stands on the timeline, by what it is. */
export function TimelineLine({ entry }: { entry: TimelineEntry }) {
  if (isInteraction(entry)) return <Entry entry={entry} />;
  if (entry.promise) return <PromiseEntry promise={entry.promise} />;
  if (entry.touch ?? entry.intelligence) return <SaidEntry entry={entry} />;
  if (entry.trade) return <TradeEntry trade={entry.trade} />;
  return null;
}
