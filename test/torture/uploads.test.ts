import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { createCustomerContract } from "#modules/customers/customer.contract.ts";
import { listFilesContract } from "#modules/customers/file.contract.ts";
import { createLog } from "#platform/log.ts";
import { startNode } from "../../server/node.ts";
import { nodeConfig, race, startHarness } from "../harness.ts";
import { none, requireNamed, share, steady } from "./steady.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const check = steady(house, await house.as("zhao"));
const folder = join(house.directory.dataFolder, "files", house.organisationId);
const stored = async () => (await readdir(folder).catch(() => [])).sort();
const made = await zhou.call(createCustomerContract, { body: { kind: "company", name: "收件有限公司" } });
const params = { customerId: made.body.id };

async function add(name: string, bytes: Uint8Array, type = "application/octet-stream", base = house.base) {
  const reply = await fetch(`${base}/api/customers/${params.customerId}/files?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { cookie: zhou.cookie, "x-zhiyin": "1", ...(type ? { "content-type": type } : {}) },
    body: Buffer.from(bytes),
  });
  return { status: reply.status, body: await reply.json() };
}
const fetched = (fileId: string, query = "") =>
  fetch(`${house.base}/api/customers/${params.customerId}/files/${fileId}/content${query}`, {
    headers: { cookie: zhou.cookie },
  });

async function settled(expected: string[]): Promise<void> {
  for (let i = 0; i < 100 && JSON.stringify(await stored()) !== JSON.stringify(expected); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(await stored(), expected);
}

const script = "<script>document.title='ran'</script>";
const png = Buffer.from(
  "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082",
  "hex",
);
/** The name says one thing and the bytes another; none of them may run in the page's origin. */
const liars: [name: string, bytes: Buffer][] = [
  ["picture.png", Buffer.from(`<!doctype html>${script}`)],
  ["polyglot.png", Buffer.concat([png, Buffer.from(script)])],
  ["polyglot.html", Buffer.concat([Buffer.from("GIF89a/*"), Buffer.from(`*/=1;//${script}`)])],
  ["gif.gif", Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(20), Buffer.from(script)])],
  ["drawing.svg", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`)],
  ["drawing.png", Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`)],
  ["contract.pdf", Buffer.from("%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj")],
  ["contract.pdf", Buffer.concat([Buffer.from(script), Buffer.from("\n%PDF-1.7\n")])],
  ["page.xhtml", Buffer.from(`<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`)],
  ["text.txt", Buffer.from(`\ufeff \n${script}`)],
  ["program.jpg", Buffer.concat([Buffer.from("MZ"), randomBytes(500)])],
  ["archive.docx", Buffer.concat([Buffer.from("PK\x03\x04"), randomBytes(500)])],
  ["no ending", Buffer.from(script)],
  ["wide.html", Buffer.from(`\ufeff<!doctype html>${script}`, "utf16le")],
];

test("bytes that lie come back byte for byte, and nothing that could run is shown", async () => {
  for (const [name, bytes] of liars)
    for (const type of ["application/octet-stream", "text/csv"]) {
      const { status, body } = await add(name, bytes, type);
      assert.equal(status, 200, `${name}: ${JSON.stringify(body)}`);
      const shown = await fetched(body.id, "?look=inline");
      assert.deepEqual(Buffer.from(await shown.arrayBuffer()), bytes, name);
      assert.equal(shown.headers.get("x-content-type-options"), "nosniff");
      assert.doesNotMatch(shown.headers.get("content-type")!, /html|svg|xml|javascript/, name);
      const isInline = shown.headers.get("content-disposition")!.startsWith("inline");
      if (isInline) assert.match(shown.headers.get("content-type")!, /^image\/(png|gif|jpeg)|^application\/pdf/, name);
      assert.match(shown.headers.get("content-security-policy")!, /default-src 'none'/, name);
    }
  await check("lying bytes");
});

test("types that no upload has are refused by name", async () => {
  const before = await stored();
  for (const type of [
    "text/html",
    "multipart/form-data; boundary=x",
    "image/png",
    "application/x-www-form-urlencoded",
  ]) {
    const { status, body } = await add("a.png", png, type);
    requireNamed(status, body, type);
  }
  assert.deepEqual(await stored(), before);
});

const names = [
  "../../../etc/passwd",
  "..\\..\\windows\\system32\\cmd.exe",
  "/absolute.txt",
  "C:\\Users\\x.txt",
  'a"; filename="b.html',
  "行\r\nSet-Cookie: a=b\r\n.txt",
  "tab\there.txt",
  "\u202egnp.exe",
  "a'b(c)*!.txt",
  "CON",
  ".htaccess",
  "...",
  "a%00b.txt",
  "👨‍👩‍👧 合同 𠮷.pdf",
  "e\u0301.txt",
  "名".repeat(200),
  "<img src=x onerror=alert(1)>.png",
  "__proto__",
];

