import { bridged } from "./calls/bridged.ts";
import { cap } from "./calls/cap.ts";
import { dtls } from "./calls/dtls.ts";
import { music } from "./calls/music.ts";
import { pop } from "./calls/pop.ts";
import { recorded } from "./calls/recorded.ts";
import { say } from "./calls/told.ts";
import type { Options } from "./world.ts";

const scenarios = { bridged, recorded, music, dtls, cap, pop };
type Name = keyof typeof scenarios;

/**
 * Calls under load, the real way: SIPp as the trunk's callers and as desk phones, our edge, our exchange, rtpengine, and the database.
 * `--scale 0.1` runs a tenth of it; `--scenarios bridged,cap` some of it.
 */
export async function calls(options: Options): Promise<unknown> {
  const { scale, scenarios: wanted } = options;
  const names = wanted.length > 0 ? wanted : Object.keys(scenarios);
  const unknown = names.filter((name) => !(name in scenarios));
  if (unknown.length > 0)
    throw new Error(`no scenario is called ${unknown.join(", ")}; there are ${Object.keys(scenarios).join(", ")}`);
  const results: Record<string, unknown> = {};
  for (const name of names) {
    results[name] = await scenarios[name as Name](scale, options);
    say("");
  }
  return results;
}
