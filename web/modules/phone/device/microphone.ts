import { choice } from "./choice.ts";

let open: MediaStream | undefined;
let isMuted = false;

/**
 * The chosen microphone, or any where that one is gone; opened once and shared.
 * @throws DOMException NotAllowedError, NotFoundError, NotReadableError
 */
export async function openMicrophone(onLost: () => void): Promise<MediaStream> {
  if (open?.getTracks().every(({ readyState }) => readyState === "live")) return open;
  const { microphone } = choice.get();
  const wish = microphone ? { deviceId: { exact: microphone } } : {};
  open = await get(wish).catch((error: DOMException) => {
    if (!microphone || error.name === "NotAllowedError") throw error;
    return get({});
  });
  for (const track of open.getAudioTracks()) {
    track.enabled = !isMuted;
    track.addEventListener("ended", onLost);
  }
  return open;
}

export function closeMicrophone(): void {
  for (const track of open?.getTracks() ?? []) track.stop();
  open = undefined;
}

/** Nothing leaves the browser while it is muted, beside what call control does. */
export function muteMicrophone(next: boolean): void {
  isMuted = next;
  for (const track of open?.getAudioTracks() ?? []) track.enabled = !next;
}

const get = (wish: MediaTrackConstraints): Promise<MediaStream> => {
  if (!navigator.mediaDevices) throw new DOMException("only over HTTPS", "SecurityError");
  return navigator.mediaDevices.getUserMedia({
    audio: { ...wish, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
};
