import assert from "node:assert/strict";
import { test } from "node:test";
import { type Caller, race, startHarness } from "#test/harness.ts";
import { creditCodeDigit } from "../../../platform/text/credit_code.ts";
import { createCustomerContract } from "../customer.contract.ts";
import * as contracts from "../import.contract.ts";
import * as checks from "../import_check.contract.ts";
import type { Check } from "./check.ts";
import { importing } from "./import.fixture.ts";

const house = await startHarness();
const he = await house.as("he");
const zhao = await house.as("zhao");
const { send, map, run } = importing(house);

const first = "91330106MA2B00001";
const right = first + creditCodeDigit(first);
const wrong = first + (creditCodeDigit(first) === "A" ? "B" : "A");

async function checked(who: Caller, importId: string): Promise<Check> {
  const params = { importId };
  const started = await who.call(checks.checkImportContract, { params });
  assert.equal(started.status, 200, JSON.stringify(started.problem));
  for (let i = 0; i < 200; i++) {
    const { body } = await who.call(checks.readCheckContract, { params });
    if (body.check && body.check.state !== "running") return body.check;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the check does not end");
}

const problems = async (importId: string, reason?: string) =>
  (await he.call(checks.listProblemsContract, { params: { importId }, query: reason ? { reason } : {} })).body.rows;

const table = [
  "名称,税号,电话,成立日期,邮箱",
  `税号错了的有限公司,${wrong},,,`,
  "电话短了的有限公司,,1990000567,,",
  "日期错了的有限公司,,,2026/13/2,",
  "邮箱错了的有限公司,,,,info＠a。test",
  "好的有限公司,,19951000001,,",
  "重复的有限公司,,19951000001,,",
  "已有的有限公司,,19951000009,,",
  ",,19951000002,,",
  "公式坏了的有限公司,,#N/A,,",
].join("\n");

test("a check counts what would happen, groups what is wrong and proposes what is thinkable; the run does just that", async () => {
  await zhao.call(createCustomerContract, {
    body: {
      kind: "company",
      name: "早就有了的公司",
      owner_id: house.ids.users.chen!,
      contact_points: [{ kind: "phone", value: "19951000009" }],
    },
  });
  const { body } = await send(he, table);
  await map(he, body, { policy: "skip" });
  const check = await checked(he, body.id);
  assert.deepEqual(
    [check.state, check.row_count, check.created_count, check.duplicate_count, check.rejected_count],
    ["done", 9, 1, 2, 6],
  );
  assert.equal(check.groups.length, 6);
  assert.deepEqual(
    (await problems(body.id)).map(({ row, reason, position, proposal }) => [row, reason, position, proposal]),
    [
      [2, "tax_id_check_digit", 1, right],
      [3, "phone_too_short", 2, ""],
      [4, "bad_date", 3, "2026-02-13"],
      [5, "mail_invalid", 4, "info@a.test"],
      [9, "name_missing", 0, null],
      [10, "formula_error", 2, ""],
    ],
  );
  assert.equal((await problems(body.id, "bad_date")).length, 1);

  const params = { importId: body.id };
  const correct = (cells: { row: number; position: number; value: string }[]) =>
    he.call(checks.correctImportContract, { params, body: { cells } });
  const good = await correct([{ row: 2, position: 1, value: right }]);
  assert.deepEqual([good.status, good.body.mended, good.body.rows], [200, [2], []]);
  assert.deepEqual([good.body.check.created_count, good.body.check.rejected_count], [2, 5]);
  const stillBad = await correct([{ row: 3, position: 2, value: "123" }]);
  assert.deepEqual([stillBad.body.mended, stillBad.body.rows[0]!.value], [[], "123"]);
  const nowThere = await correct([{ row: 9, position: 0, value: "有名字了的有限公司" }]);
  assert.deepEqual([nowThere.body.mended, nowThere.body.check.created_count], [[9], 3]);
  const unknown = await correct([{ row: 6, position: 0, value: "x" }]);
  assert.deepEqual([unknown.status, unknown.problem.id], [404, "import.row_unknown"]);
  const accepted = await he.call(checks.acceptProposalsContract, { params, body: { reason: "bad_date" } });
  assert.deepEqual([accepted.body.mended, accepted.body.check.rejected_count], [[4], 3]);
  for (const reason of ["mail_invalid", "formula_error"])
    await he.call(checks.acceptProposalsContract, { params, body: { reason } });

  const done = await run(he, body.id);
  assert.deepEqual([done.created_count, done.duplicate_count, done.rejected_count], [6, 2, 1]);
  const { tax_id } = await house.db
    .selectFrom("customer")
    .select("tax_id")
    .where("name", "=", "税号错了的有限公司")
    .executeTakeFirstOrThrow();
  assert.equal(tax_id, right);
  const late = await correct([{ row: 3, position: 2, value: "" }]);
  assert.deepEqual([late.status, late.problem.id], [409, "import.already_started"]);
  const lateCheck = await he.call(checks.checkImportContract, { params });
  assert.equal(lateCheck.problem.id, "import.already_started");
});

test("eight orders at once are one check; another mapping is another check", async () => {
  const { body } = await send(he, "名称,电话\n甲有限公司,短\n");
  const params = { importId: body.id };
  const replies = await race(8, () => he.call(checks.checkImportContract, { params }));
  assert.deepEqual(
    replies.map(({ status }) => status),
    Array(8).fill(200),
  );
  const before = await checked(he, body.id);
  assert.deepEqual([before.row_count, before.rejected_count], [1, 1]);
  const targets = ["name" as const, "" as const];
  const mapped = await he.call(contracts.mapImportContract, { params, body: { targets, defaults: body.defaults } });
  const after = await checked(he, body.id);
  assert.deepEqual([after.revision, after.rejected_count], [mapped.body.revision, 0]);
  assert.deepEqual(await problems(body.id), []);
});

test("what is wrong with thousands of rows is counted whole and kept in part", async () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => `公司${i},${"备注".repeat(30)},${i % 2 ? "短" : ""}`).join(
    "\n",
  );
  const { body } = await send(he, `名称,备注,电话\n${rows}\n`);
  const check = await checked(he, body.id);
  assert.deepEqual([check.row_count, check.created_count, check.rejected_count], [12_000, 6000, 6000]);
  const { kept } = await house.db
    .selectFrom("import_problem")
    .select((e) => e.fn.countAll<number>().as("kept"))
    .where("import_id", "=", body.id)
    .executeTakeFirstOrThrow();
  assert.equal(Number(kept), 5000);
});

