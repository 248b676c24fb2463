import { join } from "node:path";
import { Desks } from "./desks.ts";
import { type Load, peopleFor } from "./load.ts";
import { startRelay } from "./relay.ts";
import { type Round, runRound } from "./round.ts";
import { openFolder } from "./stage.ts";
import { say } from "./told.ts";

/** The same calls from the same callers to the same phones, through Kamailio and rtpengine alone. */
export async function roundAlone(load: Load): Promise<Round> {
  say("  relay alone");
  const { folder, remove } = await openFolder();
  const relay = await startRelay(join(folder, "relay"));
  const desks = await Desks.open(relay.edgePort, []);
  try {
    const numbers = Array.from({ length: peopleFor(load) }, (_, index) => `+861990000${1000 + index}`);
    return await runRound({
      name: "alone",
      folder: join(folder, "alone"),
      edgePort: relay.edgePort,
      load,
      numbers,
      processes: relay.processes,
    });
  } finally {
    desks.close();
    await relay.stop();
    await remove();
  }
}
