import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { createClientContract } from "../people/people.contract.ts";
import { callerIdFor } from "./caller_id.ts";
import * as rules from "./dial_rules.contract.ts";
import * as extensions from "./extension.contract.ts";
import * as numbers from "./number.contract.ts";
import * as trunks from "./trunk.contract.ts";

const house = await startHarness();
const [zhao, zhou, li] = await Promise.all((["zhao", "zhou", "li"] as const).map((key) => house.as(key)));
const namesOf = async (prefix: string) =>
  (
    await sql<{ name: string }>`select name from domain_event where name like ${`${prefix}.%`} order by id`.execute(
      house.db,
    )
  ).rows.map(({ name }) => name);
const byAddress = {
  name: "杭州电信",
  kind: "address",
  host: "sip.carrier.test",
  sources: ["192.0.2.10", "198.51.100.0/24"],
  countries: ["CN", "GB"],
} as const;
const trunk = (
  await zhao!.call(trunks.createTrunkContract, {
    body: { ...byAddress, sources: [...byAddress.sources], countries: [...byAddress.countries] },
  })
).body;
const teamId = (
  await sql<{ id: string }>`select team_id as id from app_user where id = ${zhou!.userId}`.execute(house.db)
).rows[0]!.id;
const addNumber = async (digits: string, more: object = { user_id: zhou!.userId }) =>
  await zhao!.call(numbers.createVoiceNumberContract, {
    body: { digits, label: `号码 ${digits}`, trunk_id: trunk.id, ...more },
  });

test("trunks: made, listed, changed, and a name stands for one", async () => {
  assert.deepEqual(
    [trunk.name, trunk.port, trunk.codecs, trunk.has_password, trunk.number_count, trunk.is_on],
    ["杭州电信", 5060, ["PCMA", "PCMU"], false, 0, true],
  );
  const again = await zhao!.call(trunks.createTrunkContract, {
    body: { name: "杭州电信", kind: "address", host: "b.test", sources: ["192.0.2.1"] },
  });
  assert.deepEqual([again.status, again.problem?.id], [409, "trunk.name_taken"]);
  const changed = await zhao!.call(trunks.updateTrunkContract, {
    params: { trunkId: trunk.id },
    body: { channel_limit: 5, calls_per_minute: 60 },
  });
  assert.deepEqual([changed.body.channel_limit, changed.body.calls_per_minute], [5, 60]);
  assert.deepEqual(
    (await zhao!.call(trunks.listTrunksContract)).body.trunks.map(({ id }) => id),
    [trunk.id],
  );
});

test("a trunk that signs in has a name, one known by address has one; both are named", async () => {
  const nameless = await zhao!.call(trunks.createTrunkContract, {
    body: { name: "甲", kind: "registration", host: "a.test" },
  });
  assert.deepEqual([nameless.status, nameless.problem?.fields?.[0]?.field], [400, "username"]);
  const placeless = await zhao!.call(trunks.createTrunkContract, {
    body: { name: "乙", kind: "address", host: "a.test" },
  });
  assert.deepEqual([placeless.status, placeless.problem?.fields?.[0]?.field], [400, "sources"]);
  const odd = await zhao!.call(trunks.createTrunkContract, {
    body: { name: "丙", kind: "address", host: "a b;c", sources: ["192.0.2.1"] },
  });
  assert.deepEqual([odd.status, odd.problem?.fields?.[0]?.field], [400, "host"]);
});

test("a network may be large, and not the world", async () => {
  for (const [source, status] of [
    ["198.18.0.0/15", 200],
    ["10.0.0.0/8", 200],
    ["2001:db8::/32", 200],
    ["0.0.0.0/0", 400],
    ["10.0.0.0/33", 400],
    ["::/0", 400],
    ["1.2.3", 400],
  ] as const) {
    const reply = await zhao!.call(trunks.createTrunkContract, {
      body: { name: `网段 ${source}`, kind: "address", host: "a.test", sources: [source] },
    });
    assert.equal(reply.status, status, source);
    if (status === 400) assert.deepEqual(reply.problem?.fields, [{ field: "sources", reason: "does_not_fit" }]);
    else await zhao!.call(trunks.retireTrunkContract, { params: { trunkId: reply.body.id } });
  }
});

