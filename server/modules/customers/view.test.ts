import assert from "node:assert/strict";
import { test } from "node:test";
import type { FilterTree } from "#platform/filter/filter.contract.ts";
import { race, startHarness } from "#test/harness.ts";
import * as contracts from "./view.contract.ts";

const house = await startHarness();
const filter: FilterTree = {
  all: [{ field: "last_interaction", op: "not_in_last", value: { count: 30, unit: "day" } }],
};
const body = { object: "customer" as const, name: "30 天无往来", filter };
const query = { object: "customer" } as const;

const made = async (key: "zhou" | "chen", more: object = {}) => {
  const reply = await (await house.as(key)).call(contracts.createViewContract, { body: { ...body, ...more } as never });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
};
const namesOf = async (key: "zhou" | "chen" | "he") =>
  (await (await house.as(key)).call(contracts.listViewsContract, { query })).body.views.map((view) => view.name);

test("a view is saved, becomes a tab, is changed and removed by its owner only", async () => {
  const view = await made("zhou", { parameters: [{ path: "all.0.value.count", label: "天数" }] });
  assert.equal(view.is_pinned, true);
  assert.deepEqual(view.blocked, {});
  assert.deepEqual(view.filter, filter);
  const zhou = await house.as("zhou");
  const renamed = await zhou.call(contracts.updateViewContract, {
    params: { viewId: view.id },
    body: { set: { name: "一个月没往来", sort: "name", direction: "asc" }, seen: view.updated_at },
  });
  assert.equal(renamed.body.name, "一个月没往来");
  const chen = await house.as("chen");
  const params = { viewId: view.id };
  assert.equal((await chen.call(contracts.removeViewContract, { params })).status, 404, "not shared, not seen");
  const removed = await zhou.call(contracts.removeViewContract, { params });
  assert.equal(removed.body.name, "一个月没往来", "the answer is enough to save it again");
  assert.equal((await zhou.call(contracts.removeViewContract, { params })).status, 404);
});

test("shared with a person or a team it can be used and pinned by them, and not changed", async () => {
  const view = await made("zhou", { name: "给同事", shared_users: [house.ids.users.chen] });
  assert.ok((await namesOf("chen")).includes("给同事"));
  assert.ok(!(await namesOf("he")).includes("给同事"));
  const chen = await house.as("chen");
  const seen = (await chen.call(contracts.listViewsContract, { query })).body.views.find((one) => one.id === view.id)!;
  assert.deepEqual(
    [seen.is_pinned, seen.blocked],
    [false, { update: "not_owner", share: "not_owner", remove: "not_owner" }],
  );
  const params = { viewId: view.id };
  const change = { params, body: { set: { name: "我的" }, seen: seen.updated_at } };
  assert.equal((await chen.call(contracts.updateViewContract, change)).problem.id, "view.not_owner");
  assert.equal((await chen.call(contracts.removeViewContract, { params })).problem.id, "view.not_owner");
  const pinned = await chen.call(contracts.pinViewsContract, {
    body: { object: "customer", view_ids: [view.id, view.id] },
  });
  assert.deepEqual(
    pinned.body.views.filter((one) => one.is_pinned).map((one) => one.id),
    [view.id],
  );
  const zhou = await house.as("zhou");
  await zhou.call(contracts.updateViewContract, { params, body: { set: { shared_users: [] }, seen: view.updated_at } });
  assert.ok(!(await namesOf("chen")).includes("给同事"));
  const pins = await chen.call(contracts.pinViewsContract, { body: { object: "customer", view_ids: [view.id] } });
  assert.ok(
    pins.body.views.every((one) => one.id !== view.id),
    "what is no longer shared cannot be pinned",
  );
});

test("shared for changing, a colleague changes what it shows, and neither shares nor removes it", async () => {
  const view = await made("zhou", { name: "一起改", shared_users: [house.ids.users.chen], changed_by: "shared" });
  const chen = await house.as("chen");
  const params = { viewId: view.id };
  const renamed = await chen.call(contracts.updateViewContract, {
    params,
    body: { set: { name: "改过了" }, seen: view.updated_at },
  });
  assert.deepEqual([renamed.status, renamed.body.name], [200, "改过了"]);
  assert.deepEqual(renamed.body.blocked, { share: "not_owner", remove: "not_owner" });
  for (const set of [{ shared_users: [] }, { shared_teams: [] }, { changed_by: "owner" as const }]) {
    const refused = await chen.call(contracts.updateViewContract, {
      params,
      body: { set, seen: renamed.body.updated_at },
    });
    assert.deepEqual([refused.status, refused.problem.id], [403, "view.not_owner"], JSON.stringify(set));
  }
  assert.equal((await chen.call(contracts.removeViewContract, { params })).problem.id, "view.not_owner");
});

test("eight save an outdated view at once: one wins, the others see what it is now", async () => {
  const view = await made("zhou", { name: "争" });
  const zhou = await house.as("zhou");
  const replies = await race(8, (index) =>
    zhou.call(contracts.updateViewContract, {
      params: { viewId: view.id },
      body: { set: { name: `争 ${index}` }, seen: view.updated_at },
    }),
  );
  assert.equal(replies.filter((reply) => reply.status === 200).length, 1);
  const lost = replies.find((reply) => reply.status === 409)!;
  assert.equal(lost.problem.id, "view.conflict");
  assert.match(String((lost.problem.detail!.view as { name: string }).name), /^争 \d$/);
});

test("what is wrong is named: filter, parameter, reference, nobody signed in", async () => {
  const zhou = await house.as("zhou");
  const create = async (more: object) =>
    (await zhou.call(contracts.createViewContract, { body: { ...body, ...more } as never })).problem.id;
  assert.equal(await create({ filter: { all: [{ field: "stage", op: "any", value: ["rich"] }] } }), "filter.invalid");
  assert.equal(await create({ filter: { all: [{ field: "stage" }] } }), "filter.invalid");
  assert.equal(await create({ filter: { all: [], any: [] } }), "request.invalid");
  assert.equal(await create({ parameters: [{ path: "all.7.value", label: "x" }] }), "view.bad_parameter");
  assert.equal(await create({ parameters: [{ path: "__proto__", label: "x" }] }), "request.invalid");
  const nobody = "0193e9b0-0000-7000-8000-000000000009";
  assert.equal(await create({ shared_users: [nobody] }), "view.unknown_reference");
  assert.equal(await create({ name: "  " }), "request.invalid");
  assert.equal((await house.anonymous.call(contracts.listViewsContract, { query })).status, 401);
  assert.equal((await house.anonymous.call(contracts.createViewContract, { body })).status, 401);
});
