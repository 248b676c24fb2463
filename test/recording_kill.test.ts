import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withoutPrograms as skip, until } from "#platform/telephony/engine/voice.fixture.ts";
import { toAlaw } from "#platform/telephony/media/alaw.ts";
import { startProduct } from "../e2e/product.ts";
import { createCustomerContract } from "../server/modules/customers/customer.contract.ts";
import { demoPassword } from "../server/modules/people/index.ts";
import { readMeContract, signInContract } from "../server/modules/people/session.contract.ts";
import { renewMyExtensionPasswordContract, setExtensionContract } from "../server/modules/voice/extension.contract.ts";
import { createVoiceNumberContract } from "../server/modules/voice/number.contract.ts";
import {
  listCustomerRecordingsContract,
  updateRecordingRulesContract,
} from "../server/modules/voice/recording.contract.ts";
import { createTrunkContract } from "../server/modules/voice/trunk.contract.ts";
import { type Caller, callerAt } from "./harness.ts";
import { tonesIn } from "./telephony/alaw.ts";
import { SipPhone } from "./telephony/sip_phone.ts";

const carrier = "127.0.0.9";
const [customerTone, agentTone] = [800, 1000];

async function ok<T>(reply: Promise<{ status: number; body: T; problem: unknown }>): Promise<T> {
  const { status, body, problem } = await reply;
  assert.equal(status, 200, JSON.stringify(problem));
  return body;
}

async function signedIn(base: string, email: string): Promise<Caller> {
  const body = { email, password: demoPassword, remember: true };
  const { status, headers } = await callerAt(base, "", "").call(signInContract, { body });
  assert.equal(status, 200);
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return callerAt(base, "", cookies.join("; "));
}

test("the product is killed in a recorded call, its media process too: what was said before is heard, and the call is recorded on", {
  skip,
  timeout: 180_000,
}, async () => {
  const product = await startProduct("demo", { hasVoice: true });
  const phones: SipPhone[] = [];
  after(async () => {
    for (const phone of phones) phone.close();
    await product.dispose();
  });
  const zhao = await signedIn(product.base, "zhaoqiming@yuezhou.test");
  const zhou = await signedIn(product.base, "zhoumin@yuezhou.test");
  const { id: userId } = (await ok(zhou.call(readMeContract))).user;
  const kept = JSON.parse(readFileSync(join(product.dataFolder, "voice", "kept.json"), "utf8")) as { sip: number };
  const phone = async (address: string, more: object = {}) => {
    const one = await SipPhone.open({ edgePort: kept.sip, address, listenFor: [customerTone, agentTone], ...more });
    phones.push(one);
    return one;
  };
  const caller = await phone("+8619900005001@carrier.test", { host: carrier });
  const trunk = await ok(
    zhao.call(createTrunkContract, {
      body: { name: "线路", kind: "address", host: carrier, port: caller.port, sources: [carrier], countries: ["CN"] },
    }),
  );
  const number = { digits: "0571 8796 4477", label: "周", trunk_id: trunk.id, user_id: userId };
  await ok(zhao.call(createVoiceNumberContract, { body: number }));
  const rule = { number_id: null, begins: "always", is_announced: false, refusal_key: null, keep_days: null } as const;
  await ok(zhao.call(updateRecordingRulesContract, { body: { rules: [rule] } }));
  await ok(zhao.call(setExtensionContract, { params: { userId }, body: { digits: "88801" } }));
  const { domain, password } = await ok(zhou.call(renewMyExtensionPasswordContract));
  const desk = await phone(`88801@${domain}`, { password });
  const contact_points = [{ kind: "phone" as const, value: "199 0000 5001" }];
  const made = await ok(zhou.call(createCustomerContract, { body: { kind: "company", name: "灵隐", contact_points } }));
  await sleep(5000); // a wrong password too often is a ban: the edge has it by now
  await desk.register();
  caller.say(customerTone!);
  desk.say(agentTone!);
  await until(async () => {
    if (caller.state === "idle") await caller.call("+8657187964477"); // the edge knows the trunk a moment after it was made
    await sleep(300);
    return desk.state === "ringing";
  }, 20_000);
  await desk.answer();
  const isHeard = () => caller.hears().join() === `${agentTone}` && desk.hears().join() === `${customerTone}`;
  await until(isHeard, 10_000);
  await sleep(4500);
  await product.kill9();
  await until(isHeard, 5000);
  const next = await product.startNode({ hasVoice: true });
  const again = callerAt(next.base, "", zhou.cookie);
  await sleep(14_000); // the lease of the dead one ends, and the call is recorded on
  await until(isHeard, 5000);
  await caller.hangup();
  await until(() => desk.state === "idle", 10_000);
  const params = { customerId: made.id };
  const listed = async () =>
    (await ok(again.call(listCustomerRecordingsContract, { params }))).recordings[0]?.recording;
  await until(async () => (await listed())?.state === "kept", 40_000);
  const recording = (await listed())!;
  assert.equal(recording.is_cut, true);
  assert.ok(recording.pieces.length >= 2, "before the kill and after it");
  assert.ok(recording.pieces[0]!.ms >= 2000, `${recording.pieces[0]!.ms} ms from before the kill`);
  const reply = await fetch(`${next.base}/api/calls/${recording.call_id}/recording/audio`, {
    headers: { cookie: zhou.cookie },
  });
  const pcm = Buffer.from(await reply.arrayBuffer()).subarray(44);
  const side = (of: number) =>
    Buffer.from(Array.from({ length: pcm.length / 4 }, (_, i) => toAlaw(pcm.readInt16LE(i * 4 + of * 2))));
  const heard = [0, 1].map((of) => tonesIn(side(of), [customerTone!, agentTone!]));
  assert.deepEqual(heard, [[customerTone], [agentTone]]);
});
