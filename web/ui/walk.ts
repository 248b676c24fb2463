import type { KeyboardEvent } from "react";

/** Up and down move the focus among the lines of a menu, round at its ends. A box to write in keeps its arrows. */
export function walkLines(event: KeyboardEvent, menu: HTMLElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  const lines = [...(menu?.querySelectorAll<HTMLElement>(".o") ?? [])];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  lines.at((at + step + lines.length) % lines.length)?.focus();
}