test("a trunk's password is sealed, never comes back, and goes nowhere else", async () => {
  const made = await zhao!.call(trunks.createTrunkContract, {
    body: { name: "注册线路", kind: "registration", host: "reg.test", username: "zhiyin", password: "s3cret-of-trunk" },
  });
  assert.equal(made.body.has_password, true);
  assert.doesNotMatch(JSON.stringify(made.body), /s3cret/);
  const { rows } = await sql<{ password: string }>`select password from trunk where id = ${made.body.id}`.execute(
    house.db,
  );
  assert.match(rows[0]!.password, /^v1\./);
  assert.doesNotMatch(JSON.stringify((await sql`select * from history`.execute(house.db)).rows), /s3cret/);
  const params = { trunkId: made.body.id };
  const renamed = await zhao!.call(trunks.updateTrunkContract, { params, body: { name: "注册线路 2" } });
  assert.equal(renamed.body.has_password, true);
  const moved = await zhao!.call(trunks.updateTrunkContract, { params, body: { host: "evil.test" } });
  assert.equal(moved.body.has_password, false);
  assert.equal((await zhao!.call(trunks.retireTrunkContract, { params })).body.done, true);
});

test("numbers: read in any form, kept as E.164, ring one person or one team", async () => {
  const made = await addNumber("(0571) 8796-4400");
  assert.deepEqual(
    [made.status, made.body.digits, made.body.display, made.body.user?.id, made.body.team],
    [200, "+8657187964400", "0571 8796 4400", zhou!.userId, null],
  );
  const twice = await addNumber("+86 571 87964400");
  assert.deepEqual([twice.status, twice.problem?.id], [409, "voice_number.taken"]);
  const params = { numberId: made.body.id };
  const toTeam = await zhao!.call(numbers.updateVoiceNumberContract, {
    params,
    body: { team_id: teamId, ring_seconds: 40 },
  });
  assert.deepEqual([toTeam.body.user, toTeam.body.team?.id, toTeam.body.ring_seconds], [null, teamId, 40]);
  for (const [body, id] of [
    [{ user_id: zhou!.userId, team_id: teamId }, "voice_number.rings_one"],
    [{ team_id: null }, "voice_number.rings_one"],
    [{ user_id: newId() }, "voice_number.unknown_reference"],
    [{ trunk_id: newId() }, "voice_number.unknown_reference"],
    [{ client_id: newId() }, "voice_number.unknown_reference"],
  ] as const) {
    const reply = await zhao!.call(numbers.updateVoiceNumberContract, { params, body });
    assert.deepEqual([reply.status, reply.problem?.id], [400, id], JSON.stringify(body));
  }
  const words = await addNumber("总机");
  assert.deepEqual([words.status, words.problem?.id], [400, "voice_number.not_a_number"]);
  const kept = await zhao!.call(trunks.retireTrunkContract, { params: { trunkId: trunk.id } });
  assert.deepEqual([kept.status, kept.problem?.id], [409, "trunk.has_numbers"]);
});

test("of eight who add one number at once, one gets it; a number that was given up is free", async () => {
  const replies = await race(8, () => addNumber("0571 8796 4401"));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
  const params = { numberId: replies.find(({ status }) => status === 200)!.body.id };
  const gone = await race(4, () => zhao!.call(numbers.retireVoiceNumberContract, { params }));
  assert.ok(gone.every(({ status }) => status === 200));
  assert.equal((await zhao!.call(numbers.updateVoiceNumberContract, { params, body: { label: "x" } })).status, 404);
  assert.equal((await addNumber("0571 8796 4401")).status, 200);
  assert.equal((await namesOf("voice_number")).filter((name) => name === "voice_number.retired").length, 1);
});

test("the called see the number of team and client, else of the client, else of the team, else of all; never another client's", async () => {
  const clients = await Promise.all(
    ["甲药业", "乙药业"].map((name) => zhao!.call(createClientContract, { body: { name } })),
  );
  const [a, b] = clients.map(({ body }) => body.id);
  const [all, team, client, both] = await Promise.all(
    [
      ["0571 8796 4410", {}],
      ["0571 8796 4411", {}],
      ["0571 8796 4412", { client_id: a }],
      ["0571 8796 4413", { client_id: a }],
    ].map(
      async ([digits, more]) =>
        (await addNumber(digits as string, { user_id: zhou!.userId, ...(more as object) })).body.id,
    ),
  );
  const set = (caller_ids: { number_id: string; team_id: string | null; client_id: string | null }[]) =>
    zhao!.call(numbers.updateCallerIdsContract, { body: { caller_ids } });
  const told = await set([
    { number_id: all!, team_id: null, client_id: null },
    { number_id: team!, team_id: teamId, client_id: null },
    { number_id: client!, team_id: null, client_id: a! },
    { number_id: both!, team_id: teamId, client_id: a! },
  ]);
  assert.deepEqual([told.status, told.body.caller_ids.length], [200, 4]);
  const shown = async (team_id: string | null, client_id: string | null) =>
    (await callerIdFor(house.db, team_id, client_id))?.id;
  assert.deepEqual(
    [
      await shown(teamId, a!),
      await shown(null, a!),
      await shown(teamId, null),
      await shown(teamId, b!),
      await shown(null, null),
    ],
    [both, client, team, team, all],
  );
  await set([{ number_id: client!, team_id: null, client_id: null }]);
  assert.deepEqual([await shown(null, b!), await shown(null, a!)], [undefined, client]);
  const twice = await set([
    { number_id: all!, team_id: null, client_id: null },
    { number_id: team!, team_id: null, client_id: null },
  ]);
  assert.deepEqual(
    [twice.status, twice.problem?.id, twice.problem?.fields?.[0]?.field],
    [400, "caller_id.twice", "caller_ids.1"],
  );
  assert.equal((await set([{ number_id: newId(), team_id: null, client_id: null }])).status, 400);
  assert.equal(await shown(null, a!), client, "what was refused has changed nothing");
  await zhao!.call(trunks.updateTrunkContract, { params: { trunkId: trunk.id }, body: { is_on: false } });
  assert.equal(await shown(null, a!), undefined, "a trunk that is off carries nothing");
  await zhao!.call(trunks.updateTrunkContract, { params: { trunkId: trunk.id }, body: { is_on: true } });
});

