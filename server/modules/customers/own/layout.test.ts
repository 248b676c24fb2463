import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race, startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { listRolesContract, updateRoleContract } from "../../people/role.contract.ts";
import {
  listLayoutsContract,
  readLayoutContract,
  readMyLayoutContract,
  resetLayoutContract,
  type Section,
  setLayoutContract,
} from "./layout.contract.ts";
import { createOwnFieldContract, listOwnFieldsContract, retireOwnFieldContract } from "./own_field.contract.ts";

const house = await startHarness();
const admin = await house.as("zhao");
const zhou = await house.as("zhou");
const { roles } = (await admin.call(listRolesContract, {})).body;
const rep = roles.find((role) => role.key === "sales_rep")!;

const section = (fields: string[], more: Partial<Section> = {}): Section => ({
  key: null,
  label: { zh: "要点", en: "Key facts" },
  kind: "both",
  fields,
  ...more,
});
const set = (roleId: string, sections: Section[], seen: string | null = null) =>
  admin.call(setLayoutContract, { params: { roleId }, body: { sections, seen } });
const mine = async (key: "zhou" | "zhao") =>
  (await (await house.as(key)).call(readMyLayoutContract, {})).body.sections?.map(({ fields }) => fields) ?? null;
const eventsOfLayouts = async () =>
  (
    await sql<{ name: string }>`select name from domain_event where object = 'layout' order by id`.execute(house.db)
  ).rows.map(({ name }) => name);

test("a role's layout goes before that of everybody, and comes and goes with events", async () => {
  assert.equal(await mine("zhou"), null);
  const everybody = await set("default", [section(["stage", "remark"])]);
  assert.equal(everybody.status, 200, JSON.stringify(everybody.problem));
  assert.deepEqual([everybody.body.role, everybody.body.updated_by?.name], [null, "赵启明"]);
  assert.deepEqual(await mine("zhou"), [["stage", "remark"]]);
  const own = await set(rep.id, [section(["remark"]), section(["stage", "place"], { kind: "person" })]);
  assert.equal(own.body.role?.name, rep.name);
  assert.deepEqual(await mine("zhou"), [["remark"], ["stage", "place"]]);
  assert.deepEqual(await mine("zhao"), [["stage", "remark"]]);
  const { layouts } = (await admin.call(listLayoutsContract, {})).body;
  assert.deepEqual(
    layouts.filter((one) => one.is_set).map((one) => one.role?.name ?? null),
    [null, rep.name],
  );
  const params = { roleId: rep.id };
  assert.equal((await admin.call(resetLayoutContract, { params })).body.sections, null);
  assert.equal((await admin.call(resetLayoutContract, { params })).status, 200);
  assert.deepEqual(await mine("zhou"), [["stage", "remark"]]);
  await admin.call(resetLayoutContract, { params: { roleId: "default" } });
  assert.deepEqual(await eventsOfLayouts(), ["layout.updated", "layout.updated", "layout.removed", "layout.removed"]);
});

test("of somebody's roles the one made first decides", async () => {
  const later = roles.find((role) => role.key === "marketer")!;
  await sql`insert into user_role (user_id, role_id) values (${house.ids.users.zhou!}, ${later.id})`.execute(house.db);
  await sql`update role set created_at = now() + interval '1 day' where id = ${later.id}`.execute(house.db);
  await set(later.id, [section(["source"])]);
  assert.deepEqual(await mine("zhou"), [["source"]]);
  await set(rep.id, [section(["remark"])]);
  assert.deepEqual(await mine("zhou"), [["remark"]]);
  await sql`delete from layout`.execute(house.db);
  await sql`delete from user_role where role_id = ${later.id} and user_id = ${house.ids.users.zhou!}`.execute(house.db);
});

