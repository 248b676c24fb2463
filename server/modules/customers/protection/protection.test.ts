import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { gather } from "../../../modules.ts";
import type { Contract } from "../../../platform/contract/contract.ts";
import { newId } from "../../../platform/ids.ts";
import { removeCustomerContract, removeCustomersContract, restoreCustomersContract } from "../bin.contract.ts";
import { createBulkEditContract, previewBulkEditContract } from "../bulk_edit.contract.ts";
import { askConsentContract, recordConsentContract } from "../consent.contract.ts";
import { createCustomerContract, readCustomerContract, updateCustomerContract } from "../customer.contract.ts";
import { previewHandOverContract } from "../hand_over.contract.ts";
import { logInteractionContract } from "../interaction.contract.ts";
import { mergeCustomersContract, previewMergeContract } from "../merge.contract.ts";
import { releaseCustomerContract } from "../pool/pick.contract.ts";
import { createPoolContract } from "../pool/pool.contract.ts";
import { addRelationContract } from "../relation/relation.contract.ts";
import { listRelationTypesContract } from "../relation/relation_type.contract.ts";
import { starCustomerContract } from "../star.contract.ts";
import { protectCustomerContract, unprotectCustomerContract } from "./protection.contract.ts";

const house = await startHarness();
const [zhao, he, zhou, chen] = await Promise.all((["zhao", "he", "zhou", "chen"] as const).map((key) => house.as(key)));
/** May do everything to every customer, but not pass over a protection. */
const mighty = await (async () => {
  const [userId, roleId] = [newId(), newId()];
  await house.db.insertInto("app_user").values({ id: userId, name: "万能", email: "mighty@yuezhou.test" }).execute();
  await house.db.insertInto("role").values({ id: roleId, key: "mighty", name: "万能" }).execute();
  await house.db.insertInto("user_role").values({ user_id: userId, role_id: roleId }).execute();
  const actions = ["read", "create", "update", "transfer", "share", "remove", "erase", "merge", "export", "import"];
  const more = [
    ["protection", "set"],
    ["interaction", "read"],
    ["interaction", "create"],
    ["consent", "create"],
    ["pool", "pick"],
    ["pool", "assign"],
  ];
  const grants = [...actions.map((action) => ["customer", action]), ...more];
  await house.db
    .insertInto("role_grant")
    .values(grants.map(([object, action]) => ({ role_id: roleId, object: object!, action: action!, scope: "all" })))
    .execute();
  return house.asUser(userId);
})();

