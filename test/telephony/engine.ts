import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#platform/telephony/clock.ts";
import { usualLimits } from "#platform/telephony/engine/kamailio.ts";
import type { Kept } from "#platform/telephony/engine/kept.ts";
import { askNg } from "#platform/telephony/engine/ng_ask.ts";
import { freePort } from "#platform/telephony/engine/port.ts";
import { interfaces } from "#platform/telephony/engine/rtpengine.ts";
import { ha1 } from "#platform/telephony/engine/tables.ts";
import { open, pidsBelow, voiceFolder } from "#platform/telephony/engine/voice.fixture.ts";
import { type CallStore, noStore } from "#platform/telephony/keep.ts";
import type { Phones } from "#platform/telephony/phones.ts";
import { SipPlant, type SipPlantOptions } from "#platform/telephony/sip/plant.ts";
import { type Engine, prompts, silenceMs, tones } from "#platform/telephony/suite/engine.fixture.ts";
import { Switchboard } from "#platform/telephony/switchboard.ts";
import { writePrompts } from "./prompts.ts";
import { SipPhone } from "./sip_phone.ts";

const domain = "agents.test";
export const password = "secret";
const controller = "cc@engine.invalid";
/** Where the trunk is; everything else is on 127.0.0.1. */
const carrier = "127.0.0.9";
const users = ["lee", "kim"];
const listenFor = [...Object.values(tones), ...Object.values(prompts).map(({ tone }) => tone)];

/** Kamailio and rtpengine as the program keeps them, with people and a trunk that the tests know. */
export interface Engines {
  places: Kept;
  options: SipPlantOptions;
  trunkPort: number;
  /** Process ids of both. */
  pids(): ReturnType<typeof pidsBelow>;
  /** Kills one of the two as hard as can be; it is started again. */
  kill(name: "kamailio" | "rtpengine"): void;
}

/** They end with the test file. @param at domain of the people. @param trunks source -> id */
export async function startEngines({
  people = users,
  at = domain,
  trunks = { [carrier]: "carrier" } as Readonly<Record<string, string>>,
} = {}): Promise<Engines> {
  const folder = await voiceFolder();
  await chmod(folder, 0o755); // rtpengine is another user and reads the prompts
  const engine = open(folder, { limits: { ...usualLimits, flood: 1000 } });
  engine.fill(async (tables) => {
    const credentials = people.map((user) => [`${user}@${at}`, ha1(user, at, password)] as const);
    const rows = {
      domain: new Map([[at, "org1"]]),
      cred: new Map([...credentials, [controller, ha1("cc", "engine.invalid", password)]]),
      trunk: new Map(Object.entries(trunks)),
      network: new Map<string, string>(),
    };
    await tables.give(rows, true);
  });
  const { state, off } = await engine.settled();
  assert.equal(state, "on", off?.text);
  const [places, trunkPort] = [engine.places()!, await freePort("udp", carrier)];
  const options: SipPlantOptions = {
    places,
    address: controller,
    password,
    onTell: (listener) => engine.listen(listener),
    onNewRelay: (listener) => engine.onNewRelay(listener),
    outside: { host: "127.0.0.1", port: places.sip },
    trunks: new Map([["carrier", { host: carrier, port: trunkPort, key: null }]]),
    promptPath: await writePrompts(folder, prompts),
    recordingPath: (recordingId) => join(folder, `${recordingId}.wav`),
    interfaces,
    newId: randomUUID,
    silenceMs,
  };
  return {
    places,
    options,
    trunkPort,
    pids: () => pidsBelow(folder),
    kill: (name) => {
      for (const pid of pidsBelow(folder)[name]) process.kill(pid, "SIGKILL");
    },
  };
}

/** Phones around these engines. */
export interface TestPhones extends Phones {
  /** Waits until calls have ended, and takes them away. */
  close(): Promise<void>;
  device(address: string): Promise<SipPhone>;
  subscriber(number: string): Promise<SipPhone>;
}

export function openPhones({ places, trunkPort }: Engines): TestPhones {
  const phones: SipPhone[] = [];
  const devices: SipPhone[] = [];
  const keep = (phone: SipPhone): SipPhone => {
    phones.push(phone);
    return phone;
  };
  return {
    async device(address) {
      const phone = keep(await SipPhone.open({ edgePort: places.sip, address, password, listenFor }));
      devices.push(phone);
      await phone.register();
      return phone;
    },
    async subscriber(number) {
      const port = phones.some((phone) => phone.port === trunkPort) ? 0 : trunkPort;
      const address = `${number}@carrier.test`;
      return keep(await SipPhone.open({ edgePort: places.sip, address, listenFor, host: carrier, port }));
    },
    async close() {
      for (let left = 50; left > 0 && phones.some(({ state }) => state !== "idle"); left--) await sleep(20);
      await Promise.all(devices.splice(0).map((phone) => phone.unregister()));
      for (const phone of phones.splice(0)) phone.close();
    },
  };
}

/** A controller of these engines, and phones around it; when it is closed, no call may be left in rtpengine. */
export async function openEngine(
  engines: Engines,
  { store = noStore, phones = openPhones(engines) }: { store?: CallStore; phones?: TestPhones } = {},
): Promise<Engine> {
  const adapter = await Switchboard.takeOver(await SipPlant.open(engines.options), systemClock, store);
  return engineOf(engines, adapter, phones);
}

/** The same on a plant that the test has opened. */
export const openEngineOn = (engines: Engines, plant: SipPlant): Engine =>
  engineOf(engines, new Switchboard(plant, systemClock), openPhones(engines));

function engineOf(engines: Engines, adapter: Switchboard, phones: TestPhones): Engine {
  return {
    adapter,
    phones,
    pass: sleep,
    async close() {
      const { legs } = await adapter.snapshot();
      await Promise.all(legs.map(({ legId }) => adapter.hangup(legId, "shutdown")));
      await phones.close();
      await adapter.close();
      assert.deepEqual(await callsIn(engines.places), [], "rtpengine has no call left");
    },
  };
}

/** Ids of the calls that rtpengine has. */
export const callsIn = async ({ ng }: Kept): Promise<unknown> => (await askNg(ng, "list", 1000)).calls;
