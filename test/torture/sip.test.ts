import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openRpc } from "#platform/telephony/engine/rpc.ts";
import { refusals } from "#platform/telephony/engine/tables.ts";
import { withoutPrograms as skip } from "#platform/telephony/engine/voice.fixture.ts";
import { Trial } from "#platform/telephony/suite/engine.fixture.ts";
import { openEngine, startEngines } from "../telephony/engine.ts";
import type { SipSample } from "./sip_message.ts";
import { sipSamples } from "./sip_samples.ts";

const trunkAddress = "127.0.0.9";

/** What came back of one message: the final answer, or nothing. */
async function say(sipPort: number, address: string, write: (at: string) => Buffer): Promise<number | "none"> {
  const socket = createSocket("udp4");
  socket.bind(0, address);
  await once(socket, "listening");
  const answer = new Promise<number>((resolve) =>
    socket.on("message", (bytes) => {
      const status = Number(/^SIP\/2\.0 (\d{3}) /.exec(bytes.toString())?.[1]);
      if (status >= 200) resolve(status);
    }),
  );
  socket.send(write(`${address}:${socket.address().port}`), sipPort, "127.0.0.1");
  const status = await Promise.race([answer, sleep(700, "none" as const)]);
  socket.close();
  return status;
}

type Outcome = number | "none";

const isSane = ({ sane, stricter }: SipSample, outcome: Outcome): boolean =>
  sane.includes(outcome) || stricter?.outcome === outcome;

test("the 49 messages of RFC 4475 from a trunk: each answered or dropped as is sane, what is malformed becomes no call, and the edge lives", {
  skip,
  timeout: 60_000,
}, async (t) => {
  assert.equal(sipSamples.length, 49);
  const engines = await startEngines();
  const engine = await openEngine(engines);
  const rpc = openRpc(engines.places.ws, engines.places.rpcSecret);
  t.after(async () => {
    rpc.close();
    await engine.close();
  });
  let calls = 0;
  engine.adapter.listen((event) => {
    if (event.kind !== "leg.incoming") return;
    calls++;
    void engine.adapter.reject(event.legId, "unavailable");
  });
  const pids = engines.pids();
  const odd: string[] = [];
  const counts = { answered: 0, dropped: 0 };
  for (const sample of sipSamples) {
    const before = calls;
    const outcome = await say(engines.places.sip, trunkAddress, sample.write);
    counts[outcome === "none" ? "dropped" : "answered"]++;
    if (!isSane(sample, outcome)) odd.push(`${sample.section} ${sample.name}: ${outcome}`);
    if (calls > before && !sample.isCall) odd.push(`${sample.section} ${sample.name} became a call`);
  }
  assert.deepEqual(odd, []);
  t.diagnostic(`${counts.answered} answered, ${counts.dropped} dropped, ${calls} became calls`);
  const { malformed, unreadable } = await refusals(rpc);
  t.diagnostic(`${malformed} counted as malformed, ${unreadable} as unreadable`);
  assert.ok(malformed! >= 10 && unreadable! > 0);
  assert.deepEqual(engines.pids(), pids, "nothing has died");
  const trial = new Trial(engine);
  const { caller } = await trial.bridged();
  await caller.hangup();
});

test("the same from a stranger: no call, no address of anybody, and the edge lives", {
  skip,
  timeout: 60_000,
}, async () => {
  const engines = await startEngines();
  const pids = engines.pids();
  const outcomes = await Promise.all(sipSamples.map(({ write }) => say(engines.places.sip, "127.0.0.77", write)));
  const odd = sipSamples.flatMap(({ name }, index) => {
    const outcome = outcomes[index]!;
    return outcome === "none" || (outcome >= 400 && outcome < 600) ? [] : [`${name}: ${outcome}`];
  });
  assert.deepEqual(odd, []);
  assert.deepEqual(engines.pids(), pids);
});
