import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openEngineOn, password, startEngines } from "#test/telephony/engine.ts";
import { openRpc } from "../engine/rpc.ts";
import { ha1, openTables } from "../engine/tables.ts";
import { withoutPrograms as skip, until } from "../engine/voice.fixture.ts";
import { TurnedClock } from "../memory/clock.ts";
import { dialing, Trial } from "../suite/engine.fixture.ts";
import { Edge } from "./edge.ts";
import { SipPlant } from "./plant.ts";
import { Registration, type RegistrationState } from "./registration.ts";

const username = "5550199";
const provider = "provider";

/** A provider, which is another Kamailio with its own call control, and our engine with a trunk to it. */
async function open(t: TestContext) {
  const far = await startEngines({ people: [username], at: "127.0.0.1", trunks: {} });
  const near = await startEngines({ trunks: { "127.0.0.1": provider } });
  const told: RegistrationState[] = [];
  const place = { host: "127.0.0.1", port: far.places.sip };
  const key = { username, password };
  const trunks = new Map([[provider, { ...place, key }]]);
  const farPlant = await SipPlant.open(far.options);
  const onRegistration = (_: string, state: RegistrationState) => void told.push(state);
  const nearPlant = await SipPlant.open({ ...near.options, trunks, onRegistration });
  const [farEngine, nearEngine] = [openEngineOn(far, farPlant), openEngineOn(near, nearPlant)];
  t.after(async () => {
    await nearEngine.close();
    await farEngine.close();
  });
  const signIn = (secret = password) =>
    nearPlant.signIn(new Map([[provider, { ...place, username, password: secret }]]));
  const kinds = () => told.map(({ kind }) => kind);
  return { far, nearPlant, theirs: new Trial(farEngine), ours: new Trial(nearEngine), told, kinds, signIn };
}

test("we sign in at a provider, who then calls us and is called, with a password where it asks for one", {
  skip,
}, async (t) => {
  const { theirs, ours, kinds, signIn, nearPlant } = await open(t);
  signIn();
  signIn(); // the same again changes nothing
  await until(() => kinds().join() === "registered");
  assert.deepEqual(nearPlant.registrations().get(provider), { kind: "registered" });
  await theirs.until(() => theirs.toldOf("endpoint.changed").map(({ address }) => address), [`${username}@127.0.0.1`]);

  const target = { kind: "user", address: `${username}@127.0.0.1` } as const;
  await theirs.adapter.dial("in", "to-us", target, { ...dialing, from: { number: "5550100", name: null } });
  await ours.until(() => ours.toldOf("leg.incoming").length, 1);
  const { legId, to, from, source } = ours.toldOf("leg.incoming")[0]!;
  assert.deepEqual([to, from.number, source], [username, "5550100", { kind: "trunk", trunkId: provider }]);
  await ours.adapter.answer(legId);
  await theirs.until(() => theirs.kindsOf("to-us").at(-1), "leg.answered");
  await ours.adapter.hangup(legId, "normal");
  await theirs.until(() => theirs.kindsOf("to-us").at(-1), "leg.ended");

  const number = { kind: "trunk", trunkId: provider, number: "5550123" } as const;
  await ours.adapter.dial("out", "to-them", number, { ...dialing, from: { number: username, name: null } });
  await theirs.until(() => theirs.toldOf("leg.incoming").length, 1);
  const incoming = theirs.toldOf("leg.incoming")[0]!;
  assert.deepEqual([incoming.to, incoming.from.number], ["5550123", username]);
  await theirs.adapter.answer(incoming.legId);
  await ours.until(() => ours.kindsOf("to-them").at(-1), "leg.answered");
  await theirs.adapter.hangup(incoming.legId, "normal");
  await ours.until(() => ours.kindsOf("to-them").at(-1), "leg.ended");
});

test("a wrong password is told with its reason and not tried on and on; the right one signs in; nobody answers", {
  skip,
}, async (t) => {
  const { far, kinds, told, signIn, nearPlant } = await open(t);
  signIn("wrong");
  await until(() => kinds().join() === "failed");
  assert.deepEqual(told[0], { kind: "failed", code: 401, reason: "Unauthorized" });
  signIn();
  await until(() => kinds().join() === "failed,registered");
  nearPlant.signIn(new Map());
  await until(() => nearPlant.registrations().size === 0);
  far.kill("kamailio");
  nearPlant.signIn(new Map([[provider, { host: "127.0.0.13", port: far.places.sip, username, password }]]));
  await until(() => kinds().join() === "failed,registered,failed", 8000);
  assert.deepEqual(told[2], { kind: "failed", code: 408, reason: "Request Timeout" });
});

test("who we have signed in at is signed off when the trunk goes", { skip }, async (t) => {
  const { theirs, kinds, signIn, nearPlant } = await open(t);
  signIn();
  await until(() => kinds().join() === "registered");
  nearPlant.signIn(new Map());
  await theirs.until(() => theirs.toldOf("endpoint.changed").map(({ isRegistered }) => isRegistered), [true, false]);
});

test("it is renewed before it ends, and tried again when the provider did not take us", { skip }, async () => {
  const far = await startEngines({ people: [username], at: "127.0.0.1", trunks: {} });
  const { options } = await startEngines();
  const clock = new TurnedClock(1);
  const [user, domain] = options.address.split("@") as [string, string];
  const url = `ws://127.0.0.1:${options.places.ws}`;
  const listener = { invited: () => {}, upChanged: () => {} };
  const edge = new Edge({ url, user, domain, password, outside: options.outside }, listener);
  const rpc = openRpc(far.places.ws, far.places.rpcSecret);
  const tables = openTables(rpc);
  const kinds: string[] = [];
  const told = ({ kind }: RegistrationState) => void kinds.push(kind);
  const sequence = async (): Promise<number> => {
    type Found = { Contacts: { Contact: { CSeq: number } }[] };
    const found = (await rpc.call("ul.lookup", ["location", `${username}@127.0.0.1`])) as Found;
    return found.Contacts[0]!.Contact.CSeq;
  };
  await edge.open();
  const place = { host: "127.0.0.1", port: far.places.sip };
  const registration = new Registration(edge, "line-1", { ...place, username, password }, clock, told);
  try {
    await until(() => kinds.join() === "registered");
    const first = await sequence();
    await clock.turn(47_000);
    assert.equal(await sequence(), first, "granted for a minute");
    await clock.turn(2000);
    await until(async () => (await sequence()) > first);
    await tables.remove("cred", `${username}@127.0.0.1`);
    await until(async () => {
      await clock.turn(1000); // the provider's answer to the renewal, by which the next is planned, may still be on its way
      return kinds.at(-1) === "failed";
    });
    await tables.set("cred", `${username}@127.0.0.1`, ha1(username, "127.0.0.1", password));
    await clock.turn(47_000);
    assert.equal(kinds.at(-1), "failed", "who does not take us is not asked again at once");
    await clock.turn(26_000);
    await until(() => kinds.join() === "registered,failed,registered");
  } finally {
    registration.end();
    rpc.close();
    await edge.close();
  }
});