test("the last mapping of such heads is offered with who made it, without what the reader may not write", async () => {
  const text = "编号甲,奇怪的列,又一列\n1,某有限公司,展会\n";
  const { body } = await send(he, text);
  const params = { importId: body.id };
  const none = await he.call(checks.readRememberedContract, { params });
  assert.equal(none.body.remembered, null);
  const targets = ["" as const, "name" as const, "source" as const];
  const defaults = { ...body.defaults, policy: "fill" as const, keys: ["name" as const] };
  await he.call(contracts.mapImportContract, { params, body: { targets, defaults } });
  await run(he, body.id);
  const next = await send(zhao, text.replace("某", "另"));
  const offered = await zhao.call(checks.readRememberedContract, { params: { importId: next.body.id } });
  assert.deepEqual(offered.body.remembered?.targets, targets);
  assert.deepEqual(
    [offered.body.remembered?.defaults.policy, offered.body.remembered?.defaults.keys],
    ["fill", ["name"]],
  );
  assert.equal(offered.body.remembered?.used_by.id, he.userId);
});

test("who may not import is refused, somebody else's is not found, bad cells are named", async () => {
  const { body } = await send(he, "名称\n甲\n");
  const params = { importId: body.id };
  const cells = [{ row: 2, position: 0, value: "x" }];
  const calls = (who: Caller) => [
    who.call(checks.checkImportContract, { params }),
    who.call(checks.readCheckContract, { params }),
    who.call(checks.listProblemsContract, { params }),
    who.call(checks.correctImportContract, { params, body: { cells } }),
    who.call(checks.acceptProposalsContract, { params, body: { reason: "bad_date" } }),
    who.call(checks.readRememberedContract, { params }),
  ];
  const statuses = async (who: Caller) => (await Promise.all(calls(who))).map(({ status }) => status);
  assert.deepEqual(await statuses(await house.as("zhou")), Array(6).fill(403));
  assert.deepEqual(await statuses(zhao), Array(6).fill(404));
  const bad = await he.call(checks.correctImportContract, {
    params,
    body: { cells: [{ row: 2, position: 900, value: "x" }] },
  });
  assert.equal(bad.status, 400);
  const early = await he.call(checks.correctImportContract, { params, body: { cells } });
  assert.deepEqual([early.status, early.problem.id], [404, "import.row_unknown"]);
});
