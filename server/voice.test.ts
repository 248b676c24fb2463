import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startHarness } from "#test/harness.ts";
import { SipPhone } from "#test/telephony/sip_phone.ts";
import { createCustomerContract } from "./modules/customers/customer.contract.ts";
import { listInteractionsContract } from "./modules/customers/interaction.contract.ts";
import { commandCallContract, listMyCallsContract, placeCallContract } from "./modules/voice/call.contract.ts";
import {
  listRegisteredContract,
  readMyExtensionContract,
  renewMyExtensionPasswordContract,
  setExtensionContract,
} from "./modules/voice/extension.contract.ts";
import { createVoiceNumberContract, updateCallerIdsContract } from "./modules/voice/number.contract.ts";
import { createTrunkContract, listTrunksContract, updateTrunkContract } from "./modules/voice/trunk.contract.ts";
import { open, until, voiceFolder, withoutPrograms } from "./platform/telephony/engine/voice.fixture.ts";

const carrier = "127.0.0.9";
const music = [392, 440, 523.25, 587.33, 659.25];
const listenFor = [800, 1000, 1500, ...music];

test("the whole way: a desk phone signs in with what the page shows, a customer calls through the trunk, and the page pops", {
  skip: withoutPrograms,
  timeout: 60_000,
}, async (t) => {
  const folder = await voiceFolder();
  await chmod(folder, 0o711); // rtpengine is another user and reads the music
  const engine = open(folder);
  const house = await startHarness({ engine });
  const [zhao, zhou, li] = await Promise.all((["zhao", "zhou", "li"] as const).map((key) => house.as(key)));
  const ok = async <T>(reply: Promise<{ status: number; body: T; problem: unknown }>): Promise<T> => {
    const { status, body, problem } = await reply;
    assert.equal(status, 200, JSON.stringify(problem));
    return body;
  };
  assert.equal((await engine.settled()).state, "on");
  const edgePort = engine.reach()!.port;
  const phones: SipPhone[] = [];
  after(() => {
    for (const phone of phones) phone.close();
  });
  const phone = async (address: string, more: object = {}) => {
    const one = await SipPhone.open({ edgePort, address, listenFor, ...more });
    phones.push(one);
    return one;
  };
  const caller = await phone("+8619900002001@carrier.test", { host: carrier });
  const trunk = await ok(
    zhao!.call(createTrunkContract, {
      body: { name: "线路", kind: "address", host: carrier, port: caller.port, sources: [carrier], countries: ["CN"] },
    }),
  );
  const number = await ok(
    zhao!.call(createVoiceNumberContract, {
      body: { digits: "0571 8796 4400", label: "周", trunk_id: trunk.id, user_id: zhou!.userId },
    }),
  );
  await ok(
    zhao!.call(updateCallerIdsContract, {
      body: { caller_ids: [{ number_id: number.id, team_id: null, client_id: null }] },
    }),
  );
  const desks = await Promise.all(
    (
      [
        [zhou, "801"],
        [li, "802"],
      ] as const
    ).map(async ([who, digits]) => {
      await ok(zhao!.call(setExtensionContract, { params: { userId: who!.userId }, body: { digits } }));
      const { domain, password, server } = await ok(who!.call(renewMyExtensionPasswordContract));
      assert.deepEqual(server, { host: "127.0.0.1", public_host: null, port: edgePort });
      const one = await phone(`${digits}@${domain}`, { password });
      await sleep(3500); // a wrong password too often is a ban: the edge has it by now
      await one.register();
      return one;
    }),
  );
  const [desk, other] = desks as [SipPhone, SipPhone];
  assert.deepEqual((await ok(zhao!.call(listRegisteredContract))).digits.toSorted(), ["801", "802"]);
  assert.equal((await ok(zhou!.call(readMyExtensionContract))).extension?.has_desk_phone, true);
  assert.equal((await ok(zhao!.call(readMyExtensionContract))).extension, null);
  const customer = await ok(
    zhou!.call(createCustomerContract, {
      body: { kind: "company", name: "杭州灵隐茶业", contact_points: [{ kind: "phone", value: "199 0000 2001" }] },
    }),
  );
  const mine = async (who = zhou!) => (await ok(who.call(listMyCallsContract))).calls;
  const order = async (body: object, who = zhou!) => {
    const [call] = await mine(who);
    await ok(who.call(commandCallContract, { params: { callId: call!.id }, body: body as never }));
  };

  await t.test(
    "in: who it is before the answer, tones both ways, hold with music, transfer, the end on the timeline",
    async () => {
      await caller.call("+8657187964400");
      await until(() => desk.state === "ringing");
      assert.deepEqual(
        (await mine())[0]!.customers.map(({ name }) => name),
        ["杭州灵隐茶业"],
      );
      caller.say(800);
      desk.say(1000);
      other.say(1500);
      await desk.answer();
      await until(() => caller.hears().join() === "1000" && desk.hears().join() === "800");
      await order({ name: "hold" });
      await until(() => !caller.hears().includes(1000) && caller.hears().length > 0 && desk.hears().length === 0);
      await order({ name: "resume" });
      await until(() => caller.hears().join() === "1000" && desk.hears().join() === "800");
      await order({ name: "mute" });
      await until(() => caller.hears().length === 0 && desk.hears().join() === "800");
      await order({ name: "unmute" });
      await until(() => caller.hears().join() === "1000");
      await order({ name: "blindTransfer", user_id: li!.userId });
      await until(() => other.state === "ringing");
      await other.answer();
      await until(() => caller.hears().join() === "1500" && other.hears().join() === "800" && desk.state === "idle");
      await caller.hangup();
      await until(() => other.state === "idle");
      await until(async () => {
        const { rows } = await ok(zhou!.call(listInteractionsContract, { params: { customerId: customer.id } }));
        return rows.some((row) => row.kind === "call" && row.direction === "in" && row.user?.id === li!.userId);
      }, 1000);
    },
  );

  await t.test("out: by the page and from the phone itself, through the trunk with our number", async () => {
    for (const who of [zhou!, li!])
      for (const call of await mine(who))
        await ok(
          who.call(commandCallContract, {
            params: { callId: call.id },
            body: { name: "wrapUpDone", disposition: null },
          }),
        );
    await until(async () => (await mine()).length === 0);
    await ok(zhou!.call(placeCallContract, { body: { typed: "199 0000 2001", customer_id: customer.id } }));
    await until(() => desk.state === "ringing");
    await desk.answer();
    await until(() => caller.state === "ringing");
    assert.equal(caller.ring!.from.number, "+8657187964400");
    await caller.answer();
    await until(() => caller.hears().join() === "1000" && desk.hears().join() === "800");
    await desk.hangup();
    await until(() => caller.state === "idle");
    await order({ name: "wrapUpDone", disposition: "谈妥" });
    await desk.call("19900002001");
    await until(() => caller.state === "ringing");
    await caller.refuse(486);
    await until(() => desk.state === "idle");
    assert.equal(desk.status, 486);
    await desk.call("110");
    await until(() => desk.state === "idle" && desk.status === 404);
  });

  await t.test("where we sign in and nobody answers: the page and the figures say so", async () => {
    const there = { host: "127.0.0.13", port: 5060, username: "zhiyin", password: "secret" };
    const { id } = await ok(
      zhao!.call(createTrunkContract, { body: { name: "注册", kind: "registration", ...there } }),
    );
    const states = async () => {
      const { trunks } = await ok(zhao!.call(listTrunksContract));
      return trunks.map(({ registration }) => registration && [registration.state, registration.code]);
    };
    assert.deepEqual(await states(), [null, null]);
    await until(async () => JSON.stringify(await states()) === '[null,["failed",408]]', 10_000);
    const figures = await (await fetch(`${house.base}/metrics`)).text();
    assert.ok(figures.includes(`zhiyin_trunk_registered{trunk="${id}",code="408"} 0`), figures);
  });

  await t.test(
    "a trunk that carries all it may: busy for callers, no line for us, and who talks talks on",
    async () => {
      const change = (body: object) =>
        ok(zhao!.call(updateTrunkContract, { params: { trunkId: trunk.id }, body: body as never }));
      await change({ channel_limit: 1 });
      await sleep(500);
      await caller.call("+8657187964400");
      await until(() => desk.state === "ringing");
      await desk.answer();
      await until(() => caller.hears().join() === "1000" && desk.hears().join() === "800");
      const second = await phone("+8619900002002@carrier.test", { host: carrier });
      await second.call("+8657187964400");
      await until(() => second.status === 486);
      await other.call("19900002002");
      await until(() => other.status === 503);
      assert.ok(caller.hears().join() === "1000" && desk.hears().join() === "800");
      await caller.hangup();
      await until(() => desk.state === "idle");
      await change({ channel_limit: 10, calls_per_minute: 1 });
      await sleep(500);
      await other.call("19900002002");
      await until(() => other.status === 503 && other.state === "idle");
    },
  );
});
