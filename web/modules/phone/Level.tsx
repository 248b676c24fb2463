import { useEffect, useRef } from "react";
import { meter } from "./device/level.ts";

interface Props {
  stream: MediaStream;
  label: string;
}

/** How loud it is, drawn as it comes; the bar is for the eye, its name for the ear. */
export function Level({ stream, label }: Props) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const { level, close } = meter(stream);
    const timer = setInterval(() => bar.current?.style.setProperty("--level", level().toFixed(2)), 80);
    return () => {
      clearInterval(timer);
      close();
    };
  }, [stream]);
  return (
    <span className="level row small t3">
      <span>{label}</span>
      <i ref={bar} aria-hidden="true" />
    </span>
  );
}
