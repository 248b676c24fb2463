import { choice, listDevices } from "./choice.ts";

export type MicrophoneEvent = "lost" | "silenced" | "speaking";

let open: MediaStream | undefined;
let isMuted = false;

/**
 * The chosen microphone, or any where that one is gone; opened once and shared.
 * @param tell that it has ended, that the system or the headset has silenced it, or takes that back
 * @throws DOMException NotAllowedError, NotFoundError, NotReadableError
 */
export async function openMicrophone(tell: (event: MicrophoneEvent) => void): Promise<MediaStream> {
  return isLive() ? open! : await take(tell);
}

/** Another one in its stead, which is heard until the new one is there. @throws as `openMicrophone` */
export async function changeMicrophone(tell: (event: MicrophoneEvent) => void): Promise<MediaStream> {
  const before = open;
  const stream = await take(tell);
  if (stream !== before) stop(before);
  return stream;
}

export function closeMicrophone(): void {
  const before = open;
  open = undefined;
  stop(before);
}

/** Nothing leaves the browser while it is muted, beside what call control does. */
export function muteMicrophone(next: boolean): void {
  isMuted = next;
  for (const track of open?.getAudioTracks() ?? []) track.enabled = !next;
}

/** Whether the one in use works and is the chosen one, or the system's where none is chosen or it is not there. */
export async function isRightMicrophone(): Promise<boolean> {
  if (!isLive()) return false;
  const used = open!.getAudioTracks()[0]!.getSettings();
  const there = (await listDevices()).filter(({ kind }) => kind === "audioinput");
  const { microphone } = choice.get();
  if (microphone && there.some(({ deviceId }) => deviceId === microphone)) return used.deviceId === microphone;
  const usual = there.find(({ deviceId }) => deviceId === "default");
  return !usual?.groupId || !used.groupId || usual.groupId === used.groupId;
}

const isLive = (): boolean => open?.getTracks().every(({ readyState }) => readyState === "live") ?? false;

async function take(tell: (event: MicrophoneEvent) => void): Promise<MediaStream> {
  const { microphone } = choice.get();
  const wish = microphone ? { deviceId: { exact: microphone } } : {};
  const stream = await get(wish).catch((error: DOMException) => {
    if (!microphone || error.name === "NotAllowedError") throw error;
    return get({});
  });
  open = stream;
  const tellOf = (event: MicrophoneEvent) => () => open === stream && tell(event);
  for (const track of stream.getAudioTracks()) {
    track.enabled = !isMuted;
    track.addEventListener("ended", tellOf("lost"));
    track.addEventListener("mute", tellOf("silenced"));
    track.addEventListener("unmute", tellOf("speaking"));
  }
  return stream;
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

const get = (wish: MediaTrackConstraints): Promise<MediaStream> => {
  if (!navigator.mediaDevices) throw new DOMException("only over HTTPS", "SecurityError");
  return navigator.mediaDevices.getUserMedia({
    audio: { ...wish, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
};
