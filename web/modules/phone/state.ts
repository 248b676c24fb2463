import { createStore } from "../../ui/store.ts";

export interface PhoneState {
  /** Of the telephone in this browser: not wanted, in another tab, signing in, ready, cut off. */
  line: "off" | "elsewhere" | "connecting" | "ready" | "lost";
  trouble: Trouble | null;
  /** The call that rings here, and the one that is heard here. */
  ringing: string | null;
  playing: string | null;
  /** The call that this browser was asked last to pick up. */
  picked: string | null;
}

export type Trouble =
  | "insecure"
  | "microphone_denied"
  | "microphone_missing"
  | "microphone_lost"
  | "microphone_busy"
  | "microphone_silenced"
  | "silent"
  | "no_sound"
  | "offline"
  | "network";

export const phone = createStore<PhoneState>({
  ...{ line: "off", trouble: null },
  ...{ ringing: null, playing: null, picked: null },
});

export const change = (part: Partial<PhoneState>): void => phone.set({ ...phone.get(), ...part });

/** What is heard here now, for meters; null where it is another tab, or nothing. */
export const heard = createStore<MediaStream | null>(null);
