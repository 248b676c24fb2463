import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../text/format.ts";
import { type Import, partOf } from "./import.ts";

/** How far an import is: bar, rows of about how many, pace and time left. */
export function Progress({ one }: { one: Import }) {
  const { t } = useTranslation();
  const pace = usePace(one);
  const percent = Math.round(partOf(one) * 100);
  return (
    <div className="im-progress">
      <div className="row small t2">
        <span>
          {t("imports.rows_of", { done: formatNumber(one.row_count), all: formatNumber(one.estimated_rows) })}
        </span>
        <span className="grow" />
        {pace && (
          <span>
            {t("imports.pace", { rows: formatNumber(Math.round(pace.rows)) })} · {timeLeft(pace.left, t)}
          </span>
        )}
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-label={t("imports.progress")}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

const looksBack = 20_000;

/** Rows a second over the last 20 s, and seconds left at that pace; nothing before two chunks have been seen. */
function usePace(one: Import): { rows: number; left: number } | undefined {
  const seen = useRef<{ at: number; rows: number; part: number }[]>([]);
  const points = seen.current;
  if (points.at(-1)?.rows !== one.row_count) points.push({ at: Date.now(), rows: one.row_count, part: partOf(one) });
  while (points.length > 2 && points[1]!.at < Date.now() - looksBack) points.shift();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.at === first.at || last.rows === first.rows) return undefined;
  const seconds = (last.at - first.at) / 1000;
  return { rows: (last.rows - first.rows) / seconds, left: (1 - last.part) / ((last.part - first.part) / seconds) };
}

function timeLeft(seconds: number, t: (key: string, values: { count: number }) => string): string {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 90) return t("imports.seconds_left", { count: Math.max(1, Math.round(seconds)) });
  return t("imports.minutes_left", { count: Math.round(seconds / 60) });
}
