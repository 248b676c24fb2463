import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#platform/telephony/clock.ts";
import { Ng } from "#platform/telephony/rtpengine/ng.ts";
import { SipPlant, type SipPlantOptions } from "#platform/telephony/sip/plant.ts";
import { type Engine, prompts, silenceMs, tones } from "#platform/telephony/suite/engine.fixture.ts";
import { Switchboard } from "#platform/telephony/switchboard.ts";
import { type RunningEdge, startEdge } from "./kamailio.ts";
import { freePort } from "./ports.ts";
import { writePrompts } from "./prompts.ts";
import { type RunningRelay, startRelay } from "./rtpengine.ts";
import { SipPhone } from "./sip_phone.ts";

const listenFor = [...Object.values(tones), ...Object.values(prompts).map(({ tone }) => tone)];

/** Kamailio and rtpengine on 127.0.0.1, and a port at which their trunk ends. */
export interface Plantation {
  edge: RunningEdge;
  relay: RunningRelay;
  options: SipPlantOptions;
  trunkPort: number;
  /** How many calls rtpengine has. */
  calls(): Promise<number>;
  stop(): Promise<void>;
}

export async function startEngines(): Promise<Plantation> {
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-telephony-"));
  const [relay, edge, trunkPort] = [await startRelay(folder), await startEdge(folder), await freePort()];
  const ng = await Ng.open(relay.ngPort);
  await ng.ask({ command: "ping" });
  const options: SipPlantOptions = {
    edge: { url: `ws://127.0.0.1:${edge.webPort}`, user: "cc", domain: "cc.local" },
    rpcPort: edge.webPort,
    ngPort: relay.ngPort,
    keyPort: relay.keyPort,
    trunks: new Map([["carrier", { host: "127.0.0.1", port: trunkPort }]]),
    promptPath: await writePrompts(folder, prompts),
    newId: randomUUID,
    silenceMs,
  };
  return {
    edge,
    relay,
    options,
    trunkPort,
    calls: async () => ((await ng.ask({ command: "list" })).calls as unknown[]).length,
    stop: async () => {
      ng.close();
      await Promise.all([edge.stop(), relay.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** A controller of these engines, and phones around it; when it is closed, no call may be left in rtpengine. */
export async function openEngine({ edge, options, trunkPort, calls }: Plantation): Promise<Engine> {
  const adapter = new Switchboard(await SipPlant.open(options), systemClock);
  const phones: SipPhone[] = [];
  const devices: SipPhone[] = [];
  const open = async (address: string, port = 0) => {
    const phone = await SipPhone.open(edge.sipPort, address, listenFor, port);
    phones.push(phone);
    return phone;
  };
  return {
    adapter,
    phones: {
      async device(address) {
        const phone = await open(address);
        devices.push(phone);
        await phone.register();
        return phone;
      },
      subscriber: (number) =>
        open(`${number}@carrier.test`, phones.some((phone) => phone.port === trunkPort) ? 0 : trunkPort),
    },
    pass: sleep,
    async close() {
      const { legs } = await adapter.snapshot();
      await Promise.all(legs.map(({ legId }) => adapter.hangup(legId, "shutdown")));
      await Promise.all(devices.map((phone) => phone.unregister()));
      await adapter.close();
      for (const phone of phones) phone.close();
      assert.equal(await calls(), 0, "rtpengine has no call left");
    },
  };
}
