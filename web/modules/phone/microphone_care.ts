import {
  changeMicrophone,
  closeMicrophone,
  isRightMicrophone,
  type MicrophoneEvent,
  openMicrophone,
} from "./device/microphone.ts";
import type { Trouble } from "./state.ts";

interface CareParts {
  isInCall: () => boolean;
  /** The call that goes on takes another track; nobody is hung up on. */
  speakWith: (track: MediaStreamTrack) => Promise<void>;
  tell: (trouble: Trouble | null) => void;
}

/** A headset that is plugged in again may not be told of, and another program may let go of the microphone at any time. */
const againAfter = 1500;

/** Keeps a microphone in the call: when it goes another one is taken, and the right one again when it is back. */
export function careForMicrophone({ isInCall, speakWith, tell }: CareParts) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let changing: Promise<void> | undefined;
  let permission: PermissionStatus | undefined;
  void navigator.permissions
    ?.query({ name: "microphone" as PermissionName })
    .then((status) => {
      permission = status;
      permission.addEventListener("change", replace);
    })
    .catch(() => undefined); // a browser that does not tell: the microphone ends all the same

  return {
    open: (): Promise<MediaStream> => openMicrophone(hear),
    /** Another one was chosen, plugged in or pulled out. */
    async look(): Promise<void> {
      if (isInCall() && !(await isRightMicrophone())) replace();
    },
    close(): void {
      clearTimeout(timer);
      closeMicrophone();
    },
    end(): void {
      clearTimeout(timer);
      permission?.removeEventListener("change", replace);
    },
  };

  function hear(event: MicrophoneEvent): void {
    if (event === "lost") replace();
    else if (isInCall()) tell(event === "silenced" ? "microphone_silenced" : null);
  }

  /** One after the other: two at once would each stop the other's. */
  function replace(): void {
    clearTimeout(timer);
    changing = (changing ?? Promise.resolve()).then(change);
  }

  async function change(): Promise<void> {
    if (!isInCall() || (await isRightMicrophone())) return;
    try {
      const [track] = (await changeMicrophone(hear)).getAudioTracks();
      if (!isInCall()) return closeMicrophone();
      if (track) await speakWith(track);
      tell(track?.muted ? "microphone_silenced" : null);
    } catch (error) {
      const trouble = troubleOf(error as Error);
      tell(trouble === "microphone_missing" ? "microphone_lost" : trouble);
      // who has refused is asked no more: the change of the permission is told
      if (trouble !== "microphone_denied") timer = setTimeout(replace, againAfter);
    }
  }
}

export function troubleOf(error: Error): Trouble {
  if (error.name === "NotAllowedError") return "microphone_denied";
  if (error.name === "NotReadableError") return "microphone_busy";
  return error.name === "SecurityError" ? "insecure" : "microphone_missing";
}
