import { type KeyboardEvent, type PointerEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../../text/format.ts";
import { barsOf } from "./moment.ts";

interface Props {
  peaks: { left: readonly number[]; right: readonly number[] } | undefined;
  lengthMs: number;
  positionMs: number;
  /** Where something was left out. */
  gaps: readonly number[];
  marks: readonly { ms: number; text: string }[];
  onJump: (ms: number) => void;
}

const count = 120;
/** Half the height of the drawing. */
const half = 14;
const steps: Record<string, number> = { ArrowLeft: -5000, ArrowRight: 5000, PageDown: -30_000, PageUp: 30_000 };

/** Who spoke when: the other party above the line, ours below. A slider: click, drag and arrow keys jump. */
export function Waveform({ peaks, lengthMs, positionMs, gaps, marks, onJump }: Props) {
  const { t } = useTranslation();
  const path = useMemo(() => peaks && drawing(peaks), [peaks]);
  const share = lengthMs > 0 ? Math.min(1, positionMs / lengthMs) : 0;
  return (
    <div
      className="wave"
      role="slider"
      tabIndex={0}
      aria-label={t("recordings.position")}
      aria-valuemin={0}
      aria-valuemax={Math.round(lengthMs / 1000)}
      aria-valuenow={Math.round(positionMs / 1000)}
      aria-valuetext={t("recordings.position_of", { at: clock(positionMs), length: clock(lengthMs) })}
      onKeyDown={jumpByKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        jumpTo(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && jumpTo(event)}
    >
      <svg viewBox={`0 0 ${count * 3} ${half * 2}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="line" d={`M0 ${half}H${count * 3}`} />
        {path && <path className="rest" d={path} />}
        {path && <path className="done" d={path} style={{ clipPath: `inset(0 ${(1 - share) * 100}% 0 0)` }} />}
      </svg>
      {gaps.map((ms) => (
        <span key={ms} className="gap" style={at(ms)} title={t("recordings.gap")} />
      ))}
      {marks.map(({ ms, text }) => (
        <span key={`${ms} ${text}`} className="mark" style={at(ms)} title={`${clock(ms)} ${text}`} />
      ))}
      <span className="needle" style={at(positionMs)} />
    </div>
  );

  function at(ms: number) {
    return { left: `${lengthMs > 0 ? (Math.min(ms, lengthMs) / lengthMs) * 100 : 0}%` };
  }

  function jumpTo(event: PointerEvent<HTMLElement>) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onJump(((event.clientX - left) / width) * lengthMs);
  }

  function jumpByKey(event: KeyboardEvent) {
    const step = steps[event.key];
    if (step !== undefined) onJump(positionMs + (event.shiftKey ? step / 5 : step));
    else if (event.key === "Home") onJump(0);
    else if (event.key === "End") onJump(lengthMs);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function drawing({ left, right }: NonNullable<Props["peaks"]>): string {
  const [above, below] = [barsOf(left, count), barsOf(right, count)];
  return above
    .map((loud, index) => {
      const x = index * 3 + 1.5;
      return `M${x} ${round(half - loud * (half - 1))}V${round(half + below[index]! * (half - 1))}`;
    })
    .join("");
}

const round = (value: number): number => Math.round(value * 10) / 10;
export const clock = (ms: number): string => formatDuration(Math.floor(ms / 1000));
