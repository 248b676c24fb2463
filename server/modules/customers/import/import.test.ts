import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { generateCsv } from "#test/generate/file.ts";
import { type Caller, startHarness } from "#test/harness.ts";
import { encodeGb18030 } from "../../../platform/text/gb18030.ts";
import * as contracts from "../import.contract.ts";
import { expectedOf } from "./expected.fixture.ts";
import type { Import } from "./present.ts";
import type { ImportTarget } from "./target.ts";

const house = await startHarness();
const he = await house.as("he");
const folder = join(house.directory.dataFolder, "files", house.organisationId);

async function send(who: Caller, bytes: Uint8Array, name = "客户.csv") {
  const response = await fetch(`${house.base}/api/imports?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { cookie: who.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
  return { status: response.status, body: (await response.json()) as Import & { error: { id: string } } };
}

async function finished(who: Caller, importId: string): Promise<Import> {
  for (let i = 0; i < 600; i++) {
    const { body } = await who.call(contracts.readImportContract, { params: { importId } });
    if (["done", "failed", "cancelled"].includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the import does not end");
}

async function imported(who: Caller, bytes: Uint8Array, defaults?: Partial<Import["defaults"]>): Promise<Import> {
  const { status, body } = await send(who, bytes);
  assert.equal(status, 200, JSON.stringify(body));
  const answer = await who.call(contracts.mapImportContract, {
    params: { importId: body.id },
    body: {
      targets: body.columns.map((column) => column.target),
      defaults: { ...body.defaults, policy: "create", ...defaults },
    },
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.problem));
  const started = await who.call(contracts.startImportContract, { params: { importId: body.id } });
  assert.equal(started.status, 200, JSON.stringify(started.problem));
  return await finished(who, body.id);
}

const customersOf = (one: Import) =>
  house.db
    .selectFrom("import_customer as i")
    .innerJoin("customer as c", "c.id", "i.customer_id")
    .selectAll("c")
    .select("i.row")
    .where("i.import_id", "=", one.id)
    .orderBy("i.row")
    .execute();

const rejectionsOf = async (who: Caller, one: Import) =>
  (await who.call(contracts.listRejectionsContract, { params: { importId: one.id } })).body.rows;

const mixed = [
  "名称,手机,微信,标签,业务员,地址,成立日期,去年销售额(万)",
  '"杭州灵隐茶业有限公司","199 0000 5678",lingyin,老客户；茶,陈立,浙江省杭州市西湖区文三路 1 号,2026/8/3,412.6',
  '"他说""好""，\n第二行",199-0000-5679,,,,,,',
  "",
  "张三,+86 19900005680,zs,,查无此人,,,",
  ",19900005681,,,,,,",
  "李四,1990000567,,,,,,",
  "王五,19900005682,,,,,2026/13/2,",
  "赵六,19900005683,,,,,,,多出来的",
].join("\r\n");
const withMixedEnds = mixed.replace("\r\n张三", "\r张三").replace("\r\n李四", "\n李四");

for (const [encoding, bytes] of [
  ["utf-8", Buffer.from(withMixedEnds)],
  ["utf-8", Buffer.from(`\ufeff${withMixedEnds}`)],
  ["utf-16le", Buffer.from(`\ufeff${withMixedEnds}`, "utf16le")],
  ["gb18030", encodeGb18030(withMixedEnds)],
] as const) {
  test(`a ${encoding} file with quotes and mixed line ends comes in whole`, async () => {
    const one = await imported(he, bytes);
    assert.equal(one.encoding, encoding);
    assert.deepEqual([one.state, one.row_count, one.created_count, one.skipped_count], ["done", 8, 3, 1]);
    const [company, quoted, person] = await customersOf(one);
    assert.equal(company!.name, "杭州灵隐茶业有限公司");
    assert.deepEqual([company!.kind, person!.kind], ["company", "person"]);
    assert.deepEqual([company!.province, company!.city, company!.district], ["浙江省", "杭州市", "西湖区"]);
    assert.deepEqual([company!.founded_on, company!.revenue_last_year], ["2026-08-03", 412_600_000]);
    assert.equal(company!.owner_id, house.ids.users.chen);
    assert.equal(company!.team_id, house.ids.teams.east_one);
    assert.equal(quoted!.name, '他说"好"，\n第二行');
    assert.equal(person!.owner_id, he.userId);
    assert.deepEqual([one.unknown_owner_count, one.unknown_owners], [1, ["查无此人"]]);
    assert.deepEqual(
      (await rejectionsOf(he, one)).map(({ row, reason }) => [row, reason]),
      [
        [6, "name_missing"],
        [7, "phone_too_short"],
        [8, "bad_date"],
        [9, "too_many_cells"],
      ],
    );
  });
}

test("what came in is found at once, by the phone's last digits and by pinyin", async () => {
  await imported(he, Buffer.from("姓名,手机\n欧阳测试,19900007391\n"));
  const { searchContract } = await import("../search.contract.ts");
  for (const q of ["7391", "ouyangceshi"]) {
    const found = await he.call(searchContract, { query: { q } });
    assert.match(JSON.stringify(found.body), /欧阳测试/, q);
  }
});

test("every row of a file with faults is created, skipped or rejected with its reason", async () => {
  const options = { seed: 7, rows: 3000, encoding: "gb18030" as const, faults: 0.3 };
  const one = await imported(he, Buffer.concat([...generateCsv(options)]));
  assert.equal(one.state, "done");
  const expected = expectedOf(options);
  assert.deepEqual(
    [one.row_count, one.created_count, one.rejected_count],
    [3000, expected.names.length, expected.rejected.length],
  );
  assert.deepEqual(
    (await customersOf(one)).map((row) => row.name),
    expected.names,
  );
  const rows = await house.db
    .selectFrom("import_rejection")
    .select(["row", "reason"])
    .where("import_id", "=", one.id)
    .orderBy("row")
    .execute();
  assert.deepEqual(
    rows.map(({ row, reason }) => [row, reason]),
    expected.rejected,
  );
  const file = await he.call(contracts.downloadRejectionsContract, { params: { importId: one.id } });
  const again = await imported(he, Buffer.from(String(file.body)));
  assert.deepEqual(
    [again.created_count, again.rejected_count],
    [0, expected.rejected.length],
    "the rejected rows are a file again",
  );
});

test("columns are known by their heads or by what stands in them, and a file without a head is no puzzle", async () => {
  const targets = async (text: string) => {
    const { body } = await send(he, Buffer.from(text));
    return [body.has_header, ...body.columns.map(({ target, why }) => `${target} ${why}`)];
  };
  assert.deepEqual(await targets("Company;E-mail;Mobile\nAcme Ltd;a@acme.test;+44 7700 900123\n"), [
    true,
    "name header",
    "mail header",
    "phone header",
  ]);
  assert.deepEqual(
    await targets("甲,乙,丙\n杭州远山有限公司,19900001234,浙江省\n宁波近水有限公司,19900001235,浙江省\n"),
    [true, "name content", "phone content", "province content"],
  );
  assert.deepEqual(await targets("杭州远山有限公司,19900001234\n宁波近水有限公司,19900001235\n"), [
    false,
    "name content",
    "phone content",
  ]);
});

test("files that are none are refused by name and leave nothing", async () => {
  const before = await kept();
  const cases: [Uint8Array, string][] = [
    [Buffer.alloc(0), "import.empty_file"],
    [Buffer.from("\r\n\r\n"), "import.empty_file"],
    [Buffer.from("PK\x03\x04aaaa"), "import.workbook_broken"],
    [Buffer.from("%PDF-1.7"), "import.not_csv"],
    [Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 256)), "import.not_csv"],
    [Buffer.from(Array.from({ length: 501 }, (_, i) => `c${i}`).join(",")), "import.too_many_columns"],
  ];
  for (const [bytes, id] of cases) {
    const { status, body } = await send(he, bytes);
    assert.deepEqual([status, body.error.id], [400, id]);
  }
  assert.deepEqual(await kept(), before);
});

test("an upload that breaks off leaves nothing behind", async () => {
  const before = await kept();
  await new Promise<void>((resolve) => {
    const url = new URL(`${house.base}/api/imports?name=a.csv`);
    const headers = { cookie: he.cookie, "x-zhiyin": "1", "content-type": "text/csv", "content-length": "1000000" };
    const sent = request(url, { method: "POST", headers });
    sent.on("error", () => resolve());
    sent.write("名称\n张三\n", () => setTimeout(() => sent.destroy(new Error("cut")), 100));
  });
  for (let i = 0; i < 50 && JSON.stringify(await kept()) !== JSON.stringify(before); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(await kept(), before);
});

async function kept() {
  const { count } = await house.db
    .selectFrom("stored_file")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { files: (await readdir(folder).catch(() => [])).length, count };
}

test("the stored file can be read by the program only", async () => {
  const { body } = await send(he, Buffer.from("名称\n甲\n"));
  const { file_id } = await house.db
    .selectFrom("import")
    .select("file_id")
    .where("id", "=", body.id)
    .executeTakeFirstOrThrow();
  assert.equal((await stat(join(folder, file_id))).mode & 0o777, 0o600);
});

test("who may not import is refused, and somebody else's import is not found", async () => {
  const zhou = await house.as("zhou");
  assert.equal((await send(zhou, Buffer.from("名称\n甲\n"))).status, 403);
  assert.equal((await zhou.call(contracts.listImportsContract)).status, 403);
  const { body } = await send(he, Buffer.from("名称\n甲\n"));
  const zhao = await house.as("zhao");
  const params = { importId: body.id };
  const mapping = { targets: ["name" as const], defaults: body.defaults };
  const answers = [
    await zhao.call(contracts.readImportContract, { params }),
    await zhao.call(contracts.mapImportContract, { params, body: mapping }),
    await zhao.call(contracts.startImportContract, { params }),
    await zhao.call(contracts.cancelImportContract, { params }),
    await zhao.call(contracts.listRejectionsContract, { params }),
    await zhao.call(contracts.downloadRejectionsContract, { params }),
  ];
  assert.deepEqual(
    answers.map((answer) => answer.status),
    Array(6).fill(404),
  );
  assert.ok(!(await zhao.call(contracts.listImportsContract)).body.imports.some(({ id }) => id === body.id));
});

test("a mapping must fit, and cannot be changed once the import has started", async () => {
  const { body } = await send(he, Buffer.from("名称,手机\n甲公司,19900001111\n"));
  const map = async (targets: ImportTarget[]) =>
    (
      await he.call(contracts.mapImportContract, {
        params: { importId: body.id },
        body: { targets, defaults: body.defaults },
      })
    ).problem?.id;
  assert.equal(await map(["name"]), "import.wrong_column_count");
  assert.equal(await map(["name", "name"]), "import.target_twice");
  assert.equal(await map(["", "phone"]), undefined);
  const start = () => he.call(contracts.startImportContract, { params: { importId: body.id } });
  assert.equal((await start()).problem.id, "import.name_not_mapped");
  assert.equal(await map(["name", "phone"]), undefined);
  const answers = await Promise.all(Array.from({ length: 8 }, start));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    Array(8).fill(200),
  );
  assert.equal((await finished(he, body.id)).created_count, 1);
  assert.equal(await map(["name", "phone"]), "import.already_started");
  assert.equal((await start()).body.state, "done");
});

test("a cancelled import keeps whole chunks and touches nothing after them", async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `客户${i},${"备注".repeat(20)}`).join("\n");
  const { body } = await send(he, Buffer.from(`名称,备注\n${rows}\n`));
  await he.call(contracts.startImportContract, { params: { importId: body.id } });
  const params = { importId: body.id };
  for (;;) {
    const now = await he.call(contracts.readImportContract, { params });
    if (now.body.row_count > 0 || now.body.state === "done") break;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  assert.equal((await he.call(contracts.cancelImportContract, { params })).status, 200);
  const one = await finished(he, body.id);
  assert.equal(one.state, "cancelled");
  assert.ok(one.row_count > 0 && one.row_count < 60_000);
  const names = (await customersOf(one)).map((row) => row.name);
  assert.deepEqual(
    names,
    Array.from({ length: one.row_count }, (_, i) => `客户${i}`),
  );
  assert.equal((await he.call(contracts.cancelImportContract, { params })).body.state, "cancelled");
});

test("a paused import waits, survives what comes and goes on at the next chunk; another runs meanwhile", async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `歇脚${i},${"备注".repeat(20)}`).join("\n");
  const { body } = await send(he, Buffer.from(`名称,备注\n${rows}\n`));
  const params = { importId: body.id };
  const now = async () => (await he.call(contracts.readImportContract, { params })).body;
  const until = async (isSo: (one: Import) => boolean) => {
    for (let i = 0; i < 400 && !isSo(await now()); i++) await new Promise((resolve) => setTimeout(resolve, 30));
    return await now();
  };
  await he.call(contracts.startImportContract, { params });
  await until((one) => one.row_count > 0);
  assert.ok(["pausing", "paused"].includes((await he.call(contracts.pauseImportContract, { params })).body.state));
  const held = await until((one) => one.state === "paused");
  assert.equal(held.state, "paused");
  assert.ok(held.row_count > 0 && held.row_count < 60_000);
  assert.equal((await he.call(contracts.pauseImportContract, { params })).body.state, "paused");
  assert.equal((await imported(he, Buffer.from("名称\n插队有限公司\n"))).state, "done");
  assert.equal((await now()).row_count, held.row_count);
  await he.call(contracts.startImportContract, { params });
  const one = await finished(he, body.id);
  assert.deepEqual([one.state, one.created_count], ["done", 60_000]);
  const zhao = await house.as("zhao");
  assert.equal((await zhao.call(contracts.pauseImportContract, { params })).status, 404);
});

test("behind the client wall customers come in for a client of one's own only", async () => {
  const role = house.ids.roles.get("service_agent")!;
  await house.db
    .insertInto("role_grant")
    .values(
      ["import", "create"].map((action) => ({ role_id: role, object: "customer", action, scope: "all", fields: null })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { sql } = await import("kysely");
  await sql`update policy_version set version = version + 1`.execute(house.db);
  const wu = await house.as("wu");
  const { body } = await send(wu, Buffer.from("名称\n甲公司\n"));
  const map = (client_id: string) =>
    wu.call(contracts.mapImportContract, {
      params: { importId: body.id },
      body: { targets: ["name"], defaults: { ...body.defaults, client_id } },
    });
  assert.equal((await map(house.ids.clients.yuedu!)).problem.id, "import.client_outside");
  const one = await imported(wu, Buffer.from("名称\n乙公司\n"));
  const links = await house.db
    .selectFrom("customer_client as l")
    .innerJoin("import_customer as i", "i.customer_id", "l.customer_id")
    .select("l.client_id")
    .where("i.import_id", "=", one.id)
    .execute();
  assert.deepEqual(links, [{ client_id: house.ids.clients.kanghe }]);
});

test("its events reach the log once a chunk, and its creator only", async () => {
  const one = await imported(he, Buffer.from("名称\n甲公司\n"));
  const events = await house.db
    .selectFrom("domain_event")
    .select(["name", "actor_id", "root"])
    .where("object_id", "=", one.id)
    .orderBy("id")
    .execute();
  assert.deepEqual(
    events.map(({ name }) => name),
    ["import.uploaded", "import.started", "import.progressed", "import.finished"],
  );
  assert.ok(events.every((event) => event.actor_id === he.userId && event.root === "import"));
});

test("the search index goes back to single entries when no import runs", async () => {
  await imported(he, Buffer.from("名称\n甲公司\n"));
  const { sql } = await import("kysely");
  for (let i = 0; ; i++) {
    const { rows } = await sql<{
      o: string[];
    }>`select reloptions as o from pg_class where relname = 'search_entry_tokens'`.execute(house.db);
    if (String(rows[0]?.o) === "fastupdate=off") break;
    assert.ok(i < 200, String(rows[0]?.o));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
