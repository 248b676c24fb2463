import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import S3rver from "@20minutes/s3rver";
import { sql } from "kysely";
import { type Caller, eventsOf, nodeConfig, race, startHarness } from "#test/harness.ts";
import { startNode } from "../../node.ts";
import { newId } from "../../platform/ids.ts";
import { createLog } from "../../platform/log.ts";
import { createCustomerContract, readCustomerContract } from "./customer.contract.ts";
import { eraseCustomerContract } from "./erasure.contract.ts";
import type { CustomerFile } from "./file/access.ts";
import { listFilesContract, removeFileContract, renameFileContract, restoreFileContract } from "./file.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { addClientContract } from "./sharing.contract.ts";

const house = await startHarness();
const folder = join(house.directory.dataFolder, "files", house.organisationId);
const zhou = await house.as("zhou");
const png = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex"),
  Buffer.alloc(500, 7),
]);
const pdf = Buffer.from(`%PDF-1.7\n${"x".repeat(300)}`);
type Sent = { status: number; body: CustomerFile; problem: { id: string; detail?: Record<string, unknown> } };

async function customer(caller = zhou): Promise<string> {
  const made = await caller.call(createCustomerContract, { body: { kind: "company", name: "留文件的公司" } });
  assert.equal(made.status, 200);
  return made.body.id;
}

async function send(caller: Caller, path: string, bytes: Buffer, base = house.base): Promise<Sent> {
  const response = await fetch(`${base}/api${path}`, {
    method: "POST",
    headers: { cookie: caller.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
    body: new Uint8Array(bytes),
  });
  const body = (await response.json()) as CustomerFile & { error: Sent["problem"] };
  return { status: response.status, body, problem: body.error };
}

const add = (caller: Caller, customerId: string, name: string, bytes: Buffer, more = "", base = house.base) =>
  send(caller, `/customers/${customerId}/files?name=${encodeURIComponent(name)}${more}`, bytes, base);

const bytesOf = (
  caller: Caller,
  customerId: string,
  fileId: string,
  query = "",
  headers: Record<string, string> = {},
) =>
  fetch(`${house.base}/api/customers/${customerId}/files/${fileId}/content${query}`, {
    headers: { cookie: caller.cookie, ...headers },
  });

const stored = async (): Promise<string[]> => (await readdir(folder).catch(() => [])).sort();

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100 && !(await isSo()); tries++) await new Promise((done) => setTimeout(done, 100));
  assert.ok(await isSo());
}

test("a file is kept, listed, told and comes back byte by byte", async () => {
  const customerId = await customer();
  const sent = await add(zhou, customerId, "合同 2026.pdf", pdf);
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const { versions, ...file } = sent.body;
  assert.deepEqual([file.name, file.client_id, file.created_by?.name], ["合同 2026.pdf", null, "周敏"]);
  assert.deepEqual(
    versions.map(({ version, size, media_type, preview, is_disguised }) => [
      version,
      size,
      media_type,
      preview,
      is_disguised,
    ]),
    [[1, pdf.length, "application/pdf", "pdf", false]],
  );
  const list = await zhou.call(listFilesContract, { params: { customerId } });
  assert.deepEqual(list.body, { files: [sent.body], most_bytes: 100e6, blocked: {} });
  const got = await bytesOf(zhou, customerId, file.id);
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), pdf);
  assert.match(got.headers.get("content-disposition")!, /^attachment; .*UTF-8''%E5%90%88%E5%90%8C%202026\.pdf$/);
  assert.deepEqual(
    ["x-content-type-options", "content-type", "accept-ranges"].map((name) => got.headers.get(name)),
    ["nosniff", "application/pdf", "bytes"],
  );
  assert.match(got.headers.get("content-security-policy")!, /sandbox/);
  assert.deepEqual(await eventsOf(house.db, customerId), ["customer.created", "customer_file.added"]);
  const history = await zhou.call(readHistoryContract, { params: { customerId } });
  assert.deepEqual(history.body.entries[0]?.changes, [{ field: "files", before: null, after: "合同 2026.pdf" }]);
});

test("ranges are answered as RFC 9110 says", async () => {
  const customerId = await customer();
  const { body } = await add(zhou, customerId, "a.bin", Buffer.from("0123456789"));
  const ask = async (range: string) => {
    const got = await bytesOf(zhou, customerId, body.id, "", { range });
    return [got.status, got.headers.get("content-range"), got.status < 300 ? await got.text() : ""];
  };
  assert.deepEqual(await ask("bytes=2-4"), [206, "bytes 2-4/10", "234"]);
  assert.deepEqual(await ask("bytes=7-"), [206, "bytes 7-9/10", "789"]);
  assert.deepEqual(await ask("bytes=-3"), [206, "bytes 7-9/10", "789"]);
  assert.deepEqual(await ask("bytes=0-99"), [206, "bytes 0-9/10", "0123456789"]);
  assert.deepEqual(await ask("bytes=10-"), [416, null, ""]);
  assert.deepEqual(await ask("lines=1-2"), [200, null, "0123456789"]);
});

