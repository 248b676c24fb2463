import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toneFrom } from "#test/telephony/alaw.ts";
import type { Ears, Heard } from "./ears.ts";
import { openEars } from "./ears.ts";
import type { Load } from "./load.ts";
import { places, ports } from "./places.ts";
import { type Used, usedBetween, usedBy } from "./processes.ts";
import { callerScenario, phoneScenario } from "./scenarios.ts";
import { type Counted, type Sipp, type SippOptions, startSipp } from "./sipp.ts";
import { say } from "./told.ts";

/** What the callers and the phones say, in hertz; whole turns in a second, so that a tone goes on without a click. */
export const tones = { caller: 800, agent: 1000 };

export interface Round {
  /** Of callers, all together. */
  counted: Counted;
  /** Of the phones. */
  phones: Counted;
  /** Calls that heard busy. */
  busy: number;
  /** Milliseconds from INVITE to its 200. */
  setups: number[];
  heard: Heard;
  /** Milliseconds of CPU by what used it, over the whole round. */
  used: Record<string, number>;
  complaints: string[];
  /** Milliseconds that it took. */
  tookMs: number;
}

export interface RoundOptions {
  /** Of files. */
  name: string;
  folder: string;
  edgePort: number;
  load: Load;
  /** Numbers to call, E.164; each call takes the next. */
  numbers: readonly string[];
  processes(): Record<string, number[]>;
  mayBeBusy?: boolean;
  /** Beside the calls, from their beginning: ends by itself. */
  beside?: (ears: Ears) => Promise<void>;
}

/** Runs calls from the trunk to the desk phones, and measures at both ends and between them. */
export async function runRound(options: RoundOptions): Promise<Round> {
  const { folder, load } = options;
  await mkdir(folder, { recursive: true });
  const ears = await openEars(places.ears, ports.audio, load.heard);
  const sipps: Sipp[] = [];
  try {
    await startAll(options, ears, sipps);
    const [phones, ...callers] = sipps as [Sipp, ...Sipp[]];
    const { used, tookMs } = await watch(options, ears, sipps, callers);
    const heard = await ears.tell();
    await phones.stop();
    const busy = await Promise.all(callers.map((one) => one.logged("busy")));
    return {
      counted: sum(await Promise.all(callers.map((one) => one.counted()))),
      phones: await phones.counted(),
      busy: busy.reduce((total, one) => total + one, 0),
      setups: (await Promise.all(callers.map((one) => one.setups()))).flat(),
      complaints: (await Promise.all(sipps.map((one) => one.complaints()))).flat().slice(0, 6),
      heard,
      used,
      tookMs,
    };
  } finally {
    ears.close();
    await Promise.all(sipps.map((one) => one.stop()));
  }
}

/** Until the last call is over: a line every ten seconds, and what each process has used. */
async function watch(options: RoundOptions, ears: Ears, sipps: readonly Sipp[], callers: readonly Sipp[]) {
  const began = performance.now();
  const processes = () => ({ ...options.processes(), sipp: sipps.map(({ pid }) => pid) });
  const before: Used = usedBy(processes());
  const seen: Used = new Map();
  const look = () => {
    for (const [pid, used] of usedBy(processes())) if (used.ms > 0) seen.set(pid, used); // who has ended stays as it was seen last
  };
  let isOver = false;
  const over = Promise.all([...callers.map(({ ended }) => ended), options.beside?.(ears)]).finally(
    () => (isOver = true),
  );
  over.catch(() => undefined);
  for (let next = 10_000; !isOver; ) {
    await Promise.race([over, sleep(200)]);
    if (performance.now() - began < next) continue;
    look();
    const { made, now, done, failed } = sum(await Promise.all(callers.map((one) => one.counted())));
    say(`    ${next / 1000} s: ${made} of ${options.load.total} made, ${now} at once, ${done} done, ${failed} failed`);
    next += 10_000;
  }
  await over;
  const tookMs = performance.now() - began;
  await sleep(3000); // what is still done for the last of them belongs to them
  look();
  return { used: usedBetween(before, seen), tookMs };
}

/** @param started what has been started, the phones first: whoever calls this ends it */
async function startAll(
  { name, folder, edgePort, load, numbers, mayBeBusy }: RoundOptions,
  ears: Ears,
  started: Sipp[],
): Promise<void> {
  const tone = async (which: keyof typeof tones): Promise<string> => {
    const path = join(folder, `${which}.alaw`);
    await writeFile(path, toneFrom(0, 8000, tones[which]));
    return path;
  };
  const mostSeconds = Math.ceil(load.total / load.rate + load.hold + 60);
  const start = async (one: SippOptions) => void started.push(await startSipp(one));
  await start({
    name: `${name}-phones`,
    folder,
    scenario: phoneScenario(await tone("agent")),
    host: places.phones,
    port: ports.phones,
    to: null,
    audioPort: ports.audio,
    mostSeconds: mostSeconds + 600,
  });
  await sleep(500);
  const share = load.heard / load.total;
  const called = (index: number): string => numbers[index % numbers.length]!;
  // callers that are listened to have numbers of their own, so that nobody is called twice at once
  const own = Math.max(1, Math.min(numbers.length - 1, Math.ceil(numbers.length * share)));
  const line = (index: number, number: string, more = ""): string =>
    `${number};+861990000${5000 + (index % 4000)};${more}`;
  const common = { folder, host: places.carrier, to: { host: "127.0.0.1", port: edgePort }, mostSeconds };
  const shape = { holdMs: load.hold * 1000, mayBeBusy: mayBeBusy ?? false };
  await start({
    ...common,
    name: `${name}-heard`,
    port: ports.carrierOfEars,
    audioPort: ports.audio + 20_000,
    scenario: callerScenario({ ...shape, tone: null, host: places.ears }),
    calls: {
      rate: load.rate * share,
      total: load.heard,
      lines: ears.ports.map((port, index) => line(index, called(index % own), String(port))),
    },
  });
  const rest = load.total - load.heard;
  const others = numbers.slice(own);
  await start({
    ...common,
    name: `${name}-callers`,
    port: ports.carrier,
    audioPort: ports.audio,
    scenario: callerScenario({ ...shape, tone: await tone("caller"), host: places.carrier }),
    calls: {
      rate: load.rate * (1 - share),
      total: rest,
      lines: Array.from({ length: Math.min(rest, others.length) }, (_, index) => line(index, others[index]!)),
    },
  });
}

const sum = (all: readonly Counted[]): Counted =>
  all.reduce(
    (total, one) => ({
      made: total.made + one.made,
      now: total.now + one.now,
      done: total.done + one.done,
      failed: total.failed + one.failed,
    }),
    { made: 0, now: 0, done: 0, failed: 0 },
  );
