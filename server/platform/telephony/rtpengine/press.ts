import { type Means, portName } from "./connect.ts";
import { sendKeys } from "./keys.ts";
import { nobodyFor, pair } from "./media.ts";
import type { NgCommand } from "./ng.ts";
import type { Call, Seat } from "./seats.ts";
import { withoutTaps } from "./taps.ts";

/** Sends keys to a seat: put into what its partner sends it, by the mixer, or from a source of our own where it hears nobody. */
export async function pressKeys(means: Means, callId: string, call: Call, seat: Seat, digits: string): Promise<void> {
  const partner = call.seats.get(seat.partner ?? "");
  if (partner) await withoutTaps(means, callId, call, () => pressInPair(means, callId, call, [partner, seat], digits));
  else if (call.mixes.has(seat.partner ?? "")) await means.media.press(portName(callId, seat.partner!), digits);
  else await pressFromOutside(means, callId, seat, digits);
}

async function pressInPair(
  { ng, interfaces }: Means,
  callId: string,
  call: Call,
  [partner, seat]: [Seat, Seat],
  digits: string,
): Promise<void> {
  if (!seat.isKeyed) {
    for (const command of pair(callId, partner.party, seat.party, interfaces)) await ng.ask(withKeys(command));
    seat.isKeyed = partner.isKeyed = true;
  }
  const { tag } = partner.party;
  for (const code of digits) {
    call.echoes.push(tag + code);
    await ng.ask({ command: "play DTMF", "call-id": callId, "from-tag": tag, code, duration: 100, pause: 100 });
  }
}

async function pressFromOutside(
  { ng, interfaces }: Means,
  callId: string,
  { party }: Seat,
  digits: string,
): Promise<void> {
  await sendKeys(digits, async (sdp) => {
    const source = { tag: `${party.tag}.k`, profile: "inside", sdp } as const;
    const [offer, answer] = pair(callId, party, source, interfaces);
    const { sdp: target } = await ng.ask(offer);
    await ng.ask(answer);
    return target!;
  });
  for (const command of pair(callId, party, nobodyFor(party), interfaces)) await ng.ask(command);
}

const withKeys = (command: NgCommand): NgCommand => ({
  ...command,
  flags: [...(command.flags as readonly string[]), "inject DTMF"],
});