test("the bytes say what a file is: only pictures and PDF are ever shown, and a lie is marked", async () => {
  const customerId = await customer();
  const html = Buffer.from("<!doctype html><script>alert(1)</script>");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const cases: [string, Buffer, string, string | null, boolean][] = [
    ["a.png", png, "image/png", "image", false],
    ["lie.png", html, "application/octet-stream", null, true],
    ["lie.txt", png, "application/octet-stream", null, true],
    ["lie.csv", html, "application/octet-stream", null, true],
    ["a.html", html, "text/html", null, false],
    ["a.svg", svg, "image/svg+xml", null, false],
    ["a.csv", Buffer.from("名称,电话\n甲,1"), "text/csv", null, false],
    ["none", Buffer.from("abc"), "application/octet-stream", null, false],
    ["empty.txt", Buffer.alloc(0), "text/plain", null, false],
  ];
  for (const [name, bytes, type, preview, isDisguised] of cases) {
    const { body } = await add(zhou, customerId, name, bytes);
    const [version] = body.versions;
    assert.deepEqual(
      [version?.media_type, version?.preview, version?.is_disguised],
      [type, preview, isDisguised],
      name,
    );
    const shown = await bytesOf(zhou, customerId, body.id, "?look=inline");
    await shown.arrayBuffer();
    assert.equal(shown.headers.get("content-disposition")!.startsWith("inline"), preview !== null, name);
    if (preview === null) assert.doesNotMatch(shown.headers.get("content-type")!, /html|svg/);
  }
});

test("versions: the newest is handed out, the older ones stay; two at once are two", async () => {
  const customerId = await customer();
  const { body: file } = await add(zhou, customerId, "报价.txt", Buffer.from("一"));
  const over = (text: string) =>
    send(zhou, `/customers/${customerId}/files/${file.id}/versions?name=b.txt`, Buffer.from(text));
  const replies = await race(4, (index) => over(`新 ${index}`));
  assert.deepEqual(
    replies.map((reply) => reply.status),
    [200, 200, 200, 200],
  );
  const { body } = await zhou.call(listFilesContract, { params: { customerId } });
  assert.deepEqual(
    body.files[0]?.versions.map((one) => one.version),
    [5, 4, 3, 2, 1],
  );
  assert.equal(body.files[0]?.name, "报价.txt");
  assert.equal(await (await bytesOf(zhou, customerId, file.id, "?version=1")).text(), "一");
  assert.match(await (await bytesOf(zhou, customerId, file.id)).text(), /^新 \d$/);
  assert.equal((await bytesOf(zhou, customerId, file.id, "?version=6")).status, 404);
  const gone = await send(zhou, `/customers/${customerId}/files/${newId()}/versions?name=b.txt`, pdf);
  assert.deepEqual([gone.status, gone.problem.id], [404, "customer_file.not_found"]);
});

test("renamed with what was seen, removed, restored; after its days it is gone with its bytes", async () => {
  const customerId = await customer();
  const { body: file } = await add(zhou, customerId, "旧名.txt", Buffer.from("x"));
  const params = { customerId, fileId: file.id };
  const rename = (name: string, seen: string) =>
    zhou.call(renameFileContract, { params, body: { set: { name }, seen: { name: seen } } });
  assert.equal((await rename(" 新名.txt ", "旧名.txt")).body.name, "新名.txt");
  const late = await rename("别名.txt", "旧名.txt");
  assert.deepEqual([late.status, late.problem.id], [409, "customer.conflict"]);
  assert.equal((await rename(" ", "新名.txt")).status, 400);

  assert.equal((await zhou.call(removeFileContract, { params })).status, 200);
  assert.equal((await zhou.call(removeFileContract, { params })).problem.id, "customer_file.not_found");
  assert.deepEqual((await zhou.call(listFilesContract, { params })).body.files, []);
  assert.equal((await bytesOf(zhou, customerId, file.id)).status, 404);
  assert.equal((await zhou.call(restoreFileContract, { params })).body.name, "新名.txt");
  assert.equal((await zhou.call(restoreFileContract, { params })).problem.id, "customer_file.not_found");
  assert.equal((await zhou.call(listFilesContract, { params })).body.files.length, 1);

  await zhou.call(removeFileContract, { params });
  await sql`update customer_file_removal set removed_at = now() - interval '31 days'`.execute(house.db);
  await sql`select graphile_worker.add_job('purge_files', '{}'::json)`.execute(house.db);
  await customer(); // a commit wakes the node
  await until(
    async () =>
      (await house.db.selectFrom("customer_file").select("id").where("id", "=", file.id).execute()).length === 0,
  );
  const before = await stored();
  await sql`update stored_file_removal set due_at = now()`.execute(house.db);
  await sql`select graphile_worker.add_job('sweep_files', '{}'::json)`.execute(house.db);
  await customer();
  await until(async () => (await stored()).length === before.length - 1);
  assert.deepEqual((await eventsOf(house.db, customerId)).slice(2), [
    "customer_file.renamed",
    "customer_file.removed",
    "customer_file.restored",
    "customer_file.removed",
  ]);
});

