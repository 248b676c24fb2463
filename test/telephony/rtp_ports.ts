import { createSocket } from "node:dgram";
import type { VoiceSettings } from "#platform/telephony/engine/settings.ts";

const slots = 16;
const each = 1000;

/**
 * Ports for the audio of one test process, and no other: rtpengine shares its ports with any other rtpengine that asks for the
 * same, and then one of the two hears nothing. They lie below those that the system gives out by itself. @throws when all are taken
 */
async function takeRtpPorts(): Promise<VoiceSettings["rtpPorts"]> {
  for (let slot = 0; slot < slots; slot++)
    if (await isMine(15_000 + slot)) return { from: 16_400 + slot * each, to: 16_400 + slot * each + each - 2 };
  throw new Error("too many telephone tests at once");
}

/** Bound for as long as this process lives. */
function isMine(port: number): Promise<boolean> {
  const mark = createSocket("udp4").unref();
  return new Promise((resolve) => {
    mark.once("error", () => resolve(false));
    mark.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(true));
  });
}

export const rtpPorts = await takeRtpPorts();
