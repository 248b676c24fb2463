import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type CastMember, cast } from "#test/cast.ts";
import { keptBy } from "#test/telephony/office.ts";
import { SipPhone } from "#test/telephony/sip_phone.ts";
import type { Stage } from "./journey.ts";
import { ask, signIn, type Visitor } from "./page.ts";
import { type Product, startProduct } from "./product.ts";
import { until } from "./until.ts";

const carrierHost = "127.0.0.9";

export interface TelephoneHouse {
  product: Product;
  /** Whoever calls from outside, at the other end of the trunk. */
  caller: SipPhone;
  ours: string;
  edgePort: number;
}

let opened: Promise<TelephoneHouse> | undefined;

const ends: (() => unknown)[] = [];
after(async () => {
  for (const end of ends) await end();
});

/** The demo company with voice on, one for the run: a trunk to a carrier on this machine, and a number that rings Zhou. */
export const telephoneHouse = (stage: Stage): Promise<TelephoneHouse> => (opened ??= open(stage));

async function open(stage: Stage): Promise<TelephoneHouse> {
  const product = await startProduct("demo", { hasVoice: true });
  ends.push(() => product.dispose());
  const { sip: edgePort } = await keptBy(product);
  const caller = await SipPhone.open({
    edgePort,
    address: "+8619900002001@carrier.test",
    host: carrierHost,
    listenFor: [1000, 1500],
  });
  ends.push(() => caller.close());
  const boss = await stage.visit({}, product.base);
  await signIn(boss, cast.zhao);
  const { users } = (await ask(boss, "/users", "GET")) as unknown as { users: { id: string; email: string }[] };
  const idOf = (one: CastMember) => users.find(({ email }) => email === one.mail)?.id;
  const trunk = await ask(boss, "/trunks", "POST", {
    name: "测试线路",
    kind: "address",
    host: carrierHost,
    port: caller.port,
    sources: [carrierHost],
    countries: ["CN"],
  });
  const number = await ask(boss, "/voice_numbers", "POST", {
    digits: "0571 8796 4499",
    label: "售前热线",
    trunk_id: trunk.id,
    user_id: idOf(cast.zhou),
  });
  await ask(boss, "/caller_ids", "PUT", { caller_ids: [{ number_id: number.id, team_id: null, client_id: null }] });
  await boss.context.close();
  return { product, caller, ours: "+8657187964499", edgePort };
}

/** The desk phone of whoever is signed in at this page, with a password that has just been made. */
export async function deskPhoneOf(agent: Visitor, { edgePort }: TelephoneHouse): Promise<SipPhone> {
  const account = await ask(agent, "/me/extension/password", "POST");
  const { digits, domain, password } = account as unknown as Record<"digits" | "domain" | "password", string>;
  const desk = await SipPhone.open({ edgePort, address: `${digits}@${domain}`, password, listenFor: [440] });
  ends.push(() => desk.close());
  await pause(3500); // a wrong password too often is a ban: the edge has it by now
  await desk.register();
  return desk;
}

/** An agent at a browser whose microphone says a tone, and of which it is known what its person hears. */
export async function agentAt(stage: Stage, base: string, tone: number): Promise<Visitor> {
  const visitor = await stage.visit({}, base);
  await visitor.context.addInitScript(microphone, tone);
  return visitor;
}

/** Tones that are heard in this tab; nothing where another one has the voice. */
export const heardBy = ({ page }: Visitor, tones: readonly number[]): Promise<number[]> =>
  page.evaluate((wanted) => (window as unknown as Ears).hears?.(wanted) ?? [], [...tones]);

export async function hears(visitor: Visitor, tones: readonly number[], wanted: readonly number[]): Promise<void> {
  await until(
    `${wanted.join(" and ") || "nothing"} is heard`,
    async () => (await heardBy(visitor, tones)).join() === wanted.join(),
  );
}

interface Ears {
  hears?: (tones: number[]) => number[];
  plug: (tone: number | null) => void;
  silence: (isSilent: boolean) => void;
}

/** Pulls out what an agent speaks into, and plugs in what says another tone; null: nothing. */
export const plugIn = ({ page }: Visitor, tone: number | null): Promise<void> =>
  page.evaluate((one) => (window as unknown as Ears).plug(one), tone);

/** As the system tells of a headset whose own key has muted it. */
export const silence = ({ page }: Visitor, isSilent: boolean): Promise<void> =>
  page.evaluate((one) => (window as unknown as Ears).silence(one), isSilent);

/** Runs in the page before anything else. */
function microphone(tone: number): void {
  const context = new AudioContext();
  const mouth = context.createMediaStreamDestination();
  const gain = new GainNode(context, { gain: 0.3 });
  const oscillator = new OscillatorNode(context, { frequency: tone });
  oscillator.connect(gain).connect(mouth);
  oscillator.start();
  let isPlugged = true;
  let opened: MediaStreamTrack[] = [];
  navigator.mediaDevices.getUserMedia = async () => {
    if (!isPlugged) throw new DOMException("Requested device not found", "NotFoundError");
    const stream = mouth.stream.clone();
    opened.push(...stream.getTracks());
    return stream;
  };
  const ear = new AnalyserNode(context, { fftSize: 8192 });
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(settings?: RTCConfiguration) {
      super(settings);
      this.addEventListener("track", ({ track }) => {
        const audio = new Audio();
        audio.srcObject = new MediaStream([track]);
        audio.muted = true;
        void audio.play();
        context.createMediaStreamSource(audio.srcObject).connect(ear);
      });
    }
  };
  Object.assign(window, {
    plug(next: number | null) {
      isPlugged = next !== null;
      if (next !== null) oscillator.frequency.value = next;
      const gone = opened;
      opened = [];
      for (const track of gone.filter(({ readyState }) => readyState === "live")) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    silence(isSilent: boolean) {
      for (const track of opened) track.dispatchEvent(new Event(isSilent ? "mute" : "unmute"));
    },
    hears(tones: number[]) {
      void context.resume();
      const levels = new Float32Array(ear.frequencyBinCount);
      ear.getFloatFrequencyData(levels);
      return tones.filter((one) => levels[Math.round((one * ear.fftSize) / context.sampleRate)]! > -50);
    },
  });
}
