import { ms, percentile } from "../measure.ts";
import { type Gaps, gapsOf, type Heard } from "./ears.ts";
import type { Round } from "./round.ts";

/** What is asked of calls on two cores. */
export const limits = {
  gapP99Ms: 40,
  addedSetupP95Ms: 50,
  programMsPerLeg: 12,
  popP95Ms: 150,
} as const;

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** One figure with what it must not exceed. @returns whether it is within */
export function figure(name: string, shown: string, isWithin?: boolean, limit = ""): boolean {
  const verdict = isWithin === undefined ? "" : isWithin ? `  within ${limit}` : `  OVER ${limit}`;
  say(`  ${name.padEnd(44)} ${shown}${verdict}`);
  return isWithin ?? true;
}

export interface Setups {
  p50: number;
  p95: number;
  max: number;
}

export const setupsOf = ({ setups }: Pick<Round, "setups">): Setups => ({
  p50: percentile(setups, 0.5),
  p95: percentile(setups, 0.95),
  max: setups.reduce((most, one) => Math.max(most, one), 0),
});

const shown = ({ p50, p95, max }: Setups): string =>
  `p50 ${ms(p50).padStart(9)}  p95 ${ms(p95).padStart(9)}  worst ${ms(max).padStart(9)}`;

/** Calls, failures, set-up times and the audio of one round, beside the same through a relay alone. */
export function tellRound(round: Round, relay: Round | null, expected: { busy?: number } = {}): boolean {
  const { counted, phones, busy, complaints } = round;
  const failed = counted.failed + phones.failed;
  const isAll = counted.now === 0 && counted.done + counted.failed === counted.made;
  let isWithin = figure(
    "calls",
    `${counted.made} made, ${counted.done - busy} talked, ${busy} heard busy, ${failed} failed`,
    failed === 0 && isAll && busy === (expected.busy ?? 0),
    expected.busy === undefined ? "none failed" : `none failed, ${expected.busy} busy`,
  );
  for (const line of complaints) say(`    ${line}`);
  if (relay) {
    if (relay.counted.failed > 0) say(`    ${relay.counted.failed} calls failed through the relay alone`);
    const [ours, alone] = [setupsOf(round), setupsOf(relay)];
    figure("set-up, INVITE to 200: relay alone", shown(alone));
    figure("set-up, INVITE to 200: ours", shown(ours));
    const added = ours.p95 - alone.p95;
    const limit = limits.addedSetupP95Ms;
    isWithin = figure("added by us, p95", ms(added), added <= limit, `${limit} ms`) && isWithin;
    tellGaps("RTP gap at a caller: relay alone", relay.heard, false);
  } else if (round.setups.length > 0) figure("set-up, INVITE to 200", shown(setupsOf(round)));
  return tellGaps("RTP gap at a caller: ours", round.heard) && isWithin;
}

/** @param isJudged a baseline is shown only */
export function tellGaps(name: string, heard: Heard, isJudged = true): boolean {
  const gaps: Gaps = gapsOf(heard);
  const limit = limits.gapP99Ms;
  const isWithin = figure(
    name,
    `p50 ${ms(gaps.p50).padStart(9)}  p99 ${ms(gaps.p99).padStart(9)}  worst ${ms(gaps.max).padStart(9)}`,
    isJudged ? gaps.packets > 0 && gaps.p99 <= limit : undefined,
    `${limit} ms`,
  );
  say(
    `    ${heard.calls} calls heard, ${gaps.packets} packets, ${heard.lost} lost; the listener itself late by ${ms(heard.latenessMs)} (p99)`,
  );
  return isWithin;
}

/** CPU by process, in milliseconds a leg. Two legs a call. */
export function tellUsed(round: Round, relay: Round | null): boolean {
  const [legs, alone] = [legsOf(round), relay && legsOf(relay)];
  const a = (name: string): number => (round.used[name] ?? 0) / legs;
  const ours = ["program", "media", "launcher", "other"];
  const total = ours.reduce((sum, name) => sum + a(name), 0);
  const parts = ours.filter((name) => a(name) > 0.005).map((name) => `${name} ${a(name).toFixed(2)}`);
  const limit = limits.programMsPerLeg;
  const isWithin = figure(
    "CPU of our program, a leg",
    `${total.toFixed(2)} ms (${parts.join(", ")})`,
    total <= limit,
    `${limit} ms`,
  );
  for (const name of ["kamailio", "rtpengine", "postgres", "browsers"]) {
    if (!round.used[name]) continue;
    const beside = alone && relay?.used[name] ? `, relay alone ${(relay.used[name] / alone).toFixed(2)} ms` : "";
    figure(`CPU of ${name}, a leg`, `${a(name).toFixed(2)} ms${beside}`);
  }
  const cores = Object.entries(round.used).map(
    ([name, used]) => `${name} ${((100 * used) / round.tookMs).toFixed(0)}%`,
  );
  say(`    of one core over the whole round: ${cores.join(", ")}`);
  return isWithin;
}

const legsOf = ({ counted, busy }: Round): number => Math.max(1, 2 * (counted.done - busy));
