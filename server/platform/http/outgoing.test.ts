import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { generate } from "selfsigned";
import { isPublicAddress } from "./addresses.ts";
import { callOutside, OutgoingError, outgoingRules, type Resolve } from "./outgoing.ts";

const host = "push.yuezhou.test";
const { cert, private: key } = await generate([{ name: "commonName", value: host }], {
  keyType: "ec",
  algorithm: "sha256",
  extensions: [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "subjectAltName", altNames: [{ type: 2, value: host }] },
  ],
});
let asked = 0;
const server = createServer({ cert, key }, (request, response) => {
  asked++;
  if (request.url === "/moved") return response.writeHead(302, { location: "https://127.0.0.1/inside" }).end();
  if (request.url === "/endless") {
    const timer = setInterval(() => response.write(Buffer.alloc(4096)), 1);
    return response.on("close", () => clearInterval(timer));
  }
  if (request.url === "/silent") return;
  return response.end(`${request.method} ${request.headers.host} ${request.headers["x-said"] ?? ""}`);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
after(() => {
  server.closeAllConnections();
  server.close();
});

const inside: Resolve = async () => [{ address: "127.0.0.1", family: 4 }];
const open = { allow: [`${host}:${port}`], ca: [cert] };
const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "answered",
    (error) => (error instanceof OutgoingError ? error.reason : `${error}`),
  );
const get = (url: string, rules: Parameters<typeof callOutside>[0] = { allow: [] }, resolve: Resolve = inside) =>
  reasonOf(callOutside(rules, { method: "GET", url, patience: 2000 }, resolve));

for (const address of [
  "127.0.0.1",
  "127.9.9.9",
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "192.0.0.192",
  "192.0.2.1",
  "198.18.0.1",
  "203.0.113.9",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "2001::1",
  "2001:db8::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "no address",
])
  test(`${address} is no place of the open net`, () => assert.equal(isPublicAddress(address), false));

for (const address of [
  "8.8.8.8",
  "172.15.0.1",
  "172.32.0.1",
  "100.63.0.1",
  "192.0.1.1",
  "2606:4700::1111",
  "2400:3200::1",
])
  test(`${address} is`, () => assert.equal(isPublicAddress(address), true));

for (const [url, reason] of [
  ["https://127.0.0.1/", "not_public"],
  ["https://2130706433/", "not_public"],
  ["https://0x7f.1/", "not_public"],
  ["https://017700000001/", "not_public"],
  ["https://127.1/", "not_public"],
  ["https://127.0.0.1./", "not_public"],
  ["https://１２７.０.０.１/", "not_public"],
  ["https://[::1]/", "not_public"],
  ["https://[::ffff:127.0.0.1]/", "not_public"],
  ["https://[::ffff:7f00:1]/", "not_public"],
  ["https://localhost/", "not_public"],
  ["https://localhost./", "not_public"],
  ["https://LOCALHOST/", "not_public"],
  ["https://metadata.example.test/", "not_public"],
  ["http://push.example.test/", "bad_address"],
  ["ftp://push.example.test/", "bad_address"],
  ["file:///etc/passwd", "bad_address"],
  ["https://user:word@push.example.test/", "bad_address"],
  ["https://push.example.test:22/", "bad_address"],
  ["https://push.example.test:8443/", "bad_address"],
  ["//push.example.test", "bad_address"],
  ["", "bad_address"],
] as const)
  test(`"${url}" is refused: ${reason}`, async () => {
    assert.equal(await get(url), reason);
  });

test("localhost is refused as this machine's own name server has it", async () => {
  const work = callOutside({ allow: [] }, { method: "GET", url: "https://localhost./", patience: 2000 });
  assert.match(await reasonOf(work), /^(not_public|unresolved)$/);
});

test("of several addresses only those in the open net are tried", async () => {
  const mixed: Resolve = async () => [
    { address: "10.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];
  assert.equal(await get("https://push.example.test/", undefined, mixed), "not_public");
});

test("a name is resolved once, and the connection goes to that address: a second answer leads nowhere", async () => {
  let times = 0;
  const rebinding: Resolve = async () => [{ address: times++ === 0 ? "127.0.0.1" : "10.9.9.9", family: 4 }];
  assert.equal(await get(`https://${host}:${port}/`, open, rebinding), "answered");
  assert.equal(times, 1);
});

test("an allowed host is called on its port alone, with its own certificate and name", async () => {
  const url = `https://${host}:${port}/hello`;
  const answer = await callOutside(
    open,
    { method: "POST", url, headers: { "x-said": "hi" }, body: Buffer.from("a") },
    inside,
  );
  assert.deepEqual([answer.status, answer.body.toString()], [200, `POST ${host}:${port} hi`]);
  assert.equal(await get(url, { allow: [host], ca: [cert] }), "bad_address");
  assert.equal(await get(url, { allow: open.allow }), "unreachable", "nobody vouches for the certificate");
  assert.equal(
    await get(`https://other.yuezhou.test:${port}/`, { allow: [`other.yuezhou.test:${port}`], ca: [cert] }),
    "unreachable",
  );
});

test("redirects are handed back and not followed", async () => {
  const before = asked;
  const answer = await callOutside(open, { method: "GET", url: `https://${host}:${port}/moved` }, inside);
  assert.deepEqual([answer.status, asked - before], [302, 1]);
});

test("an endless answer is cut off, a silent one given up, a name nobody knows is told", async () => {
  assert.equal(await get(`https://${host}:${port}/endless`, open), "too_large");
  const began = performance.now();
  const silent = callOutside(open, { method: "GET", url: `https://${host}:${port}/silent`, patience: 300 }, inside);
  assert.equal(await reasonOf(silent), "too_slow");
  assert.ok(performance.now() - began < 3000);
  const nobody: Resolve = () => Promise.reject(new Error("ENOTFOUND"));
  assert.equal(await get("https://push.example.test/", undefined, nobody), "unresolved");
  const slow: Resolve = () => new Promise(() => undefined);
  assert.equal(
    await reasonOf(callOutside({ allow: [] }, { method: "GET", url: "https://a.example.test/", patience: 200 }, slow)),
    "too_slow",
  );
});

test("a file of certificates that cannot be read is named", () => {
  assert.throws(() => outgoingRules({ allow: [], ca: "/nowhere/ca.pem" }), /ZHIYIN_OUTGOING_CA cannot be read: ENOENT/);
});