test("who may not see finds nothing, who may not change is refused, at every fetch", async () => {
  const customerId = await customer();
  const { body: file } = await add(zhou, customerId, "内部.pdf", pdf);
  const params = { customerId, fileId: file.id };
  const [li, sun] = [await house.as("li"), await house.as("sun")];
  assert.equal((await bytesOf(li, customerId, file.id)).status, 404);
  assert.equal((await li.call(listFilesContract, { params })).status, 404);
  assert.equal((await add(li, customerId, "b.pdf", pdf)).problem.id, "customer.not_found");
  // the marketer sees the customer, but no grant opens its files
  assert.equal((await sun.call(readCustomerContract, { params })).status, 200);
  const closed = await sun.call(listFilesContract, { params });
  assert.deepEqual([closed.body.files, closed.body.blocked], [[], { change: "no_permission" }]);
  assert.equal((await bytesOf(sun, customerId, file.id)).status, 404);
  assert.equal((await add(sun, customerId, "b.pdf", pdf)).status, 403);
  // a colleague of the team reads and does not change
  const chen = await house.as("chen");
  assert.equal((await bytesOf(chen, customerId, file.id)).status, 200);
  assert.equal((await chen.call(removeFileContract, { params })).problem.id, "permission.missing");
  assert.equal((await house.anonymous.call(listFilesContract, { params })).status, 401);
  const foreign = { customerId: await customer(), fileId: file.id };
  assert.equal((await zhou.call(removeFileContract, { params: foreign })).problem.id, "customer_file.not_found");
  assert.equal((await bytesOf(zhou, foreign.customerId, file.id)).status, 404);
});

test("a file of one client stays with the people who work for it", async () => {
  const zhao = await house.as("zhao");
  const customerId = await customer(zhao);
  for (const key of ["kanghe", "lingyin"] as const)
    await zhao.call(addClientContract, { params: { customerId, clientId: house.ids.clients[key]! } });
  const { body: file } = await add(zhao, customerId, "病历.pdf", pdf, `&client_id=${house.ids.clients.kanghe}`);
  const [wu, qiang] = [await house.as("wu"), await house.as("qiang")];
  assert.equal((await bytesOf(wu, customerId, file.id)).status, 200);
  assert.equal((await bytesOf(qiang, customerId, file.id)).status, 404);
  assert.deepEqual((await qiang.call(listFilesContract, { params: { customerId } })).body.files, []);
  const { body: own } = await add(qiang, customerId, "茶样.pdf", pdf);
  assert.equal(own.client_id, house.ids.clients.lingyin);
  assert.equal((await bytesOf(wu, customerId, own.id)).status, 404);
  const nobody = await add(zhao, customerId, "c.pdf", pdf, `&client_id=${newId()}`);
  assert.deepEqual([nobody.status, nobody.problem.id], [400, "customer.unknown_reference"]);
  const foreign = await add(qiang, customerId, "b.pdf", pdf, `&client_id=${house.ids.clients.kanghe}`);
  assert.equal(foreign.problem.id, "customer.unknown_reference");
});

test("an upload that breaks off leaves nothing", async () => {
  const customerId = await customer();
  const before = await stored();
  await new Promise<void>((resolve) => {
    const sending = request(`${house.base}/api/customers/${customerId}/files?name=half.bin`, {
      method: "POST",
      headers: {
        cookie: zhou.cookie,
        "x-zhiyin": "1",
        "content-type": "application/octet-stream",
        "content-length": "1000000",
      },
    });
    sending.on("error", () => resolve());
    sending.write(randomBytes(300_000));
    setTimeout(() => sending.destroy(new Error("cut")), 300);
  });
  await until(async () => JSON.stringify(await stored()) === JSON.stringify(before));
  assert.deepEqual((await zhou.call(listFilesContract, { params: { customerId } })).body.files, []);
});

