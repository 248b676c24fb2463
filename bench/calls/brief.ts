import { gapsOf } from "./ears.ts";
import type { Round } from "./round.ts";
import { setupsOf } from "./told.ts";

/** A round for the file of results: figures, not every packet. */
export function brief(round: Round): unknown {
  const { heard, setups: _, ...rest } = round;
  const { gaps: __, ...ears } = heard;
  return { ...rest, setups: setupsOf(round), heard: { ...ears, gaps: gapsOf(heard) } };
}
