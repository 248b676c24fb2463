import { Mixer } from "./mixer.ts";
import type { MediaAnswer, MediaAsk, MediaTold } from "./process.ts";
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
      const { name, path, recordingId, key } = ask;
      const failed = (): unknown => process.send?.({ failed: name } satisfies MediaTold);
      taps.set(name, await Tap.open(path, recordingId, Buffer.from(key, "base64"), failed));
      break;
    }
    case "aimTap":
      return (await taps.get(ask.name)?.aim(ask.sides)) ?? [];
    case "pause":
      taps.get(ask.name)?.pause(ask.isPaused);
      break;
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
