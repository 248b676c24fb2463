/** `ref={revealCurrent}` on a row of links that scrolls: the one that is open is seen, also at the end of the row. */
export function revealCurrent(row: HTMLElement | null): void {
  row?.querySelector("[aria-current=page]")?.scrollIntoView({ inline: "center", block: "nearest" });
}
