/** The number that a task to call back names, as the program gives such tasks; null where it is another task. */
export function numberToCall(title: string): string | null {
  return /^(?:回电|Call back) (\+?\d[\d ]{5,23})$/.exec(title)?.[1] ?? null;
}
