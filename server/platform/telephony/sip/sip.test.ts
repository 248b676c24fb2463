import { before } from "node:test";
import { type Engines, openEngine, startEngines } from "#test/telephony/engine.ts";
import { withoutPrograms } from "../engine/voice.fixture.ts";
import { adapterContract } from "../suite/adapter.fixture.ts";

let engines: Engines;
before(async () => {
  if (!withoutPrograms) engines = await startEngines();
});

/** These need a media process with a mixer and a recorder. */
const withoutMixer = [
  "a conference of three, one of whom is held, then leaves",
  "a supervisor listens, whispers, speaks to all and leaves",
  "a recording counts what was recorded, without pauses, and stops with the call",
];

adapterContract("Kamailio and rtpengine", () => openEngine(engines), { except: withoutMixer, skip: withoutPrograms });
