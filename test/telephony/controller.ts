import { randomUUID } from "node:crypto";
import { callFiles } from "#platform/telephony/call_files.ts";
import { systemClock } from "#platform/telephony/clock.ts";
import { SipPlant, type SipPlantOptions } from "#platform/telephony/sip/plant.ts";
import { dialing } from "#platform/telephony/suite/engine.fixture.ts";
import { Switchboard } from "#platform/telephony/switchboard.ts";

/** What it is told by its parent, as JSON in the first argument. */
export type ControllerOptions = Pick<SipPlantOptions, "places" | "outside" | "address" | "password" | "silenceMs"> & {
  folder: string;
  /** Base64: each call is recorded under it. */
  key?: string;
};

/** A process that can be killed: it answers whoever comes in and connects them with lee. Says `bridged` for each. */
const { folder, key, ...options } = JSON.parse(process.argv[2]!) as ControllerOptions;
const plant = await SipPlant.open({
  ...options,
  onTell: () => {},
  onNewRelay: () => {},
  trunks: new Map(),
  promptPath: () => null,
  recordingPath: (recordingId) => `${folder}/${recordingId}.zrec`,
  newId: randomUUID,
});
const adapter = await Switchboard.takeOver(plant, systemClock, callFiles(folder));
const agentOf = (callId: string) => `agent-${callId}`;
const callers = new Map<string, string>();

adapter.listen((event) => {
  void answerOrConnect(event);
});
process.stdout.write("ready\n");

async function answerOrConnect(event: Parameters<Parameters<typeof adapter.listen>[0]>[0]): Promise<void> {
  if (event.kind === "leg.incoming") {
    callers.set(event.callId, event.legId);
    await adapter.answer(event.legId);
    await adapter.dial(event.callId, agentOf(event.callId), { kind: "user", address: "lee@agents.test" }, dialing);
  }
  if (event.kind === "leg.answered" && event.legId === agentOf(event.callId)) {
    const caller = callers.get(event.callId)!;
    await adapter.bridge(event.callId, [caller, event.legId]);
    const recorded = key && { left: [caller], right: [event.legId], key: Buffer.from(key, "base64") };
    if (recorded) await adapter.record(event.callId, "recording", "start", recorded);
    process.stdout.write(`bridged ${event.callId}\n`);
  }
}
