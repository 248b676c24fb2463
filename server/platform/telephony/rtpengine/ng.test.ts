import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { type RunningRelay, startRelay } from "#test/telephony/rtpengine.ts";
import { EngineError } from "../adapter.ts";
import { systemClock } from "../clock.ts";
import { freePort } from "../engine/port.ts";
import { withoutPrograms as skip } from "../engine/voice.fixture.ts";
import { TurnedClock } from "../memory/clock.ts";
import { offerRing } from "./media.ts";
import { Ng, NgRefusal } from "./ng.ts";

const leg = { tag: "leg", profile: "rtp" } as const;
let relay: RunningRelay;
let folder: string;
before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "zhiyin-ng-"));
  relay = await startRelay(folder);
  const ng = new Ng(relay.ngPort);
  await ng.ask({ command: "ping" });
  ng.close();
});
after(async () => {
  if (skip) return;
  await relay.stop();
  await rm(folder, { recursive: true });
});

/** A way to rtpengine on which datagrams get lost. @param isLost decides for each: what was asked, whether it is a reply */
async function lossyWay(t: TestContext, isLost: (asked: string, isReply: boolean) => boolean) {
  const [near, far] = [createSocket("udp4"), createSocket("udp4")];
  const port = await freePort("udp", "127.0.0.1");
  near.bind(port, "127.0.0.1");
  await once(near, "listening");
  const seen: string[] = [];
  const asked = new Map<string, string>();
  let client = 0;
  const cookieOf = (datagram: Buffer) => datagram.toString().split(" ", 1)[0]!;
  near.on("message", (datagram, { port: from }) => {
    client = from;
    const { "call-id": callId, command } = JSON.parse(datagram.toString().slice(cookieOf(datagram).length + 1));
    asked.set(cookieOf(datagram), callId ?? command);
    seen.push(callId ?? command);
    if (!isLost(callId ?? command, false)) far.send(datagram, relay.ngPort, "127.0.0.1");
  });
  far.on("message", (datagram) => {
    if (!isLost(asked.get(cookieOf(datagram))!, true)) near.send(datagram, client, "127.0.0.1");
  });
  const ng = new Ng(port);
  t.after(() => {
    ng.close();
    near.close();
    far.close();
  });
  return { ng, seen };
}

test("a lost command and a lost reply cost time, and the command is carried out once", { skip }, async (t) => {
  let lost = 0;
  const { ng, seen } = await lossyWay(t, (_, isReply) => (isReply ? lost === 1 : lost === 0) && ++lost > 0);
  const first = await ng.ask(offerRing("lossy", leg));
  assert.equal(lost, 2);
  assert.deepEqual(seen, ["lossy", "lossy", "lossy"]);
  const { created } = await ng.ask({ command: "query", "call-id": "lossy" });
  assert.ok(created);
  assert.match(first.sdp!, /m=audio \d+ RTP\/AVP 8 101/);
  await ng.ask({ command: "delete", "call-id": "lossy" });
});

test("commands of one call wait for each other, those of another do not", { skip }, async (t) => {
  let isLosing = true;
  const { ng, seen } = await lossyWay(t, (asked) => asked === "slow" && isLosing);
  const slow = [ng.ask(offerRing("slow", leg)), ng.ask({ command: "delete", "call-id": "slow" })];
  await ng.ask(offerRing("quick", leg));
  await ng.ask({ command: "delete", "call-id": "quick" });
  assert.deepEqual(seen, ["slow", "quick", "quick"]);
  isLosing = false;
  const [offered, deleted] = await Promise.all(slow);
  assert.ok(offered!.sdp);
  assert.equal(deleted!.result, "ok");
  assert.deepEqual(seen.slice(3), ["slow", "slow"]);
});

test("what rtpengine refuses has its reason, and the next command is carried out", { skip }, async (t) => {
  const ng = new Ng(relay.ngPort);
  t.after(() => ng.close());
  const query = ng.ask({ command: "query", "call-id": "none" });
  const next = ng.ask(offerRing("none", leg));
  await assert.rejects(query, (error) => error instanceof NgRefusal && error.message === "Unknown call-id");
  assert.ok((await next).sdp);
  await ng.ask({ command: "delete", "call-id": "none" });
});

test("no answer is given up after 5.3 s, and what waits when it is closed at once", async (t) => {
  const clock = new TurnedClock();
  const ng = new Ng(await freePort("udp", "127.0.0.1"), clock);
  t.after(() => ng.close());
  const isDown = (error: unknown) => error instanceof EngineError && error.code === "down";
  let isGivenUp = false;
  const asked = assert.rejects(ng.ask({ command: "ping" }), isDown).then(() => (isGivenUp = true));
  await clock.turn(5274);
  assert.equal(isGivenUp, false);
  await clock.turn(1);
  await asked;
  const other = new Ng(await freePort("udp", "127.0.0.1"), systemClock);
  const waiting = assert.rejects(other.ask({ command: "ping" }), isDown);
  other.close();
  await waiting;
});
