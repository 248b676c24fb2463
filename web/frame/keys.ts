import { useEffect, useRef } from "react";
import type { KeyPlace, KeysOf } from "./keyLines.ts";

type Keys = Partial<Record<string, (event: KeyboardEvent) => void>>;

const patience = 900;
let first: { key: string; at: number } | undefined;

/**
 * Keys while this component is on the page, those that the map of keys names for the place: "/" "j" "enter" "mod+k" and
 * chords such as "g c". Plain keys rest while somebody types or a dialog is open.
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
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const hasMod = event.ctrlKey || event.metaKey;
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

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ? !isTick(target) : false;
}

function isTick(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && target.type === "checkbox";
}
