import type { KeyboardEvent } from "react";

/** Up and down move the focus among the lines of a menu, round at its ends. Numbers, days and choices keep their arrows. */
export function walkLines(event: KeyboardEvent, menu: HTMLElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || keepsArrows(event.target)) return;
  const lines = [...(menu?.querySelectorAll<HTMLElement>("button.o, a.o, label.o > input") ?? [])];
  if (lines.length === 0) return;
  event.preventDefault();
  const at = lines.indexOf(document.activeElement as HTMLElement);
  lines.at(at < 0 && step < 0 ? -1 : (at + step + lines.length) % lines.length)?.focus();
}

function keepsArrows(target: EventTarget): boolean {
  return target instanceof HTMLInputElement
    ? !["text", "checkbox"].includes(target.type)
    : target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
