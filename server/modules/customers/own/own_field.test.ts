import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { type Harness, startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { listRolesContract, updateRoleContract } from "../../people/role.contract.ts";
import {
  createCustomerContract,
  listCustomersContract,
  readCustomerContract,
  updateCustomerContract,
} from "../customer.contract.ts";
import { listFieldsContract } from "../fields.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { searchContract } from "../search.contract.ts";
import { formulaNames } from "./formula_names.ts";
import {
  createOwnFieldContract,
  listOwnFieldsContract,
  retireOwnFieldContract,
  reviveOwnFieldContract,
  updateOwnFieldContract,
} from "./own_field.contract.ts";

const house = await startHarness();
type Key = Parameters<Harness["as"]>[0];
type New = BodyOf<typeof createOwnFieldContract>;

async function define(body: New) {
  const admin = await house.as("zhao");
  const made = await admin.call(createOwnFieldContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return await settled(made.body.id);
}

/** The field when its column stands. */
async function settled(id: string) {
  const admin = await house.as("zhao");
  for (let i = 0; i < 600; i++) {
    const { body } = await admin.call(listOwnFieldsContract, {});
    const field = body.fields.find((one) => one.id === id)!;
    if (field.state !== "making") {
      const { rows } = await sql<{
        waits: boolean;
      }>`select exists (select 1 from graphile_worker.jobs where key = ${`make_own_field ${id}`}) as waits`.execute(
        house.db,
      );
      if (!rows[0]!.waits) return field;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the field was not made");
}

let count = 0;
async function create(facts: Record<string, unknown> = {}, key: Key = "zhou") {
  count += 1;
  return await (await house.as(key)).call(createCustomerContract, {
    body: { kind: "company", name: `自定义字段公司${count}`, ...facts } as never,
  });
}
async function set(id: string, facts: Record<string, unknown>, seen: Record<string, unknown>, key: Key = "zhou") {
  return await (await house.as(key)).call(updateCustomerContract, {
    params: { customerId: id },
    body: { set: facts, seen } as never,
  });
}
async function factsOf(id: string, key: Key = "zhou"): Promise<Record<string, unknown>> {
  return (await (await house.as(key)).call(readCustomerContract, { params: { customerId: id } })).body.facts as never;
}
async function listed(filter: object, key: Key = "zhou"): Promise<string[]> {
  const reply = await (await house.as(key)).call(listCustomersContract, {
    query: { filter: JSON.stringify(filter), limit: 200 },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body.rows.map((row) => row.id);
}

test("built-in fields are called in formulas what the page calls them", async () => {
  for (const language of ["zh-CN", "en"]) {
    const path = new URL(`../../../../web/locales/${language}/customers.json`, import.meta.url);
    const { field } = JSON.parse(await readFile(path, "utf8")) as { field: Record<string, string> };
    for (const [name, names] of Object.entries(formulaNames))
      assert.ok(names.includes(field[name]!), `${language} ${name}`);
  }
});

describe("own fields", () => {
  test("of every kind are columns, written, read, filtered by and in the history", async () => {
    const text = await define({ kind: "text", label: { zh: "门店编号", en: "Shop code" }, is_searched: true });
    assert.equal(text.key, "x_shop_code");
    const number = await define({ kind: "number", label: { zh: "折扣率", en: null }, decimals: 2 });
    assert.equal(number.key, "x_zhe_kou_lv");
    const money = await define({ kind: "money", label: { zh: "信用额", en: "Credit" } });
    const date = await define({ kind: "date", label: { zh: "合同到期", en: "Contract end" } });
    const yesNo = await define({ kind: "yes_no", label: { zh: "有仓库", en: "Has a warehouse" } });
    const label = (zh: string) => ({ zh, en: null });
    const choices = [{ label: label("金") }, { label: label("银") }, { label: label("铜") }];
    const choice = await define({ kind: "choice", label: { zh: "等级", en: "Grade" }, choices });
    assert.deepEqual(
      choice.choices.map((one) => one.value),
      ["c1", "c2", "c3"],
    );
    const several = await define({ kind: "choices", label: { zh: "渠道", en: "Channels" }, choices });
    const parent = await define({ kind: "relation", target: "customer", label: { zh: "上级客户", en: "Parent" } });
    const helper = await define({ kind: "relation", target: "user", label: { zh: "协作人", en: "Helper" } });
    const formula = await define({
      kind: "formula",
      label: { zh: "折后额度", en: "Net credit" },
      formula: "round({信用额} * (1 - {x_zhe_kou_lv}), 2)",
    });
    assert.equal(formula.formula_kind, "money");

    const other = (await create()).body;
    const values = {
      [text.key]: "HZ-0088",
      [number.key]: 0.126,
      [money.key]: 100_000,
      [date.key]: "2027-03-01",
      [yesNo.key]: true,
      [choice.key]: "c2",
      [several.key]: ["c3", "c1"],
      [parent.key]: other.id,
      [helper.key]: house.ids.users.chen,
    };
    const made = await create(values);
    assert.equal(made.status, 200, JSON.stringify(made.problem));
    const facts = await factsOf(made.body.id);
    assert.deepEqual(Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith("x_"))), {
      ...values,
      [number.key]: 0.13,
      [several.key]: ["c1", "c3"],
      [parent.key]: { id: other.id, name: other.facts.name },
      [helper.key]: { id: house.ids.users.chen, name: "陈立" },
      [formula.key]: 87_000,
    });
    const filters: [object, boolean][] = [
      [{ field: text.key, op: "begins", value: "hz-" }, true],
      [{ field: number.key, op: "lt", value: 0.13 }, false],
      [{ field: money.key, op: "gte", value: 100_000 }, true],
      [{ field: date.key, op: "on", value: "2027-03-01" }, true],
      [{ field: yesNo.key, op: "is", value: true }, true],
      [{ field: choice.key, op: "any", value: ["c2", "c3"] }, true],
      [{ field: several.key, op: "all", value: ["c1", "c3"] }, true],
      [{ field: several.key, op: "none", value: ["c2"] }, true],
      [{ field: several.key, op: "any", value: ["c2"] }, false],
      [{ field: parent.key, op: "any", value: [other.id] }, true],
      [{ field: formula.key, op: "is", value: 87_000 }, true],
      [{ field: formula.key, op: "empty" }, false],
    ];
    for (const [condition, isIn] of filters)
      assert.equal((await listed({ all: [condition] })).includes(made.body.id), isIn, JSON.stringify(condition));
    const hits = await (await house.as("zhou")).call(searchContract, { query: { q: "HZ-00" } });
    assert.ok(hits.body.hits.some((hit) => hit.id === made.body.id));

    const changed = await set(
      made.body.id,
      { [number.key]: 0.5, [parent.key]: null },
      { [number.key]: 0.13, [parent.key]: other.id },
    );
    assert.equal(changed.status, 200, JSON.stringify(changed.problem));
    assert.equal((changed.body.facts as Record<string, unknown>)[formula.key], 50_000);
    const late = await set(made.body.id, { [number.key]: 0.6 }, { [number.key]: 0.13 });
    assert.equal(late.problem.id, "customer.conflict");
    const history = await (await house.as("zhou")).call(readHistoryContract, { params: { customerId: made.body.id } });
    assert.deepEqual(
      history.body.entries[0]!.changes,
      [
        { field: parent.key, before: other.id, after: null },
        { field: number.key, before: 0.13, after: 0.5 },
      ].sort((a, b) => (a.field < b.field ? -1 : 1)),
    );
    const fields = await (await house.as("emma")).call(listFieldsContract, {});
    const named = fields.body.fields.find((one) => one.field === choice.key)!;
    assert.equal(named.label, "等级");
    assert.deepEqual(named.choices?.[0], { value: "c1", label: "金" });
  });

  test("values that do not fit are named, and nothing is written", async () => {
    const grade = await define({
      kind: "choice",
      label: { zh: "星级", en: "Stars" },
      choices: [{ label: { zh: "一", en: null } }],
    });
    const size = await define({ kind: "number", label: { zh: "面积", en: "Area" } });
    const link = await define({ kind: "relation", target: "customer", label: { zh: "总店", en: "Head shop" } });
    const made = (await create()).body;
    const cases: [string, unknown, string][] = [
      [grade.key, "c9", "not_a_choice"],
      [grade.key, 3, "not_a_choice"],
      [size.key, "12", "not_a_number"],
      [size.key, 1e300, "out_of_range"],
      [link.key, "nobody", "not_an_id"],
      [link.key, "01900000-0000-7000-8000-000000000000", "unknown_record"],
    ];
    for (const [key, value, reason] of cases) {
      const reply = await set(made.id, { [key]: value }, { [key]: null });
      assert.equal(reply.problem.id, "own_field.invalid", JSON.stringify(reply.body));
      assert.deepEqual(reply.problem.fields, [{ field: key, reason }]);
    }
    assert.equal((await set(made.id, { x_nobody: 1 }, { x_nobody: null })).problem.id, "field.read_only");
  });

  test("required, required when, and unique are held", async () => {
    const code = await define({ kind: "text", label: { zh: "会员号", en: "Member" }, is_unique: true });
    const why = await define({
      kind: "text",
      label: { zh: "流失原因", en: "Why lapsed" },
      is_required: true,
      required_when: { all: [{ field: "stage", op: "any", value: ["lapsed"] }] },
    });
    const first = (await create({ [code.key]: "M-1" })).body;
    const second = (await create({ [code.key]: "M-2" })).body;
    const twice = await set(second.id, { [code.key]: "m-1" }, { [code.key]: "M-2" });
    assert.equal(twice.problem.id, "own_field.not_unique");
    assert.deepEqual(twice.problem.fields, [{ field: code.key, reason: "not_unique" }]);
    const lapsed = await set(first.id, { stage: "lapsed" }, { stage: "prospect" });
    assert.equal(lapsed.problem.id, "own_field.required");
    assert.deepEqual(lapsed.problem.fields, [{ field: why.key, reason: "required" }]);
    const both = await set(first.id, { stage: "lapsed", [why.key]: "搬走了" }, { stage: "prospect", [why.key]: null });
    assert.equal(both.status, 200, JSON.stringify(both.problem));
    const emptied = await set(first.id, { [why.key]: null }, { [why.key]: "搬走了" });
    assert.equal(emptied.problem.id, "own_field.required");
    const admin = await house.as("zhao");
    const refused = await admin.call(updateOwnFieldContract, {
      params: { fieldId: why.id },
      body: { is_unique: true },
    });
    assert.equal(refused.status, 200);
    await create({ [why.key]: "搬走了" });
    const { rows } = await sql<{ is_unique: boolean }>`select is_unique from own_field where id = ${why.id}`.execute(
      house.db,
    );
    assert.equal(rows[0]!.is_unique, true);
  });

  test("a field that is not unique stays as it was and says so", async () => {
    const plate = await define({ kind: "text", label: { zh: "车牌", en: "Plate" } });
    await create({ [plate.key]: "浙A" });
    await create({ [plate.key]: "浙a" });
    const admin = await house.as("zhao");
    await admin.call(updateOwnFieldContract, { params: { fieldId: plate.id }, body: { is_unique: true } });
    const after = await settled(plate.id);
    assert.deepEqual([after.state, after.problem, after.is_unique], ["ready", "duplicates", false]);
  });

  test("rights hide an own field like a built-in one, and a formula with what it is made of", async () => {
    const secret = await define({ kind: "money", label: { zh: "底价", en: "Floor" } });
    const open = await define({
      kind: "formula",
      label: { zh: "底价一半", en: "Half" },
      formula: `{${secret.key}} / 2`,
    });
    const made = (await create({ [secret.key]: 500 })).body;
    const admin = await house.as("zhao");
    const { body } = await admin.call(listRolesContract, {});
    const rep = body.roles.find((role) => role.key === "sales_rep")!;
    const all = body.objects.find((one) => one.object === "customer")!.fields.map((one) => one.field);
    assert.ok(all.includes(secret.key));
    const grants = rep.grants.map((grant) =>
      grant.object === "customer" && grant.action === "read"
        ? { ...grant, fields: all.filter((field) => field !== secret.key) }
        : grant,
    );
    const params = { roleId: rep.id };
    assert.equal((await admin.call(updateRoleContract, { params, body: { name: rep.name, grants } })).status, 200);
    const facts = await factsOf(made.id);
    assert.equal(secret.key in facts, false);
    assert.equal(open.key in facts, false);
    assert.equal((await factsOf(made.id, "zhao"))[open.key], 250);
    for (const field of [secret.key, open.key]) {
      const reply = await (await house.as("zhou")).call(listCustomersContract, {
        query: { filter: JSON.stringify({ all: [{ field, op: "filled" }] }) },
      });
      assert.equal(reply.problem.id, "field.hidden");
    }
    const fields = await (await house.as("zhou")).call(listFieldsContract, {});
    assert.equal(
      fields.body.fields.some(({ field }) => field === secret.key || field === open.key),
      false,
    );
    assert.equal((await set(made.id, { [secret.key]: 1 }, { [secret.key]: 500 })).problem.id, "field.read_only");
    const unknown = [...grants, { object: "customer", action: "export", scope: "own" as const, fields: ["x_nobody"] }];
    assert.equal(
      (await admin.call(updateRoleContract, { params, body: { name: rep.name, grants: unknown } })).problem.id,
      "role.unknown_grant",
    );
    assert.equal(
      (await admin.call(updateRoleContract, { params, body: { name: rep.name, grants: rep.grants } })).status,
      200,
    );
  });

  test("retired it is nowhere, revived its values are back", async () => {
    const field = await define({ kind: "text", label: { zh: "旧系统号", en: "Old id" } });
    const made = (await create({ [field.key]: "A7" })).body;
    const admin = await house.as("zhao");
    const params = { fieldId: field.id };
    assert.equal((await admin.call(retireOwnFieldContract, { params })).body.state, "retired");
    assert.equal(field.key in (await factsOf(made.id)), false);
    await admin.call(reviveOwnFieldContract, { params });
    await settled(field.id);
    assert.equal((await factsOf(made.id))[field.key], "A7");
    const reader = await define({
      kind: "formula",
      label: { zh: "旧号长", en: "Old length" },
      formula: `length({${field.key}})`,
    });
    assert.ok(reader);
    assert.equal((await admin.call(retireOwnFieldContract, { params })).problem.id, "own_field.in_use");
  });

  test("definitions that make no sense are refused by name", async () => {
    const admin = await house.as("zhao");
    const refuse = async (body: New) => (await admin.call(createOwnFieldContract, { body })).problem.id;
    await define({ kind: "text", label: { zh: "重名", en: null } });
    assert.equal(await refuse({ kind: "text", label: { zh: "重名", en: null } }), "own_field.label_taken");
    assert.equal(await refuse({ kind: "text", label: { zh: null, en: null } }), "own_field.label_missing");
    const always = { label: { zh: "附件", en: null }, is_required: true };
    assert.equal(await refuse({ kind: "file", ...always }), "own_field.does_not_fit");
    assert.equal(await refuse({ kind: "relation", label: { zh: "没目标", en: null } }), "own_field.does_not_fit");
    assert.equal(
      await refuse({ kind: "formula", label: { zh: "坏公式", en: null }, formula: "1 +" }),
      "formula.invalid",
    );
    assert.equal(
      await refuse({
        kind: "text",
        label: { zh: "坏条件", en: null },
        is_required: true,
        required_when: { all: [{ field: "nobody", op: "filled" }] },
      }),
      "filter.invalid",
    );
    assert.equal(
      await refuse({ kind: "text", key: "x_name'; drop", label: { zh: "坏名", en: null } }),
      "request.invalid",
    );
    assert.equal((await (await house.as("zhou")).call(listOwnFieldsContract, {})).status, 403);
    const { body } = await admin.call(listOwnFieldsContract, {});
    assert.equal(
      body.fields.some((field) => ["坏公式", "坏条件", "没目标"].includes(field.label.zh ?? "")),
      false,
    );
  });
});
