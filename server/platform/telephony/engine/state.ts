import type { ChildFacts } from "./child.ts";
import { installLine } from "./programs.ts";

export type OffReason =
  /** ZHIYIN_VOICE=off. */
  | "setting"
  /** The programs are not on this machine, and we may not or could not install them. */
  | "missing"
  /** Somebody else holds the SIP port. */
  | "port_busy"
  /** This machine has no such address. */
  | "address"
  | "failed";

/** Why voice is off. */
export class OffError extends Error {
  override name = "OffError";
  readonly reason: OffReason;
  constructor(reason: OffReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface EngineFacts {
  state: "on" | "starting" | "off";
  /** Packages are being installed; the state is "starting". */
  isInstalling: boolean;
  off: { reason: OffReason; text: string /** The one line that turns it on. */; command: string | null } | null;
  programs: (ChildFacts & { version: string | null })[];
}

export type Phase = { isInstalling: boolean; off: OffError | undefined };

/** What people are told: on when all programs answer; a program that cannot be started makes it off. */
export function factsOf(
  { isInstalling, off }: Phase,
  children: readonly ChildFacts[],
  versions: Readonly<Record<string, string>>,
): EngineFacts {
  const programs = children.map((child) => ({ ...child, version: versions[child.name] ?? null }));
  const error = off ?? troubleOf(children);
  if (!error) {
    const isOn = children.length > 0 && children.every(({ isUp }) => isUp);
    return { state: isOn ? "on" : "starting", isInstalling, off: null, programs };
  }
  const command = error.reason === "missing" ? installLine : null;
  return { state: "off", isInstalling, off: { reason: error.reason, text: error.message, command }, programs };
}

/** For the terminal. */
export function voiceLine({ state, off, programs }: EngineFacts, sipPort: number | undefined): string {
  if (state === "starting") return "Voice is starting";
  if (!off)
    return `Voice is on: SIP on UDP port ${sipPort} (${programs.map(({ name, version }) => `${name} ${version ?? ""}`.trim()).join(", ")})`;
  return `Voice is off: ${off.text}${off.command ? `; as root: ${off.command}` : ""}`;
}

function troubleOf(children: readonly ChildFacts[]): OffError | undefined {
  const ill = children.find(({ isUp, trouble }) => !isUp && trouble !== null);
  if (!ill?.trouble) return undefined;
  return new OffError(/in use/i.test(ill.trouble) ? "port_busy" : "failed", `${ill.name}: ${ill.trouble}`);
}
