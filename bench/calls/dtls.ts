import { brief } from "./brief.ts";
import { Browsers } from "./browsers.ts";
import { loadOf, peopleFor } from "./load.ts";
import { tellPersisted } from "./persisted.ts";
import { onStage } from "./stage.ts";
import { figure, say, tellRound, tellUsed } from "./told.ts";

/**
 * 150 bridged calls at once whose agents' legs are ICE and DTLS-SRTP, 15 new ones a second. The browsers' part is done on the same cores
 * by an rtpengine that encrypts as often as ours, so that half of the calls without encryption is what fits.
 */
export async function dtls(scale: number): Promise<unknown> {
  const load = loadOf(scale, { rate: 15, hold: 10, seconds: 60 });
  say(`dtls: ${Math.round(load.rate * load.hold)} at once, ${load.rate} a second, ${load.total} calls`);
  const options = { agents: peopleFor(load), channels: 5000, hasDesks: false };
  return await onStage(options, async ({ company, product, folder, run }) => {
    const browsers = await Browsers.open(product, company, folder);
    try {
      const processes = () => ({ ...product.processes(), ...browsers.processes() });
      const { round, persisted } = await run(load, { processes });
      const { made } = round.counted;
      const isSecured = figure(
        "legs offered and answered with DTLS-SRTP",
        `${browsers.secured} of ${made}`,
        browsers.secured === made,
        "all of them",
      );
      const isWithin = [
        tellRound(round, null),
        tellPersisted(persisted, round.counted.done),
        tellUsed(round, null),
      ].every(Boolean);
      return { load, secured: browsers.secured, round: brief(round), persisted, isWithin: isWithin && isSecured };
    } finally {
      await browsers.close();
    }
  });
}
