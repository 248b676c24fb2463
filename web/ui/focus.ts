/** After a form was refused: where somebody has to go on. */
export function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

/** `ref={focusOnOpen}`: takes the focus when it appears; a dialog that opens around it gives it back to it. */
export function focusOnOpen(element: HTMLElement | null): void {
  if (!element) return;
  element.dataset.focus = "";
  element.focus();
}
