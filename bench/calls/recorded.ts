import { brief } from "./brief.ts";
import { loadOf, peopleFor } from "./load.ts";
import { tellPersisted } from "./persisted.ts";
import { readRecorded, tellRecorded } from "./recordings.ts";
import { onStage } from "./stage.ts";
import { say, tellRound, tellUsed } from "./told.ts";

/** 150 calls at once, 15 new ones a second for five minutes (a minute in a trial), each recorded on both sides and encrypted as it is written. */
export async function recorded(scale: number): Promise<unknown> {
  const load = loadOf(scale, { rate: 15, hold: 10, seconds: scale < 1 ? 60 : 300 });
  say(`recorded: ${Math.round(load.rate * load.hold)} at once, ${load.rate} a second, ${load.total} calls`);
  const options = { agents: peopleFor(load), channels: 5000, isRecorded: true };
  return await onStage(options, async ({ company, product, run }) => {
    const { round, persisted, since } = await run(load);
    const kept = await readRecorded(company, product.base, since);
    const isWithin = [
      tellRound(round, null),
      tellPersisted(persisted, round.counted.done),
      tellRecorded(kept, round.counted.done, load.hold * 1000),
      tellUsed(round, null),
    ].every(Boolean);
    return { load, round: brief(round), persisted, recorded: kept, isWithin };
  });
}
