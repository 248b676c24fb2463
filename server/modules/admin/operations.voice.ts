import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Engine } from "../../platform/telephony/engine/engine.ts";
import { readRefused } from "../voice/index.ts";
import type { readOperationsContract } from "./operations.contract.ts";

type Voice = ResponseOf<typeof readOperationsContract>["voice"];

const noVoice: Voice = {
  state: "off",
  is_installing: false,
  off: null,
  sip_port: null,
  calls: null,
  refused_steps: 0,
  refused_file: null,
  programs: [],
};

/** How the telephone of this node stands, and what calls of the organisation left that could not be written. */
export async function voiceFacts(organisationId: string, engine: Engine | undefined): Promise<Voice> {
  if (!engine) return noVoice;
  const { count, file } = readRefused(engine.folder, organisationId);
  const { state, isInstalling, off, programs } = engine.facts();
  const counts = state === "on" ? await engine.counts().catch(() => null) : null;
  return {
    state,
    is_installing: isInstalling,
    off,
    sip_port: engine.places()?.sip ?? null,
    calls: counts?.calls ?? null,
    refused_steps: count,
    refused_file: count > 0 ? file : null,
    programs: programs.map(({ name, version, isUp, restartsLastHour }) => ({
      name,
      version,
      is_up: isUp,
      restarts_last_hour: restartsLastHour,
    })),
  };
}
