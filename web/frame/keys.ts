import { useEffect, useRef } from "react";
import type { KeyPlace, KeysOf } from "./keyLines.ts";

type Keys = Partial<Record<string, (event: KeyboardEvent) => void>>;

const patience = 900;
let first: { key: string; at: number } | undefined;

/**
 * Keys while this component is on the page, those that the map of keys names for the place: "/" "j" "enter" "mod+k", "alt+m" and
 * chords such as "g c". Plain keys rest while somebody types or a dialog is open; those of a call, with Alt, do not.
 */
export function useKeys<P extends KeyPlace>(_place: P, keys: Record<KeysOf<P>, (event: KeyboardEvent) => void>): void {
  const latest = useRef<Keys>(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event, latest.current);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function press(event: KeyboardEvent, keys: Keys): void {
  if (event.defaultPrevented || event.isComposing) return;
  const hasMod = event.ctrlKey || event.metaKey;
  if (event.altKey) {
    const act = hasMod ? undefined : keys[`alt+${letterOf(event)}`];
    if (!act) return;
    event.preventDefault();
    act(event);
    return;
  }
  if (!hasMod && (isTyping(event.target) || document.querySelector("dialog[open]"))) return;
  const key = (hasMod ? "mod+" : "") + event.key.toLowerCase();
  const chord = first && event.timeStamp - first.at < patience ? `${first.key} ${key}` : "";
  first = hasMod ? undefined : { key, at: event.timeStamp };
  const act = keys[chord] ?? keys[key];
  if (!act) return;
  if (hasMod && key === "mod+z" && isTyping(event.target)) return;
  event.preventDefault();
  act(event);
}

/** What is printed on the key: with Alt a Mac writes another letter. */
const letterOf = ({ code }: KeyboardEvent): string => code.replace(/^(Key|Digit)/, "").toLowerCase();

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ? !isTick(target) : false;
}

function isTick(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && target.type === "checkbox";
}