let made = 0;
async function create(by = zhou, more: object = {}) {
  const body = {
    kind: "company" as const,
    name: `越州保护 ${++made}`,
    contact_points: [{ kind: "phone" as const, value: "13800000002" }],
    contacts: [{ name: "陈会计" }],
    ...more,
  };
  const reply = await by!.call(createCustomerContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return reply.body;
}
const protect = (by: typeof zhou, customerId: string, kind: "protected" | "locked", more: object = {}) =>
  by!.call(protectCustomerContract, { params: { customerId }, body: { kind, reason: " 法务核查中 ", ...more } });
const rename = (by: typeof zhou, { id, facts }: { id: string; facts: { name?: string } }) =>
  by!.call(updateCustomerContract, {
    params: { customerId: id },
    body: { set: { name: `${facts.name} 改` }, seen: { name: facts.name! } },
  });

const { routes } = gather({
  version: "0",
  startedAt: new Date(),
  directory: {} as never,
  isEmbedded: true,
  certificate: null,
  socketCount: async () => 0,
});

test("every call that acts on one customer refuses while it is locked by another, and says why and by whom", async () => {
  const pool = (await zhao!.call(createPoolContract, { body: { name: "保护公海" } })).body.id;
  const types = (await mighty.call(listRelationTypesContract, {})).body.types;
  const [one, other] = [await create(), await create()];
  const [contact, point] = [one.contacts![0]!.id, one.contact_points![0]!.id];
  const type_id = types.find(({ key }) => key === "partner")!.id;
  const contactType = types.find(({ applies_to }) => applies_to === "contact")!.id;
  assert.equal((await protect(he, one.id, "locked")).status, 200);
  /** What each needs beside the customer; a new writing call must be written down here. */
  const bodies: Record<string, object | undefined> = {
    "PATCH /customers/:customerId": { set: { remark: "x" }, seen: { remark: null } },
    "PUT /customers/:customerId/tags": { tags: ["重点"] },
    "PUT /customers/:customerId/owner": { owner_id: null, seen: zhou!.userId },
    "PUT /customers/:customerId/clients": { client_ids: [] },
    "PUT /customers/:customerId/clients/:clientId": undefined,
    "DELETE /customers/:customerId/clients/:clientId": undefined,
    "POST /customers/:customerId/shares": { user_id: chen!.userId, team_id: null, access: "read" },
    "DELETE /customers/:customerId/shares/:shareId": undefined,
    "POST /customers/:customerId/contacts": { name: "新人" },
    "PATCH /customers/:customerId/contacts/:contactId": { set: { title: "总监" }, seen: { title: null } },
    "DELETE /customers/:customerId/contacts/:contactId": undefined,
    "POST /customers/:customerId/contact_points": { kind: "mail", value: "a@pool.test" },
    "PATCH /customers/:customerId/contact_points/:contactPointId": { value: "13800000003", seen: "13800000002" },
    "DELETE /customers/:customerId/contact_points/:contactPointId": undefined,
    "POST /customers/:customerId/files": undefined,
    "POST /customers/:customerId/files/:fileId/versions": undefined,
    "PATCH /customers/:customerId/files/:fileId": { set: { name: "a" }, seen: { name: "b" } },
    "PUT /customers/:customerId/files/:fileId/removal": undefined,
    "DELETE /customers/:customerId/files/:fileId/removal": undefined,
    "POST /customers/:customerId/relations": { type_id, end: "from", customer_id: other.id },
    "DELETE /customers/:customerId/relations/:relationId": undefined,
    "POST /customers/:customerId/contact_relations": {
      type_id: contactType,
      end: "from",
      contact_id: contact,
      other_customer_id: other.id,
      other_contact_id: other.contacts![0]!.id,
    },
    "DELETE /customers/:customerId/contact_relations/:relationId": undefined,
    "DELETE /customers/:customerId": undefined,
    "POST /customers/:customerId/erasure": { number: one.number },
    "POST /customers/:customerId/contacts/:contactId/erasure": { number: one.number },
    "PUT /customers/:customerId/pool": { pool_id: pool },
    "PUT /customers/:customerId/protection": { kind: "protected", reason: "x" },
    "DELETE /customers/:customerId/protection": undefined,
  };
  const acting = routes
    .map(({ contract }) => contract)
    .filter(({ method, path }) => method !== "GET" && path.startsWith("/customers/:customerId"))
    .filter(({ permission }) => /^(customer\.(?!read|export|erase\b.*zip)|protection\.)/.test(permission));
  const undoes = "DELETE /customers/:customerId/pool"; // a locked customer has not been released by who may not act
  const names = acting.map(({ method, path }) => `${method} ${path}`).filter((name) => name !== undoes);
  assert.deepEqual(names.toSorted(), Object.keys(bodies).toSorted());
  const params = {
    customerId: one.id,
    contactId: contact,
    contactPointId: point,
    clientId: house.ids.clients.kanghe!,
    shareId: newId(),
    fileId: newId(),
    relationId: newId(),
  };
  const wrong: string[] = [];
  for (const contract of acting as unknown as Contract[]) {
    const name = `${contract.method} ${contract.path}`;
    if (name === undoes) continue;
    const path = contract.path.replace(/:(\w+)/g, (_, key: keyof typeof params) => params[key]);
    const reply = await send(contract, path, bodies[name]);
    if (reply.status !== 423 || reply.error.id !== "customer.locked") wrong.push(`${name}: ${JSON.stringify(reply)}`);
    else assert.deepEqual([reply.error.detail.reason, reply.error.detail.by.name], ["法务核查中", "何珊"]);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(await eventsOf(house.db, one.id), ["customer.created", "customer.locked"]);
});

async function send({ method, stream }: Contract, path: string, body: object | undefined) {
  const headers: Record<string, string> = { cookie: mighty.cookie, "x-zhiyin": "1" };
  if (stream) Object.assign(headers, { "content-type": "application/octet-stream" });
  else if (body) headers["content-type"] = "application/json";
  const response = await fetch(`${house.base}/api${path}${stream ? "?name=a.txt" : ""}`, {
    method,
    headers,
    ...(stream ? { body: "text" } : body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: response.status,
    ...((await response.json()) as { error: { id: string; detail: { reason: string; by: { name: string } } } }),
  };
}

describe("calls that act on several", () => {
  test("bulk edit, removal, restoring, merge, relation from the other end and hand-over leave a locked customer", async () => {
    const [one, other] = [await create(chen), await create(chen)];
    const ids = [one.id, other.id];
    await protect(he, one.id, "locked");
    const edit = { ids, field: "remark", value: "一起改" };
    const preview = (await mighty.call(previewBulkEditContract, { body: edit })).body;
    assert.deepEqual([preview.changed, preview.refused], [1, [{ reason: "protected", count: 1 }]]);
    assert.equal((await mighty.call(createBulkEditContract, { body: edit })).body.changed_count, 1);
    for (const contract of [previewMergeContract, mergeCustomersContract]) {
      const merged = await mighty.call(contract, { body: { winner_id: other.id, loser_ids: [one.id] } });
      assert.deepEqual([merged.status, merged.problem.id], [423, "customer.locked"]);
    }
    const types = (await mighty.call(listRelationTypesContract, {})).body.types;
    const related = await mighty.call(addRelationContract, {
      params: { customerId: other.id },
      body: { type_id: types.find(({ key }) => key === "partner")!.id, end: "from", customer_id: one.id },
    });
    assert.equal(related.problem.id, "customer.locked");
    const kinds = (await mighty.call(previewHandOverContract, { params: { userId: chen!.userId } })).body.kinds;
    assert.equal(kinds.find(({ kind }) => kind === "customer")!.count, 1);
    const removed = (await mighty.call(removeCustomersContract, { body: { ids } })).body;
    assert.deepEqual([removed.removed_count, removed.refused], [1, [{ id: one.id, reason: "protected" }]]);
    assert.equal((await zhao!.call(removeCustomerContract, { params: { customerId: one.id } })).status, 200);
    assert.equal((await mighty.call(restoreCustomersContract, { body: { ids: [one.id] } })).status, 404);
    assert.equal((await he!.call(restoreCustomersContract, { body: { ids: [one.id] } })).status, 200);
  });

  test("dialling and mailing ask too; what happened is still written down, and consent withdrawn", async () => {
    const { id } = await create();
    await protect(he, id, "locked");
    const params = { customerId: id };
    for (const [channel, act] of [
      ["voice", "dial"],
      ["mail", "mail"],
    ] as const) {
      const reply = await mighty.call(askConsentContract, { params, body: { channel, purpose: "service" } });
      assert.deepEqual([reply.status, reply.problem.id, reply.problem.detail!.act], [423, "customer.locked", act]);
    }
    assert.equal(
      (await he!.call(askConsentContract, { params, body: { channel: "voice", purpose: "service" } })).status,
      200,
    );
    const logged = await mighty.call(logInteractionContract, {
      params,
      body: { kind: "call", happened_at: new Date().toISOString(), body: "客户来电" },
    } as never);
    assert.equal(logged.status, 200, JSON.stringify(logged));
    const said = { verdict: "refused" as const, source: "spoken" as const, said_at: new Date().toISOString() };
    assert.equal((await mighty.call(recordConsentContract, { params, body: said } as never)).status, 200);
    assert.equal((await mighty.call(starCustomerContract, { params })).status, 200);
  });
});

describe("who may act", () => {
  test("on what is protected its owner and administrators; the record says why not", async () => {
    const customer = await create();
    const set = await protect(he, customer.id, "protected");
    assert.deepEqual([set.body.protection!.reason, set.body.protection!.by.name], ["法务核查中", "何珊"]);
    assert.deepEqual([set.body.blocked.update, set.body.blocked.unprotect], ["protected", undefined]);
    assert.equal((await rename(he, customer)).problem.id, "customer.protected");
    assert.equal((await rename(zhou, customer)).status, 200);
    const read = (await mighty.call(readCustomerContract, { params: { customerId: customer.id } })).body;
    assert.deepEqual(
      [read.blocked.update, read.blocked.transfer, read.blocked.unprotect],
      ["protected", "protected", "protected"],
    );
    assert.deepEqual(read.read_only.toSorted(), Object.keys(read.facts).toSorted());
    assert.equal((await rename(zhao, { ...customer, facts: { name: `${customer.facts.name} 改` } })).status, 200);
  });

  test("on what is locked only who locked it and administrators, until it is lifted or over", async () => {
    const customer = await create();
    await protect(he, customer.id, "locked");
    assert.equal((await rename(zhou, customer)).problem.id, "customer.locked");
    assert.equal((await mighty.call(unprotectCustomerContract, { params: { customerId: customer.id } })).status, 423);
    const lifted = await he!.call(unprotectCustomerContract, { params: { customerId: customer.id } });
    const again = await he!.call(unprotectCustomerContract, { params: { customerId: customer.id } });
    assert.deepEqual([lifted.body.protection, again.status], [null, 200]);
    assert.equal((await rename(zhou, customer)).status, 200);
    await protect(he, customer.id, "locked", { until: new Date(Date.now() + 60_000).toISOString() });
    await house.db
      .updateTable("customer_protection")
      .set({ until: "2026-01-01T00:00:00Z" })
      .where("customer_id", "=", customer.id)
      .execute();
    const read = (await zhou!.call(readCustomerContract, { params: { customerId: customer.id } })).body;
    assert.deepEqual([read.protection, read.blocked.update], [null, undefined]);
    assert.deepEqual(await eventsOf(house.db, customer.id), [
      "customer.created",
      "customer.locked",
      "customer.unprotected",
      "customer.updated",
      "customer.locked",
    ]);
  });

  test("setting is refused without the right, out of sight, with no reason, in the past; a repeat is one event", async () => {
    const { id } = await create();
    assert.equal((await protect(zhou, id, "locked")).status, 403);
    const far = await create(await house.as("xu"), { owner_id: null });
    assert.equal((await protect(he, far.id, "locked")).status, 404);
    assert.equal((await protect(he, id, "locked", { reason: " " })).status, 400);
    assert.equal(
      (await protect(he, id, "locked", { until: "2020-01-01T00:00:00Z" })).problem.id,
      "protection.bad_until",
    );
    const replies = await race(8, () => protect(he, id, "locked"));
    assert.deepEqual(
      replies.map(({ status }) => status),
      Array(8).fill(200),
    );
    assert.deepEqual(await eventsOf(house.db, id), ["customer.created", "customer.locked"]);
    const eight = await race(8, () => releaseOf(id));
    assert.ok(eight.every(({ status }) => status === 423));
  });

  test("an edit that waits for the lock to be set is refused", async () => {
    const customer = await create();
    await Promise.all([protect(he, customer.id, "locked"), ...Array.from({ length: 7 }, () => rename(zhou, customer))]);
    const events = await eventsOf(house.db, customer.id);
    assert.equal(events.at(-1), "customer.locked");
  });
});

async function releaseOf(customerId: string) {
  return await zhou!.call(releaseCustomerContract, { params: { customerId }, body: { pool_id: pool } });
}
const pool = (await zhao!.call(createPoolContract, { body: { name: "公海 丙" } })).body.id;