test("what may be dialled follows the rules and the trunks that are on", async () => {
  await zhao!.call(extensions.setExtensionContract, { params: { userId: li!.userId }, body: { digits: "802" } });
  const dialled = async (typed: string) => {
    const { kind, digits, refusal } = (await zhou!.call(rules.tryDialContract, { body: { typed } })).body;
    return refusal ?? `${kind} ${digits}`;
  };
  assert.deepEqual(
    [
      await dialled("199 0000 5678"),
      await dialled("802"),
      await dialled("87964402"),
      await dialled("110"),
      await dialled("+1 212 555 0123"),
    ],
    ["number +8619900005678", "extension 802", "not_a_number", "emergency", "country"],
  );
  const body = { area_code: "0571", blocked_prefixes: ["+86199"], is_emergency_allowed: true };
  assert.deepEqual((await zhao!.call(rules.updateDialRulesContract, { body })).body, {
    ...body,
    is_premium_allowed: false,
    country: "CN",
  });
  assert.deepEqual(
    [await dialled("199 0000 5678"), await dialled("87964402"), await dialled("110")],
    ["prefix", "number +8657187964402", "emergency 110"],
  );
  const tried = (await zhou!.call(rules.tryDialContract, { body: { typed: "802" } })).body;
  assert.deepEqual([tried.user, tried.by], [{ id: li!.userId, name: "李思远" }, null]);
  const { body: shown } = await addNumber("0571 8796 4420");
  const outside = async () => (await zhou!.call(rules.tryDialContract, { body: { typed: "87964402" } })).body.by;
  await zhao!.call(numbers.updateCallerIdsContract, { body: { caller_ids: [] } });
  assert.equal(await outside(), null, "there is no number to call with");
  await zhao!.call(numbers.updateCallerIdsContract, {
    body: { caller_ids: [{ number_id: shown.id, team_id: teamId, client_id: null }] },
  });
  assert.deepEqual(await outside(), { trunk: trunk.name, shown: "0571 8796 4420" });
  const bad = await zhao!.call(rules.updateDialRulesContract, { body: { area_code: "571" } });
  assert.deepEqual([bad.status, bad.problem?.fields?.[0]?.field], [400, "area_code"]);
});

test("refused without session or right", async () => {
  assert.equal((await house.anonymous.call(trunks.listTrunksContract)).status, 401);
  const body = { digits: "803" };
  for (const reply of [
    await zhou!.call(trunks.listTrunksContract),
    await zhou!.call(trunks.createTrunkContract, { body: { name: "丁", kind: "address", host: "a.test" } }),
    await zhou!.call(trunks.updateTrunkContract, { params: { trunkId: trunk.id }, body: {} }),
    await zhou!.call(trunks.retireTrunkContract, { params: { trunkId: trunk.id } }),
    await zhou!.call(numbers.listVoiceNumbersContract),
    await zhou!.call(numbers.listCallerIdsContract),
    await zhou!.call(numbers.updateCallerIdsContract, { body: { caller_ids: [] } }),
    await zhou!.call(extensions.setExtensionContract, { params: { userId: li!.userId }, body }),
    await zhou!.call(extensions.removeExtensionContract, { params: { userId: li!.userId } }),
    await zhou!.call(rules.updateDialRulesContract, { body: {} }),
  ])
    assert.deepEqual([reply.status, reply.problem?.id], [403, "permission.missing"]);
  assert.equal((await zhao!.call(trunks.updateTrunkContract, { params: { trunkId: newId() }, body: {} })).status, 404);
});
