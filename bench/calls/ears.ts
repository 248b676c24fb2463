import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { percentile } from "../measure.ts";

export type EarOrder =
  | { kind: "open"; host: string; firstPort: number; count: number }
  /** What came before is forgotten. */
  | { kind: "begin" }
  | { kind: "tell" };

export interface Heard {
  /** Milliseconds between two packets of one call, as they came. */
  gaps: number[];
  /** Packets that never came, by their numbers. */
  lost: number;
  /** Ears that heard anything. */
  calls: number;
  /** How late the listening process was itself (p99), in milliseconds: gaps cannot be told finer. */
  latenessMs: number;
}

export interface Ears {
  /** A port for each call, in turn. */
  ports: number[];
  begin(): void;
  tell(): Promise<Heard>;
  close(): void;
}

/** Audio ends for so many calls, one after the other on each of their ports. */
export async function openEars(host: string, firstPort: number, count: number): Promise<Ears> {
  const child = fork(join(projectFolder, "bench/calls/ears.process.ts"), { stdio: "inherit" });
  const ask = (order: EarOrder) => child.send(order);
  ask({ kind: "open", host, firstPort, count });
  await once(child, "message");
  return {
    ports: Array.from({ length: count }, (_, index) => firstPort + 2 * index),
    begin: () => void ask({ kind: "begin" }),
    async tell() {
      ask({ kind: "tell" });
      const [heard] = (await once(child, "message")) as [Heard];
      return heard;
    },
    close: () => child.disconnect(),
  };
}

export interface Gaps {
  p50: number;
  p99: number;
  max: number;
  packets: number;
}

export const gapsOf = ({ gaps }: Heard): Gaps => ({
  p50: percentile(gaps, 0.5),
  p99: percentile(gaps, 0.99),
  max: gaps.reduce((most, gap) => Math.max(most, gap), 0),
  packets: gaps.length,
});
