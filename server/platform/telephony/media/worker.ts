import { Mixer } from "./mixer.ts";
import type { MediaAnswer, MediaAsk } from "./process.ts";
import { Tap } from "./tap.ts";
import { Ticker } from "./ticker.ts";

/** The media process: it mixes and records as its parent says, and ends with it. */
const mixer = new Mixer();
const taps = new Map<string, Tap>();
const ticker = new Ticker(() => {
  mixer.tick();
  for (const tap of taps.values()) tap.tick();
});

process.on("message", (ask: MediaAsk) => {
  void answerTo(ask).then((answer) => {
    if (mixer.isEmpty && taps.size === 0) ticker.stop();
    else ticker.start();
    if (process.connected) process.send?.(answer);
  });
});
process.on("disconnect", () => {
  void Promise.allSettled([...taps.values()].map((tap) => tap.close())).then(() => process.exit());
});

async function answerTo(ask: MediaAsk): Promise<MediaAnswer> {
  try {
    return { id: ask.id, ports: await carryOut(ask), error: null };
  } catch (error) {
    return { id: ask.id, ports: [], error: (error as Error).message };
  }
}

async function carryOut(ask: MediaAsk): Promise<number[]> {
  switch (ask.verb) {
    case "open":
      return [await mixer.open(ask.name)];
    case "aim":
      mixer.aim(ask.name, ask.host, ask.port);
      break;
    case "hear":
      mixer.hear(ask.hearing);
      break;
    case "press":
      mixer.press(ask.name, ask.digits);
      break;
    case "close":
      mixer.close(ask.name);
      break;
    case "tap": {
      const tap = await Tap.open(ask.path, ask.channels);
      taps.set(ask.name, tap);
      return tap.ports;
    }
    case "pause": {
      const tap = taps.get(ask.name);
      if (tap) tap.isPaused = ask.isPaused;
      break;
    }
    case "untap":
      await untap(ask.name);
  }
  return [];
}

async function untap(name: string): Promise<void> {
  const tap = taps.get(name);
  taps.delete(name);
  await tap?.close();
}
