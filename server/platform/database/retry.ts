/** Errors after which the same transaction may well succeed: serialisation failure and deadlock. */
const transient = new Set(["40001", "40P01"]);

/** Runs again, at most three times in all, when the database asks for it. */
export async function withTransientRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= 3 || !transient.has((error as { code?: string }).code ?? "")) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 20 * (0.5 + Math.random())));
    }
  }
}
