import { brief } from "./brief.ts";
import { tellPersisted } from "./persisted.ts";
import { onStage } from "./stage.ts";
import { say, tellRound, tellUsed } from "./told.ts";

/** Twice as many callers as the trunk may carry: whoever is too many hears busy, and nobody who talks is dropped. */
export async function cap(scale: number): Promise<unknown> {
  const channels = Math.max(4, Math.round(150 * scale));
  const rate = Math.max(2, 30 * scale);
  const total = 2 * channels;
  const load = { rate, hold: Math.ceil(total / rate) + 10, total, heard: Math.max(2, Math.round(total / 20)) };
  say(`cap: ${total} callers, ${rate} a second, on a trunk that carries ${channels}`);
  return await onStage({ agents: total, channels }, async ({ run }) => {
    const { round, persisted } = await run(load, { mayBeBusy: true });
    const isWithin = [
      tellRound(round, null, { busy: total - channels }),
      tellPersisted(persisted, round.counted.done - round.busy),
      tellUsed(round, null),
    ].every(Boolean);
    return { load, channels, round: brief(round), persisted, isWithin };
  });
}
