import { createTrunkContract, type TrunkDraft } from "../../../../server/modules/voice/trunk.contract.ts";
import { whatDiffers } from "./differ.ts";
import { type Faults, faultsOf } from "./faults.ts";
import type { Trunk } from "./telephone.ts";

/** What stands in the fields of the dialog, as it is typed. */
export interface TrunkForm {
  name: string;
  kind: Trunk["kind"];
  host: string;
  port: string;
  username: string;
  /** Never filled in for who opens it. */
  password: string;
  sources: string;
  codecs: Trunk["codecs"];
  number_form: Trunk["number_form"];
  channel_limit: string;
  calls_per_minute: string;
  countries: string[];
  is_on: boolean;
}

/** @param country where the organisation is: the one that a new trunk may call */
export function formOf(trunk: Trunk | undefined, country: string | undefined): TrunkForm {
  if (!trunk)
    return {
      name: "",
      kind: "registration",
      host: "",
      port: "5060",
      username: "",
      password: "",
      sources: "",
      codecs: ["PCMA", "PCMU"],
      number_form: "plus",
      channel_limit: "30",
      calls_per_minute: "",
      countries: country ? [country] : [],
      is_on: true,
    };
  return {
    ...trunk,
    port: String(trunk.port),
    username: trunk.username ?? "",
    password: "",
    sources: trunk.sources.join("\n"),
    channel_limit: String(trunk.channel_limit),
    calls_per_minute: trunk.calls_per_minute === null ? "" : String(trunk.calls_per_minute),
    countries: [...trunk.countries],
  };
}

/** A trunk that is known by its address signs in with nothing; an empty password leaves the one that is kept. */
export function bodyOf(form: TrunkForm): TrunkDraft {
  const signsIn = form.kind === "registration";
  return {
    name: form.name.trim(),
    kind: form.kind,
    host: form.host.trim(),
    port: Number(form.port),
    username: signsIn ? form.username.trim() || null : null,
    sources: [...new Set(form.sources.split(/[\s,，;；]+/).filter(Boolean))],
    codecs: form.codecs,
    number_form: form.number_form,
    channel_limit: Number(form.channel_limit),
    calls_per_minute: form.calls_per_minute.trim() === "" ? null : Number(form.calls_per_minute),
    countries: form.countries,
    is_on: form.is_on,
    ...(signsIn ? (form.password ? { password: form.password } : {}) : { password: null }),
  };
}

export const changesOf = (before: TrunkForm, after: TrunkForm): Partial<TrunkDraft> =>
  whatDiffers(bodyOf(before), bodyOf(after));

export function faultsIn(form: TrunkForm): Faults {
  const body = bodyOf(form);
  return {
    ...faultsOf(createTrunkContract.body!, body),
    ...(form.kind === "registration" && !body.username ? { username: "required" } : {}),
    ...(form.kind === "address" && body.sources?.length === 0 ? { sources: "required" } : {}),
  };
}

/** The password that is kept was given for another place or name, and goes nowhere else. */
export function losesPassword(trunk: Trunk | undefined, form: TrunkForm): boolean {
  if (!trunk?.has_password || form.password !== "" || form.kind !== "registration") return false;
  const { host, port, username, kind } = bodyOf(form);
  return host !== trunk.host || port !== trunk.port || username !== trunk.username || kind !== trunk.kind;
}
