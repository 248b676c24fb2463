import { createVoiceNumberContract } from "../../../../server/modules/voice/number.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { type Faults, faultsOf } from "./faults.ts";
import type { Trunk, VoiceNumber } from "./telephone.ts";

export const ringing = ["team", "user"] as const;

/** What stands in the fields of the dialog, as it is typed. */
export interface NumberForm {
  digits: string;
  label: string;
  trunk_id: string;
  client_id: string;
  rings: (typeof ringing)[number];
  user_id: string;
  team_id: string;
  ring_seconds: string;
}

export const formOf = (number: VoiceNumber | undefined, trunks: readonly Trunk[]): NumberForm => ({
  digits: number?.digits ?? "",
  label: number?.label ?? "",
  trunk_id: number?.trunk_id ?? trunks[0]?.id ?? "",
  client_id: number?.client_id ?? "",
  rings: number?.user_id ? "user" : "team",
  user_id: number?.user_id ?? "",
  team_id: number?.team_id ?? "",
  ring_seconds: String(number?.ring_seconds ?? 25),
});

/** A number rings a team or a person, whatever was chosen before of the other. */
export function bodyOf(form: NumberForm): Required<BodyOf<typeof createVoiceNumberContract>> {
  const isTeam = form.rings === "team";
  return {
    digits: form.digits.trim(),
    label: form.label.trim(),
    trunk_id: form.trunk_id,
    client_id: form.client_id || null,
    user_id: isTeam ? null : form.user_id || null,
    team_id: isTeam ? form.team_id || null : null,
    ring_seconds: Number(form.ring_seconds),
  };
}

export function faultsIn(form: NumberForm): Faults {
  const body = bodyOf(form);
  return {
    ...faultsOf(createVoiceNumberContract.body!, body),
    ...(body.user_id || body.team_id ? {} : { rings: "required" }),
  };
}
