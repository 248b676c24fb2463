import { roundAlone } from "./alone.ts";
import { brief } from "./brief.ts";
import { loadOf, peopleFor } from "./load.ts";
import { tellPersisted } from "./persisted.ts";
import { onStage } from "./stage.ts";
import { say, tellRound, tellUsed } from "./told.ts";

/** 300 bridged calls at once with audio both ways, 30 new ones a second for a minute, beside a relay alone. */
export async function bridged(scale: number): Promise<unknown> {
  const load = loadOf(scale, { rate: 30, hold: 10, seconds: 60 });
  say(`bridged: ${Math.round(load.rate * load.hold)} at once, ${load.rate} a second, ${load.total} calls`);
  const relay = await roundAlone(load);
  say("  ours");
  return await onStage({ agents: peopleFor(load), channels: 5000 }, async ({ run }) => {
    const { round, persisted } = await run(load);
    const isWithin = [
      tellRound(round, relay),
      tellPersisted(persisted, round.counted.done),
      tellUsed(round, relay),
    ].every(Boolean);
    return { load, round: brief(round), relay: brief(relay), persisted, isWithin };
  });
}
