import assert from "node:assert/strict";
import { before, type TestContext, test } from "node:test";
import { BrowserPhone, withoutBrowser } from "#test/telephony/browser_phone.ts";
import { type Engines, openEngine, openPhones, password, startEngines } from "#test/telephony/engine.ts";
import { withoutPrograms } from "../engine/voice.fixture.ts";
import { dialing, prompts, Trial, tones } from "../suite/engine.fixture.ts";

const skip = withoutPrograms || withoutBrowser;
const kim = { kind: "user", address: "kim@agents.test" } as const;
let engines: Engines;
before(async () => {
  if (!skip) engines = await startEngines();
});

/** @param deskOf whose desk phone is there before call control, which then knows of it by its first look */
async function open(t: TestContext, deskOf: string | null = null) {
  const browser = await BrowserPhone.open({
    wsPort: engines.places.ws,
    address: kim.address,
    password,
    tone: tones.agent,
    listenFor: [prompts.music.tone, ...Object.values(tones)],
  });
  const phones = openPhones(engines);
  const desk = deskOf === null ? null : await phones.device(deskOf);
  const engine = await openEngine(engines, { phones });
  t.after(async () => {
    await engine.close();
    await browser.close();
  });
  const trial = new Trial(engine);
  /** Waits until the browser hears exactly these. */
  const hears = async (...expected: number[]) => {
    for (let left = 200; ; left--) {
      const heard = await browser.hears();
      if (left === 0 || JSON.stringify(heard) === JSON.stringify(expected)) return assert.deepEqual(heard, expected);
      await trial.pass(20);
    }
  };
  return { browser, desk, trial, hears };
}

test("a browser and a caller: audio both ways in pairs, hold, conference and back", {
  skip,
}, async (t) => {
  const { browser, trial, hears } = await open(t);
  const { phone: caller, callId, legId } = await trial.answered();
  await trial.adapter.dial(callId, "agent", kim, dialing);
  await trial.until(() => trial.kindsOf("agent").at(-1), "leg.answered");
  await trial.adapter.bridge(callId, [legId, "agent"]);
  await trial.hears(caller, tones.agent);
  await hears(tones.caller);

  await trial.adapter.hold(legId, true, "music");
  await trial.hears(caller, prompts.music.tone);
  await hears();
  await trial.adapter.hold(legId, false, null);
  await trial.hears(caller, tones.agent);
  await hears(tones.caller);

  const other = await trial.agent(callId, "other", "lee@agents.test", tones.other);
  await trial.adapter.bridge(callId, [legId, "agent", "other"]);
  await trial.hears(caller, tones.agent, tones.other);
  await trial.hears(other, tones.caller, tones.agent);
  await hears(tones.caller, tones.other);
  await trial.adapter.bridge(callId, ["agent", "other"]);
  await hears(tones.other);
  await trial.hears(other, tones.agent);

  await browser.press("7");
  await trial.until(() => trial.toldOf("dtmf").map(({ legId, digit }) => legId + digit), ["agent7"]);
  await trial.adapter.mute("agent", true);
  await trial.hears(other);
  await trial.adapter.hangup("agent", "normal");
  await waitFor(async () => (await browser.state()) === "Terminated");
});

test("a desk phone and a browser of one person: each is offered its own audio, who picks up first has the call", {
  skip,
}, async (t) => {
  const { browser, desk, trial, hears } = await open(t, kim.address);
  const { phone: caller, callId, legId } = await trial.answered();
  await trial.adapter.dial(callId, "agent", kim, dialing);
  await trial.until(() => trial.kindsOf("agent").at(-1), "leg.answered");
  await trial.until(() => desk!.status, 487);
  assert.equal(await browser.state(), "Established");
  await trial.adapter.bridge(callId, [legId, "agent"]);
  await trial.hears(caller, tones.agent);
  await hears(tones.caller);
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 200; !(await isSo()); left--) {
    assert.ok(left > 0, "not within 4 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
