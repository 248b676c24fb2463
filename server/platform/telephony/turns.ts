/** Work of one name is done one after the other, of several side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Does the work when all that came before it has ended, well or not. */
  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const result = before.then(work);
    const leave = (): void => {
      if (this.#last.get(name) === settled) this.#last.delete(name);
    };
    const settled: Promise<void> = result.then(leave, leave);
    this.#last.set(name, settled);
    return result;
  }

  /** When all that has been taken up so far has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
