import type { Clock } from "../../../platform/telephony/clock.ts";

/** What the work gives. @throws Error when it has not come after so many milliseconds; what comes of it then is nobody's */
export function inTime<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = clock.after(ms, () => reject(new Error(`nothing came within ${ms} ms`)));
    work.then(resolve, reject).finally(() => late.cancel());
  });
}
