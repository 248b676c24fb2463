import { after, before } from "node:test";
import { openEngine, type Plantation, startEngines } from "#test/telephony/engine.ts";
import { missing } from "#test/telephony/programs.ts";
import { adapterContract } from "../suite/adapter.fixture.ts";

const skip = missing("kamailio", "rtpengine");
let engines: Plantation;
before(async () => {
  if (!skip) engines = await startEngines();
});
after(() => engines?.stop());

/** These need a media process with a mixer and a recorder. */
const withoutMixer = [
  "a conference of three, one of whom is held, then leaves",
  "a supervisor listens, whispers, speaks to all and leaves",
  "a recording counts what was recorded, without pauses, and stops with the call",
];

adapterContract("Kamailio and rtpengine", () => openEngine(engines), { except: withoutMixer, skip });
