import assert from "node:assert/strict";
import type { RejectCause } from "../adapter.ts";
import { type Declare, dialing } from "./engine.fixture.ts";

const lee = { kind: "user", address: "lee@agents.test" } as const;

/** Legs come, ring, are answered or not, and end. */
export function legContract(contract: Declare): void {
  contract("a caller comes in, is answered and hangs up", async (trial) => {
    const phone = await trial.phones.subscriber("5550100");
    await phone.call("5550199", { "X-Campaign": "spring", "X-Zhiyin-Source": "user boss@agents.test" });
    await trial.until(() => trial.told.length, 1);
    const [incoming] = trial.toldOf("leg.incoming");
    const { callId, legId, ...rest } = incoming!;
    assert.deepEqual(rest, {
      kind: "leg.incoming",
      to: "5550199",
      from: { number: "5550100", name: null },
      source: { kind: "trunk", trunkId: "carrier" },
      headers: {},
    });
    assert.notEqual(callId, legId);
    await trial.adapter.answer(legId);
    await trial.until(() => phone.state, "talking");
    const { legs } = await trial.adapter.snapshot();
    assert.deepEqual(
      legs.map(({ since, ...leg }) => leg),
      [
        {
          callId,
          legId,
          state: "up",
          isHeld: false,
          isHolding: false,
          isMuted: false,
          isMonitor: false,
          isSilent: false,
          music: null,
          playId: null,
        },
      ],
    );
    assert.ok(legs[0]!.since > 0);
    await phone.hangup();
    await trial.until(
      () => trial.told.slice(1),
      [
        { kind: "leg.answered", callId, legId },
        { kind: "leg.ended", callId, legId, by: "them", cause: "normal" },
      ],
    );
    assert.deepEqual((await trial.adapter.snapshot()).legs, []);
    await trial.refuses(trial.adapter.hangup(legId, "normal"), "gone");
  });

  contract("a caller is answered and hung up on at once", async (trial) => {
    const { phone, legId } = await trial.caller();
    await Promise.all([trial.adapter.answer(legId), trial.adapter.hangup(legId, "normal")]);
    await trial.until(() => trial.kindsOf(legId), ["leg.incoming", "leg.answered", "leg.ended"]);
    await trial.until(() => phone.state, "idle");
    await trial.pass(100);
    assert.equal(phone.state, "idle", "and does not come back");
  });

  contract("a caller gives up before the answer", async (trial) => {
    const { phone, callId, legId } = await trial.caller();
    await phone.hangup();
    await trial.until(() => trial.told.at(-1), { kind: "leg.ended", callId, legId, by: "them", cause: "normal" });
    await trial.refuses(trial.adapter.answer(legId), "gone");
  });

  for (const [cause, status] of Object.entries({
    busy: 486,
    declined: 603,
    unavailable: 480,
    not_found: 404,
    congestion: 503,
  })) {
    contract(`a caller is refused as ${cause}`, async (trial) => {
      const { phone, callId, legId } = await trial.caller();
      await trial.adapter.reject(legId, cause as RejectCause);
      await trial.until(() => phone.status, status);
      assert.deepEqual(trial.told.slice(1), [{ kind: "leg.failed", callId, legId, code: status }]);
    });
  }

  contract("a caller who was not answered is hung up on", async (trial) => {
    const { phone, legId } = await trial.caller();
    await trial.adapter.hangup(legId, "shutdown");
    await trial.until(() => phone.status, 480);
    assert.deepEqual(trial.kindsOf(legId), ["leg.incoming", "leg.failed"]);
  });

  contract("a device calls out", async (trial) => {
    const phone = await trial.phones.device("lee@agents.test");
    await phone.call("5550123");
    await trial.until(() => trial.toldOf("leg.incoming").length, 1);
    const { to, from, source } = trial.toldOf("leg.incoming")[0]!;
    assert.deepEqual({ to, from, source }, { to: "5550123", from: { number: "lee", name: null }, source: lee });
  });

  contract("a device rings, is told of the call, answers, and is hung up on", async (trial) => {
    const phone = await trial.phones.device("lee@agents.test");
    await trial.adapter.dial("call", "leg", lee, { ...dialing, headers: { "x-customer": "C-000123" } });
    await trial.until(() => phone.state, "ringing");
    assert.deepEqual(phone.ring!.from, { number: "5550199", name: "Shop" });
    assert.equal(phone.ring!.headers["x-customer"], "C-000123");
    await trial.until(() => trial.kindsOf("leg"), ["leg.ringing"]);
    await phone.answer();
    await trial.until(() => trial.kindsOf("leg"), ["leg.ringing", "leg.answered"]);
    await trial.adapter.hangup("leg", "transferred");
    await trial.until(() => phone.state, "idle");
    assert.deepEqual(trial.told.at(-1), {
      kind: "leg.ended",
      callId: "call",
      legId: "leg",
      by: "us",
      cause: "transferred",
    });
  });

  contract("a device hangs up", async (trial) => {
    const phone = await trial.agent("call", "leg", "lee@agents.test", 1000);
    await phone.hangup();
    await trial.until(() => trial.kindsOf("leg"), ["leg.ringing", "leg.answered", "leg.ended"]);
  });

  contract("a number is dialled through the trunk", async (trial) => {
    const phone = await trial.phones.subscriber("5550123");
    await trial.adapter.dial("call", "leg", { kind: "trunk", trunkId: "carrier", number: "5550123" }, dialing);
    await trial.until(() => phone.state, "ringing");
    assert.equal(phone.ring!.from.number, "5550199");
    await phone.answer();
    await trial.until(() => trial.kindsOf("leg"), ["leg.ringing", "leg.answered"]);
    const unknown = { kind: "trunk", trunkId: "nowhere", number: "5550123" } as const;
    await trial.refuses(trial.adapter.dial("call", "other", unknown, dialing), "no_target");
    assert.deepEqual(trial.kindsOf("other"), []);
  });

  for (const status of [486, 603, 503]) {
    contract(`a device says ${status}`, async (trial) => {
      const phone = await trial.phones.device("lee@agents.test");
      await trial.adapter.dial("call", "leg", lee, dialing);
      await trial.until(() => phone.state, "ringing");
      await phone.refuse(status);
      await trial.until(() => trial.told.at(-1), { kind: "leg.failed", callId: "call", legId: "leg", code: status });
      await trial.refuses(trial.adapter.hangup("leg", "normal"), "gone");
    });
  }

  contract("nobody is registered", async (trial) => {
    await trial.adapter.dial("call", "leg", { kind: "user", address: "nobody@agents.test" }, dialing);
    await trial.until(() => trial.told, [{ kind: "leg.failed", callId: "call", legId: "leg", code: 480 }]);
  });

  contract("a device rings in vain", async (trial) => {
    const phone = await trial.phones.device("lee@agents.test");
    await trial.adapter.dial("call", "leg", lee, { ...dialing, timeoutMs: 600 });
    await trial.until(() => phone.state, "ringing");
    await trial.until(() => trial.told.at(-1), { kind: "leg.failed", callId: "call", legId: "leg", code: 408 });
    await trial.until(() => phone.state, "idle");
    assert.equal(phone.status, 487);
  });

  contract("ringing is called off", async (trial) => {
    const phone = await trial.phones.device("lee@agents.test");
    await trial.adapter.dial("call", "leg", lee, dialing);
    await trial.until(() => phone.state, "ringing");
    await trial.adapter.hangup("leg", "answered_elsewhere");
    await trial.until(() => phone.status, 487);
    assert.deepEqual(trial.told.at(-1), { kind: "leg.failed", callId: "call", legId: "leg", code: 487 });
  });

  contract("two devices of one address ring, one picks up, the other rings no more", async (trial) => {
    const [first, second] = [
      await trial.phones.device("lee@agents.test"),
      await trial.phones.device("lee@agents.test"),
    ];
    await trial.adapter.dial("call", "leg", lee, dialing);
    await trial.until(() => [first.state, second.state], ["ringing", "ringing"]);
    await second.answer();
    await trial.until(() => [first.state, second.state], ["idle", "talking"]);
    await trial.until(() => trial.kindsOf("leg"), ["leg.ringing", "leg.answered"]);
  });

  contract("a dial that is asked twice rings once", async (trial) => {
    const phone = await trial.phones.device("lee@agents.test");
    await trial.adapter.dial("call", "leg", lee, dialing);
    await trial.until(() => phone.state, "ringing");
    await trial.adapter.dial("call", "leg", lee, dialing);
    await phone.answer();
    await trial.until(() => trial.kindsOf("leg"), ["leg.ringing", "leg.answered"]);
    assert.equal((await trial.adapter.snapshot()).legs.length, 1);
  });

  contract("devices come and go", async (trial) => {
    const phone = await trial.phones.device("kim@agents.test");
    await trial.until(() => trial.told, [{ kind: "endpoint.changed", address: "kim@agents.test", isRegistered: true }]);
    assert.deepEqual((await trial.adapter.snapshot()).registered, ["kim@agents.test"]);
    await phone.unregister();
    await trial.until(
      () => trial.told.slice(1),
      [{ kind: "endpoint.changed", address: "kim@agents.test", isRegistered: false }],
    );
    assert.deepEqual((await trial.adapter.snapshot()).registered, []);
  });

  contract("what cannot be done is refused by name and tells nothing", async (trial) => {
    const { adapter } = trial;
    const { callId, legId } = await trial.caller();
    const before = trial.told.length;
    await trial.refuses(adapter.answer("none"), "gone");
    await trial.refuses(adapter.park("none", null), "gone");
    await trial.refuses(adapter.park(legId, null), "wrong_state");
    await trial.refuses(
      adapter.play(legId, "play", ["welcome"], { isLooped: false, isStoppedByKey: false }),
      "wrong_state",
    );
    await trial.refuses(adapter.hold(legId, true, null), "wrong_state");
    await trial.refuses(adapter.mute(legId, true), "wrong_state");
    await trial.refuses(adapter.sendDtmf(legId, "1"), "wrong_state");
    await trial.refuses(adapter.bridge(callId, [legId, "none"]), "wrong_state");
    assert.equal(trial.told.length, before);
    await adapter.answer(legId);
    await trial.refuses(adapter.answer(legId), "wrong_state");
    await trial.refuses(adapter.reject(legId, "busy"), "wrong_state");
    await trial.refuses(adapter.bridge(callId, [legId]), "wrong_state");
    await trial.refuses(adapter.bridge(callId, [legId, "none"]), "gone");
    await trial.refuses(adapter.bridge("another call", [legId, "none"]), "gone");
    await assert.rejects(adapter.sendDtmf(legId, "1x"), RangeError);
    assert.deepEqual(trial.kindsOf(legId), ["leg.incoming", "leg.answered"]);
  });
}
