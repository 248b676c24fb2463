/** What is another in `after`: only that is sent, so that a colleague's change of something else stays. */
export function whatDiffers<T extends object>(before: Partial<Record<keyof T, unknown>>, after: T): Partial<T> {
  const isOther = ([field, value]: [string, unknown]) =>
    JSON.stringify(before[field as keyof T]) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(after).filter(isOther)) as Partial<T>;
}

/** What came in meanwhile, with what is typed here on top of it. */
export const rebased = <T extends object>(before: T, mine: T, now: T): T => ({ ...now, ...whatDiffers(before, mine) });
