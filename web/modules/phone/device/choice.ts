import { createStore } from "../../../ui/store.ts";

/** Which devices the person has chosen on this computer; null: the one the system chooses. */
export interface Choice {
  microphone: string | null;
  speaker: string | null;
  /** What rings: often the loudspeaker, while the voice goes to the headset. */
  ringer: string | null;
}

const key = "zhiyin.phone.devices";
const none: Choice = { microphone: null, speaker: null, ringer: null };

export const choice = createStore<Choice>(kept());

export function chooseDevice(part: Partial<Choice>): void {
  choice.set({ ...choice.get(), ...part });
  localStorage.setItem(key, JSON.stringify(choice.get()));
}

function kept(): Choice {
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return none;
  }
}

/** What is there now; without names until a microphone was allowed. */
export async function listDevices(): Promise<MediaDeviceInfo[]> {
  return (await navigator.mediaDevices?.enumerateDevices()) ?? [];
}

/** Plays by the chosen device where the browser can choose one; else, or when it is gone, by the system's. */
export async function playBy(audio: HTMLAudioElement, deviceId: string | null): Promise<void> {
  await audio.setSinkId?.(deviceId ?? "").catch(() => audio.setSinkId(""));
}