test("who is told their data gets the files, and who is erased leaves none of them", async () => {
  const zhao = await house.as("zhao");
  const customerId = await customer(zhao);
  const { body: file } = await add(zhao, customerId, "../病历/一.pdf", pdf);
  const { number } = (await zhao.call(readCustomerContract, { params: { customerId } })).body;
  const reply = await fetch(`${house.base}/api/customers/${customerId}/personal_data.zip`, {
    headers: { cookie: zhao.cookie },
  });
  const zip = Buffer.from(await reply.arrayBuffer());
  assert.ok(zip.includes("files/1-v1-__病历_一.pdf") && zip.includes(pdf));
  const { stored_file_id } = await house.db
    .selectFrom("customer_file_version")
    .select("stored_file_id")
    .where("file_id", "=", file.id)
    .executeTakeFirstOrThrow();
  assert.ok((await stored()).includes(stored_file_id));
  const erased = await zhao.call(eraseCustomerContract, { params: { customerId }, body: { number } });
  assert.equal(erased.status, 200, JSON.stringify(erased.problem));
  await until(async () => !(await stored()).includes(stored_file_id));
  assert.deepEqual(
    await house.db.selectFrom("stored_file").select("id").where("id", "=", stored_file_id).execute(),
    [],
  );
});

test("with a bucket the bytes lie there and nowhere else, and are read from there", async () => {
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: await mkdtemp(join(house.directory.dataFolder, "bucket-")),
    vhostBuckets: false,
    configureBuckets: [{ name: "zhiyin", configs: [] }],
  });
  const { port } = await server.run();
  const s3 = {
    bucketUrl: `http://127.0.0.1:${port}/zhiyin`,
    region: "us-east-1",
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
  };
  const node = await startNode(nodeConfig(house.directory.dataFolder), { ...house.directory, s3 }, createLog("silent"));
  after(async () => {
    await node.close();
    await server.close();
  });
  const base = `http://127.0.0.1:${node.port}`;
  const customerId = await customer();
  const before = await stored();
  const bytes = randomBytes(2_500_000);
  const { body: file } = await add(zhou, customerId, "大.bin", bytes, "", base);
  assert.deepEqual(await stored(), before);
  const ask = (headers: Record<string, string>) =>
    fetch(`${base}/api/customers/${customerId}/files/${file.id}/content`, {
      headers: { cookie: zhou.cookie, ...headers },
    });
  assert.deepEqual(Buffer.from(await (await ask({})).arrayBuffer()), bytes);
  const part = await ask({ range: "bytes=1000-1999" });
  assert.deepEqual([part.status, Buffer.from(await part.arrayBuffer())], [206, bytes.subarray(1000, 2000)]);
  // the node without the bucket has the row and not the bytes
  const missing = await bytesOf(zhou, customerId, file.id);
  assert.deepEqual([missing.status, (await missing.json()).error.id], [410, "file.bytes_missing"]);
});

test("limits and a virus scan: too large, over the quota, infected, no scanner", async () => {
  const scanned: string[] = [];
  const daemon = createServer((socket) => {
    let seen = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      seen = Buffer.concat([seen, bytes]);
      if (!seen.subarray(-4).equals(Buffer.alloc(4))) return;
      scanned.push(seen.subarray(0, 10).toString());
      socket.end(seen.includes("EICAR") ? "stream: Eicar-Signature FOUND\0" : "stream: OK\0");
    });
  });
  await new Promise<void>((resolve) => daemon.listen(0, "127.0.0.1", resolve));
  const { port } = daemon.address() as { port: number };
  const small = { ...nodeConfig(house.directory.dataFolder) };
  small.files = { ...small.files, most: 2000, quota: 1e9, clamd: `127.0.0.1:${port}` } as never;
  const node = await startNode(small, house.directory, createLog("silent"));
  const base = `http://127.0.0.1:${node.port}`;
  after(async () => {
    await node.close();
    daemon.close();
  });
  const customerId = await customer();
  const large = await add(zhou, customerId, "large.bin", Buffer.alloc(2001), "", base);
  assert.deepEqual([large.status, large.problem.id, large.problem.detail], [413, "file.too_large", { most: 2000 }]);
  assert.equal((await add(zhou, customerId, "clean.bin", Buffer.from("clean"), "", base)).status, 200);
  const before = await stored();
  const infected = await add(zhou, customerId, "bad.bin", Buffer.from("EICAR"), "", base);
  assert.deepEqual([infected.status, infected.problem.id], [422, "file.infected"]);
  assert.deepEqual(scanned, ["zINSTREAM\0", "zINSTREAM\0"]);
  const full = { ...small, files: { ...small.files, quota: 1, clamd: undefined } };
  const fullNode = await startNode(full, house.directory, createLog("silent"));
  after(() => fullNode.close());
  const refused = await add(zhou, customerId, "one.bin", Buffer.from("1"), "", `http://127.0.0.1:${fullNode.port}`);
  assert.deepEqual([refused.status, refused.problem.id], [413, "file.quota_full"]);
  await new Promise((resolve) => daemon.close(resolve));
  assert.equal((await add(zhou, customerId, "b.bin", Buffer.from("b"), "", base)).problem.id, "file.scan_failed");
  assert.deepEqual(await stored(), before);
});
