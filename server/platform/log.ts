import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/** Structured log without personal data: routes instead of addresses, ids instead of names. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["password", "*.password", "token", "*.token", "cookie", "headers.cookie", "headers.authorization"],
      censor: "-",
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
