import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { turnCredential, turnSeconds } from "./turn_credential.ts";
import * as turns from "./turn_server.contract.ts";

const house = await startHarness();
const [zhao, zhou, li] = await Promise.all((["zhao", "zhou", "li"] as const).map((key) => house.as(key)));
const urls = ["turn:turn.example.test:3478?transport=udp", "turns:turn.example.test:5349?transport=tcp"];
const create = (body: object) => zhao!.call(turns.createTurnServerContract, { body: body as never });
const mine = async (who = zhou!) => (await who.call(turns.listMyIceServersContract)).body;
const remove = (turnServerId: string) => zhao!.call(turns.removeTurnServerContract, { params: { turnServerId } });

test("a name and password that end are what coturn's use-auth-secret works out", () => {
  const made = turnCredential("logen", "zhou", 1_433_895_918_506);
  // printf %s 1433895918:zhou | openssl dgst -sha1 -hmac logen -binary | base64
  assert.deepEqual(made, { username: "1433895918:zhou", credential: "WHTlpxnwy3Bm2NN0AnY6jUOv5H4=" });
});

test("with a shared secret everybody gets a name and password of their own, and nobody the secret", async () => {
  const server = (await create({ urls, kind: "secret", password: "高山流水 secret" })).body;
  assert.deepEqual(server, { id: server.id, urls, kind: "secret", username: null, is_on: true });
  const before = Date.now();
  const [ofZhou, ofLi] = [await mine(), await mine(li)];
  const [one] = ofZhou.ice_servers;
  assert.deepEqual(one!.urls, urls);
  const until = Date.parse(ofZhou.good_until!);
  assert.ok(until >= before + turnSeconds * 1000 && until <= Date.now() + turnSeconds * 1000);
  assert.deepEqual(
    { username: one!.username, credential: one!.credential },
    turnCredential("高山流水 secret", zhou!.userId, until),
  );
  assert.notEqual(ofLi.ice_servers[0]!.credential, one!.credential);
  const { rows } = await sql<{ password: string }>`select password from turn_server`.execute(house.db);
  assert.ok(rows.every(({ password }) => password.startsWith("v1.")));
  assert.equal(JSON.stringify((await zhao!.call(turns.listTurnServersContract)).body).includes("高山"), false);

  const params = { turnServerId: server.id };
  const change = (body: object) => zhao!.call(turns.updateTurnServerContract, { params, body: body as never });
  const asPassword = await change({ kind: "password", username: "zhiyin" });
  assert.deepEqual(
    [asPassword.status, asPassword.problem?.id],
    [400, "turn_server.incomplete"],
    "a secret would be told",
  );
  assert.equal((await change({ kind: "password", username: "zhiyin", password: "for all" })).body.kind, "password");
  assert.deepEqual(await mine(), {
    ice_servers: [{ urls, username: "zhiyin", credential: "for all" }],
    good_until: null,
  });
  await change({ urls: urls.slice(0, 1) });
  assert.equal((await mine()).ice_servers[0]!.credential, "for all", "a new address keeps it");
  await change({ is_on: false });
  assert.deepEqual((await mine()).ice_servers, []);
  await remove(server.id);
  await remove(server.id);
  assert.deepEqual(await eventsOf(house.db, server.id), [
    "turn_server.added",
    "turn_server.updated",
    "turn_server.updated",
    "turn_server.updated",
    "turn_server.removed",
  ]);
  const { rows: kept } = await sql<{ text: string }>`
    select coalesce(string_agg(h::text, ''), '') as text from history h where object_id = ${server.id}`.execute(
    house.db,
  );
  assert.equal(/secret-?|for all|v1\./.test(kept[0]!.text.replaceAll('"secret"', "")), false, "no history has it");
});

test("what no browser takes is refused by name, since every call would fail by it", async () => {
  const turn = urls.slice(0, 1);
  for (const [body, id, field] of [
    [{ urls: ["turn.example.test"], kind: "secret", password: "s" }, "request.invalid", "urls.0"],
    [{ urls: ["stun:turn.example.test?transport=udp"], kind: "none" }, "request.invalid", "urls.0"],
    [{ urls: ["turn:turn.example.test?transport=sctp"], kind: "secret", password: "s" }, "request.invalid", "urls.0"],
    [{ urls: ["turn:user@turn.example.test"], kind: "secret", password: "s" }, "request.invalid", "urls.0"],
    [{ urls: [], kind: "none" }, "request.invalid", "urls"],
    [{ urls: ["turn:turn.example.test:70000"], kind: "secret", password: "s" }, "turn_server.incomplete", "urls"],
    [{ urls: ["turn:[::1]:0"], kind: "secret", password: "s" }, "turn_server.incomplete", "urls"],
    [{ urls: turn, kind: "none" }, "turn_server.incomplete", "kind"],
    [{ urls: ["stun:turn.example.test"], kind: "secret", password: "s" }, "turn_server.incomplete", "kind"],
    [{ urls: turn, kind: "secret" }, "turn_server.incomplete", "password"],
    [{ urls: turn, kind: "secret", username: "zhiyin", password: "s" }, "turn_server.incomplete", "username"],
    [{ urls: turn, kind: "password", password: "s" }, "turn_server.incomplete", "username"],
    [{ urls: ["stun:turn.example.test"], kind: "none", password: "s" }, "turn_server.incomplete", "password"],
  ] as const) {
    const reply = await create(body);
    const [found] = reply.problem?.fields ?? [];
    assert.deepEqual([reply.status, reply.problem?.id], [400, id], JSON.stringify(body));
    assert.ok(found?.field.endsWith(field), `${JSON.stringify(body)}: ${found?.field}`);
  }
  const fine = await create({ urls: ["turn:[2001:db8::1]:3478", "stun:198.51.100.7"], kind: "secret", password: "s" });
  assert.equal(fine.status, 200);
  await remove(fine.body.id);
});

test("eight at once: no more than browsers can ask; repeated with one key it is made once; only who sets the telephone may", async () => {
  const body = { urls: ["stun:stun.example.test"], kind: "none" as const };
  const made = await race(8, () => create(body));
  assert.deepEqual(made.map(({ status }) => status).toSorted(), [
    ...Array(turns.mostTurnServers).fill(200),
    ...Array(8 - turns.mostTurnServers).fill(409),
  ]);
  assert.equal(made.find(({ status }) => status === 409)!.problem.id, "turn_server.too_many");
  const { turn_servers } = (await zhao!.call(turns.listTurnServersContract)).body;
  assert.equal((await mine()).ice_servers.length, turns.mostTurnServers);
  for (const { id } of turn_servers.slice(1)) await remove(id);
  const headers = { "idempotency-key": "turn-once-0001" };
  const replies = await race(4, () => zhao!.call(turns.createTurnServerContract, { body, headers }));
  assert.equal(new Set(replies.map((reply) => reply.body.id)).size, 1);
  assert.equal((await zhou!.call(turns.listTurnServersContract)).status, 403);
  assert.equal((await zhou!.call(turns.createTurnServerContract, { body })).status, 403);
  assert.equal((await house.anonymous.call(turns.listMyIceServersContract)).status, 401);
  const unknown = await zhao!.call(turns.updateTurnServerContract, {
    params: { turnServerId: newId() },
    body: { is_on: false },
  });
  assert.deepEqual([unknown.status, unknown.problem.id], [404, "turn_server.not_found"]);
});
