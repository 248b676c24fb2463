import { Mixer } from "./mixer.ts";
import type { MixerAnswer, MixerAsk } from "./process.ts";

/** The media process: a mixer that does as its parent says and ends with it. */
const mixer = new Mixer();

process.on("message", (ask: MixerAsk) => {
  void carryOut(ask).then((port) => {
    const answer: MixerAnswer = { id: ask.id, port };
    process.send?.(answer);
  });
});
process.on("disconnect", () => process.exit());

async function carryOut(ask: MixerAsk): Promise<number | null> {
  if (ask.verb === "open") return mixer.open(ask.name);
  if (ask.verb === "aim") mixer.aim(ask.name, ask.host, ask.port);
  else if (ask.verb === "hear") mixer.hear(ask.hearing);
  else if (ask.verb === "press") mixer.press(ask.name, ask.digits);
  else mixer.close(ask.name);
  return null;
}