test("a layout opens no field: what no grant shows is left out, with its section", async () => {
  const made = await set(rep.id, [section(["remark"]), section(["tax_id", "place"]), section(["street"])]);
  assert.equal(made.status, 200);
  const grants = rep.grants.map((grant) =>
    grant.object === "customer" && grant.action === "read" ? { ...grant, fields: ["remark", "stage", "city"] } : grant,
  );
  const body: BodyOf<typeof updateRoleContract> = { name: rep.name, grants };
  const changed = await admin.call(updateRoleContract, { params: { roleId: rep.id }, body });
  assert.equal(changed.status, 200, JSON.stringify(changed.problem));
  assert.deepEqual(await mine("zhou"), [["remark"], ["place"]]);
  await admin.call(updateRoleContract, { params: { roleId: rep.id }, body: { ...body, grants: rep.grants } });
  await admin.call(resetLayoutContract, { params: { roleId: rep.id } });
});

test("own fields are placed, and leave with their retirement", async () => {
  const label = { zh: "门店级别", en: "Shop grade" };
  const field = (await admin.call(createOwnFieldContract, { body: { kind: "text", label } })).body;
  assert.equal((await set("default", [section([field.key, "stage"])])).status, 200);
  for (let i = 0; i < 100; i++) {
    const { fields } = (await admin.call(listOwnFieldsContract, {})).body;
    if (fields.find(({ id }) => id === field.id)?.state === "ready") break;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.deepEqual(await mine("zhou"), [[field.key, "stage"]]);
  await admin.call(retireOwnFieldContract, { params: { fieldId: field.id } });
  assert.deepEqual(await mine("zhou"), [["stage"]]);
  const params = { roleId: "default" };
  assert.deepEqual((await admin.call(readLayoutContract, { params })).body.sections?.[0]?.fields, ["stage"]);
  await admin.call(resetLayoutContract, { params });
});

test("two who change it at once do not overwrite each other", async () => {
  const replies = await race(8, () => set("default", [section(["stage"])]));
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, ...Array(7).fill(409)]);
  const { updated_at } = replies.find((reply) => reply.status === 200)!.body;
  assert.equal((await set("default", [section(["remark"])])).problem.id, "layout.changed");
  const next = await set("default", [section(["remark"])], updated_at);
  assert.equal(next.status, 200);
  assert.equal((await set("default", [section(["stage"])], updated_at)).problem.id, "layout.changed");
});

test("refused without the permission, unknown roles are not found, and what makes no sense is named", async () => {
  const body = { sections: [section(["stage"])], seen: null };
  const params = { roleId: "default" };
  assert.equal((await house.anonymous.call(readMyLayoutContract, {})).status, 401);
  assert.equal((await zhou.call(setLayoutContract, { params, body })).status, 403);
  assert.equal((await zhou.call(readLayoutContract, { params })).status, 403);
  assert.equal((await zhou.call(listLayoutsContract, {})).status, 403);
  assert.equal((await zhou.call(resetLayoutContract, { params })).status, 403);
  assert.equal((await set("01900000-0000-7000-8000-000000000000", body.sections)).problem.id, "role.not_found");
  assert.equal((await set("nobody", body.sections)).status, 400);
  const wrong = async (...sections: Section[]) => {
    const { problem } = await set(rep.id, sections);
    assert.equal(problem.id, "layout.invalid");
    return problem.fields?.map(({ field, reason }) => `${field} ${reason}`);
  };
  assert.deepEqual(await wrong(section(["x_nothing", "name"])), ["x_nothing unknown", "name unknown"]);
  assert.deepEqual(await wrong(section(["stage"]), section(["stage"], { kind: "person" })), ["stage twice"]);
  assert.deepEqual(await wrong(section([], { label: { zh: " ", en: null } })), ["label required"]);
  const apart = [section(["stage"], { kind: "company" }), section(["stage"], { kind: "person" })];
  assert.equal((await set(rep.id, apart)).status, 200);
  assert.equal((await set(rep.id, Array(41).fill(section([])))).problem.id, "request.invalid");
});
