import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { listRolesContract, updateRoleContract } from "../../people/role.contract.ts";
import { createCustomerContract, listCustomersContract, readCustomerContract } from "../customer.contract.ts";
import { eraseCustomerContract } from "../erasure.contract.ts";
import { mapImportContract } from "../import.contract.ts";
import {
  checkImportContract,
  correctImportContract,
  listProblemsContract,
  readCheckContract,
} from "../import_check.contract.ts";
import { readUndoContract, undoImportContract } from "../import_undo.contract.ts";
import { createOwnFieldContract, listOwnFieldsContract } from "../own/own_field.contract.ts";
import { searchContract } from "../search.contract.ts";
import { importing } from "./import.fixture.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const { imported, map, rejections, run, send } = importing(house);
const label = (zh: string) => ({ zh, en: null });

async function define(body: BodyOf<typeof createOwnFieldContract>): Promise<string> {
  const made = await zhao.call(createOwnFieldContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  for (let i = 0; i < 600; i++) {
    const { rows } = await sql<{ state: string }>`select state from own_field where id = ${made.body.id}`.execute(
      house.db,
    );
    if (rows[0]!.state === "ready") return made.body.key;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the field was not made");
}

const idOf = async (name: string) =>
  (await house.db.selectFrom("customer").select("id").where("name", "=", name).executeTakeFirstOrThrow()).id;

async function factsOf(name: string): Promise<Record<string, unknown>> {
  const filter = JSON.stringify({ all: [{ field: "name", op: "is", value: name }] });
  const { body } = await zhao.call(listCustomersContract, { query: { filter } });
  const record = await zhao.call(readCustomerContract, { params: { customerId: body.rows[0]!.id } });
  return record.body.facts as never;
}

/** Fields that are required by now. */
const required: string[] = [];

async function checkedProblems(importId: string) {
  const params = { importId };
  for (let i = 0; i < 200; i++) {
    const { check } = (await zhao.call(readCheckContract, { params })).body;
    if (check?.state === "done") break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return (await zhao.call(listProblemsContract, { params, query: {} })).body.rows;
}

async function undone(importId: string) {
  const params = { importId };
  assert.equal((await zhao.call(undoImportContract, { params })).status, 200);
  for (let i = 0; i < 200; i++) {
    const { undo } = (await zhao.call(readUndoContract, { params })).body;
    if (undo?.state === "done") return undo;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the import is not taken back");
}

test("own fields are found by their names, read as people write them, and bad cells are named", async () => {
  const code = await define({ kind: "text", label: label("门店编号"), is_unique: true, is_searched: true });
  const rate = await define({ kind: "number", label: label("折扣率"), decimals: 2 });
  const credit = await define({ kind: "money", label: label("信用额度") });
  const ends = await define({ kind: "date", label: label("合同到期") });
  const level = await define({
    kind: "choice",
    label: label("会员等级"),
    choices: [{ label: label("金卡") }, { label: label("银卡") }],
  });
  const ways = await define({
    kind: "choices",
    label: label("合作渠道"),
    choices: [{ label: label("门店") }, { label: label("电商") }],
  });
  const owned = await define({ kind: "yes_no", label: label("自有仓库") });
  const helper = await define({ kind: "relation", target: "user", label: label("协作人") });
  const head = "名称,门店编号,折扣率,信用额度（万元）,合同到期,会员等级,合作渠道,自有仓库,协作人\n";
  const one = await imported(
    zhao,
    `${head}自定义一号有限公司,HZ-1,12.5%,48.6,2027/3/1,银卡,门店；电商,是,陈立\n坏等级有限公司,HZ-2,,,,铂金卡,,,\n坏仓库有限公司,HZ-3,,,,,,也许,\n重号有限公司,hz-1,,,,,,,\n`,
    { policy: "create" },
  );
  assert.deepEqual([one.created_count, one.rejected_count], [1, 3]);
  const facts = await factsOf("自定义一号有限公司");
  assert.deepEqual(
    [code, rate, credit, ends, level, ways, owned].map((key) => facts[key]),
    ["HZ-1", 0.13, 48_600_000, "2027-03-01", "c2", ["c1", "c2"], true],
  );
  assert.equal((facts[helper] as { name: string }).name, "陈立");
  assert.deepEqual(await rejections(zhao, one), [
    [3, "own_choice_unknown", level],
    [4, "own_not_yes_or_no", owned],
    [5, "own_not_unique", code],
  ]);
  const hits = await zhao.call(searchContract, { query: { q: "HZ-1" } });
  assert.ok(hits.body.hits.length > 0);

  const again = await imported(zhao, "名称,门店编号,折扣率\n自定义一号有限公司,HZ-1,0.5\n", { policy: "update" });
  assert.deepEqual([again.created_count, again.updated_count], [0, 1], "a unique own field says who is meant");
  assert.equal((await factsOf("自定义一号有限公司"))[rate], 0.5);
});

test("a required own field that is empty keeps the row outside", async () => {
  const key = await define({ kind: "text", label: label("区域经理"), is_required: true });
  required.push(key);
  const one = await imported(zhao, "名称,区域经理\n有经理的公司,老王\n没经理的公司,\n", { policy: "create" });
  assert.deepEqual([one.created_count, one.rejected_count], [1, 1]);
  assert.deepEqual(await rejections(zhao, one), [[3, "own_required", key]]);
});

test("a unique own field that the importer may not read leads them to nobody", async () => {
  const key = await define({ kind: "text", label: label("合同暗号"), is_unique: true });
  const { body: own } = await zhao.call(listOwnFieldsContract, {});
  const required = own.fields.filter((field) => field.is_required).map((field) => [field.key, "老王"]);
  const body = { kind: "company", name: "有暗号的公司", owner_id: house.ids.users.chen, [key]: "秘-7" };
  const made = await zhao.call(createCustomerContract, { body: { ...body, ...Object.fromEntries(required) } as never });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  const role = (await zhao.call(listRolesContract, {})).body.roles.find((one) => one.key === "sales_manager")!;
  const grants = role.grants.map((grant) =>
    grant.object === "customer" && grant.action === "read" ? { ...grant, fields: ["stage", "remark"] } : grant,
  );
  const set = { params: { roleId: role.id }, body: { name: role.name, grants } as never };
  assert.equal((await zhao.call(updateRoleContract, set)).status, 200);
  const he = await house.as("he");
  const one = await imported(he, "名称,合同暗号,备注\n有暗号的公司,秘-7,改写\n", { policy: "update" });
  assert.deepEqual(await rejections(he, one), [[2, "exists_not_yours", key]]);
  assert.equal((await factsOf("有暗号的公司")).remark, null);
});

test("taken back, a unique value that somebody else has by now stays with them", async () => {
  const key = await define({ kind: "text", label: label("柜号"), is_unique: true });
  const add = async (name: string, value: string) => {
    const one = await imported(zhao, `名称,柜号,区域经理\n${name},${value},老王\n`, { policy: "create" });
    assert.equal(one.created_count, 1);
    return await idOf(name);
  };
  const id = await add("换柜号的公司", "柜-1");
  const { number } = (await zhao.call(readCustomerContract, { params: { customerId: id } })).body;
  const one = await imported(zhao, `客户编号,柜号,备注\n${number},柜-2,改了\n`, { policy: "update" });
  assert.equal(one.updated_count, 1, JSON.stringify(await rejections(zhao, one)));
  await add("拿了旧柜号的公司", "柜-1");
  const undo = await undone(one.id);
  assert.deepEqual([undo?.state, undo?.restored_count, undo?.left_count], ["done", 1, 1]);
  const facts = await factsOf("换柜号的公司");
  assert.deepEqual([facts[key], facts.remark], ["柜-2", null]);
});

test("another customer is meant by number or exact name, within reach, and not by a row of the same file", async () => {
  const key = await define({ kind: "relation", target: "customer", label: label("上级公司") });
  const make = async (name: string, more: object = {}) =>
    (
      await zhao.call(createCustomerContract, {
        body: { kind: "company", name, [required[0]!]: "老王", ...more } as never,
      })
    ).body;
  const head = await make("钱塘控股（集团）有限公司");
  await make("同名的上级公司", { owner_id: house.ids.users.chen });
  await make("同名的上级公司", { owner_id: null });
  const lines = [
    ["按名称的分公司", "钱塘控股(集团) 有限公司"],
    ["按编号的分公司", head.number],
    ["按裸编号的分公司", String(Number(head.number.replace(/\D/g, "")))],
    ["没有上级的分公司", ""],
    ["上级不存在的分公司", "从未有过的上级公司"],
    ["上级同名的分公司", "同名的上级公司"],
    ["上级在同一文件的分公司", "按名称的分公司"],
  ];
  const text = (rows: string[][]) =>
    `名称,上级公司,区域经理\n${rows.map((row) => `${row.join(",")},老王`).join("\n")}\n`;
  const { body: draft } = await send(zhao, text(lines));
  await map(zhao, draft, { policy: "create" });
  const wrong = [
    [6, "own_customer_unknown", key],
    [7, "own_customer_several", key],
    [8, "own_customer_unknown", key],
  ];
  assert.equal((await zhao.call(checkImportContract, { params: { importId: draft.id } })).status, 200);
  const problems = await checkedProblems(draft.id);
  assert.deepEqual(
    problems.map(({ row, reason, field }) => [row, reason, field]),
    wrong,
    "the check says the same",
  );
  const cells = [{ row: 6, position: 1, value: head.number }];
  const corrected = await zhao.call(correctImportContract, { params: { importId: draft.id }, body: { cells } });
  assert.deepEqual([corrected.status, corrected.body.mended], [200, [6]]);
  const one = await run(zhao, draft.id);
  assert.deepEqual([one.created_count, one.rejected_count], [5, 2]);
  assert.deepEqual(await rejections(zhao, one), wrong.slice(1));
  for (const name of ["按名称的分公司", "按编号的分公司", "按裸编号的分公司", "上级不存在的分公司"])
    assert.deepEqual((await factsOf(name))[key], { id: head.id, name: head.facts.name }, name);
  assert.equal((await factsOf("没有上级的分公司"))[key], null);

  const he = await house.as("he");
  const seen = await imported(
    he,
    text([
      ["华东的分公司", "同名的上级公司"],
      ["华东的另一家", head.number],
    ]),
    { policy: "create" },
  );
  assert.deepEqual(await rejections(he, seen), [[3, "own_customer_unknown", key]], "who is not seen is nobody");

  const again = await imported(zhao, text([["按名称的分公司", (await make("新的上级公司")).number]]), {
    policy: "update",
    keys: ["name"],
  });
  assert.equal(again.updated_count, 1);
  assert.equal(((await factsOf("按名称的分公司"))[key] as { name: string }).name, "新的上级公司");
});

test("taken back, a relation does not go back to a customer who was erased meanwhile", async () => {
  const key = await define({ kind: "relation", target: "customer", label: label("介绍人") });
  const make = async (name: string, more: object = {}) =>
    (
      await zhao.call(createCustomerContract, {
        body: { kind: "company", name, [required[0]!]: "老王", ...more } as never,
      })
    ).body;
  const [old, next] = [await make("从前的介绍人公司"), await make("后来的介绍人公司")];
  const { number } = await make("被介绍的公司", { [key]: old.id });
  const one = await imported(zhao, `客户编号,介绍人,备注\n${number},${next.number},改了\n`, { policy: "update" });
  assert.equal(one.updated_count, 1, JSON.stringify(await rejections(zhao, one)));
  const erased = await zhao.call(eraseCustomerContract, {
    params: { customerId: old.id },
    body: { number: old.number },
  });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  const undo = await undone(one.id);
  assert.deepEqual([undo?.state, undo?.restored_count, undo?.left_count], ["done", 1, 1]);
  const facts = await factsOf("被介绍的公司");
  assert.deepEqual([(facts[key] as { id: string }).id, facts.remark], [next.id, null]);
});

test("a field that holds a file is offered to no column and refused by name", async () => {
  const key = await define({ kind: "file", label: label("营业执照") });
  const { body: draft } = await send(zhao, "名称,营业执照\n有执照的公司,执照.pdf\n");
  assert.equal(draft.columns[1]!.target, "");
  const mapped = await zhao.call(mapImportContract, {
    params: { importId: draft.id },
    body: { targets: ["name", key as never], defaults: draft.defaults },
  });
  assert.deepEqual([mapped.status, mapped.problem.id], [400, "import.target_unknown"]);
});