test("names stay what they are, in the list and when the file is fetched, and never name a place", async () => {
  const wrong: string[] = [];
  for (const name of names) {
    const { status, body } = await add(name, Buffer.from(name));
    if (status !== 200) {
      wrong.push(`${JSON.stringify(name)}: ${status} ${JSON.stringify(body)}`);
      continue;
    }
    const reply = await fetched(body.id);
    const said = /filename\*=UTF-8''(\S+)$/.exec(reply.headers.get("content-disposition") ?? "")?.[1] ?? "";
    if (body.name !== name.trim() || decodeURIComponent(said) !== body.name)
      wrong.push(`${JSON.stringify(name)}: ${body.name}, ${said}`);
    assert.equal(await reply.text(), name);
    assert.equal(reply.headers.get("set-cookie"), null);
  }
  none(wrong);
  for (const name of await stored()) assert.match(name, /^[0-9a-f-]{36}$/, "a name is never a path");
  for (const name of ["", " ", "a\0b", "x".repeat(5000)]) {
    const { status, body } = await add(name, png);
    requireNamed(status, body, JSON.stringify(name.slice(0, 20)));
  }
  await check("file names");
});

test("nothing, one byte, and the limit at its byte", async () => {
  const most = 100_000;
  const files = { ...nodeConfig("").files, most };
  const node = await startNode(
    { ...nodeConfig(house.directory.dataFolder), files },
    house.directory,
    createLog("silent"),
  );
  after(() => node.close());
  const base = `http://127.0.0.1:${node.port}`;
  for (const size of [0, 1, most - 1, most]) {
    const bytes = randomBytes(size);
    const { status, body } = await add("size.bin", bytes, undefined, base);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.versions[0].size, size);
    assert.deepEqual(Buffer.from(await (await fetched(body.id)).arrayBuffer()), bytes);
  }
  const before = await stored();
  const { status, body } = await add("size.bin", randomBytes(most + 1), undefined, base);
  assert.equal(requireNamed(status, body, "one byte more"), "file.too_large");
  // without a length: the bytes themselves are counted
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sending = request(
      `${base}/api/customers/${params.customerId}/files?name=a.bin`,
      { method: "POST", headers: { cookie: zhou.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" } },
      (reply) => {
        let text = "";
        reply.on("data", (part) => (text += String(part)));
        reply.on("end", () => resolve({ status: reply.statusCode!, text }));
      },
    );
    sending.on("error", reject);
    sending.write(randomBytes(60_000));
    sending.end(randomBytes(60_000));
  });
  assert.equal(requireNamed(answer.status, JSON.parse(answer.text), "chunked"), "file.too_large");
  await settled(before);
  await check("sizes");
});

/** Sends a head and some bytes on a bare connection, and hangs up or waits. */
const bare = (head: string[], bytes: Buffer, { waits = false } = {}): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(house.base);
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.on("data", (part) => (text += String(part)));
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
    const path = `/api/customers/${params.customerId}/files?name=bare.bin`;
    socket.write(
      [
        `POST ${path} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        `Cookie: ${zhou.cookie}`,
        "X-Zhiyin: 1",
        ...head,
        "",
        "",
      ].join("\r\n"),
    );
    socket.write(bytes);
    setTimeout(() => (waits ? socket.end() : socket.destroy()), 300);
  });
/** Status and body of the first answer: what follows a refused body is judged on its own. */
function firstAnswer(text: string): [status: number, body: unknown] {
  const from = text.indexOf("\r\n\r\n") + 4;
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
  return [Number(text.split(" ")[1]), JSON.parse(text.slice(from, from + length))];
}
const octets = "Content-Type: application/octet-stream";

test("lengths that lie and connections that break leave nothing", async () => {
  const before = await stored();
  const listed = (await zhou.call(listFilesContract, { params })).body.files.length;
  await Promise.all([
    ...Array.from({ length: share(4, 30) }, () => bare([octets, "Content-Length: 5000000"], randomBytes(100_000))),
    bare([octets, "Content-Length: 1000"], randomBytes(10), { waits: true }),
    bare([octets, "Transfer-Encoding: chunked"], Buffer.from("ffffffff\r\nabc")),
    bare([octets, "Transfer-Encoding: chunked"], Buffer.from("zz\r\nabc\r\n0\r\n\r\n"), { waits: true }),
  ]);
  for (const head of [
    [octets, "Content-Length: -1"],
    [octets, "Content-Length: 1e3"],
    [octets, "Content-Length: 5", "Content-Length: 6"],
    [octets, "Content-Length: 5", "Transfer-Encoding: chunked"],
    [octets, "Content-Length: 99999999999999999999"],
    [octets, `X-Long: ${"x".repeat(50_000)}`],
    [octets, "Content-Length: 9000000000"],
  ]) {
    const text = await bare(head, Buffer.from("hello"), { waits: true });
    requireNamed(...firstAnswer(text), head.at(-1)!.slice(0, 40));
  }
  await settled(before);
  assert.equal((await zhou.call(listFilesContract, { params })).body.files.length, listed);
  await check("broken connections");
});

test("many at once, each whole", async () => {
  const replies = await race(share(20, 200), async (index) => {
    const bytes = randomBytes(50_000 + index);
    const { status, body } = await add(`viele ${index}.bin`, bytes);
    return { status, body, sum: createHash("sha256").update(bytes).digest("hex") };
  });
  for (const { status, body, sum } of replies) {
    assert.equal(status, 200, JSON.stringify(body));
    const bytes = Buffer.from(await (await fetched(body.id)).arrayBuffer());
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sum);
  }
  await check("many at once");
});
