import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { createConfig, lintFromString, stringifyYaml } from "@redocly/openapi-core";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import { createCustomerContract } from "../../modules/customers/customer.contract.ts";
import { gather } from "../../modules.ts";
import { newId } from "../ids.ts";

const house = await startHarness();
const { routes } = gather({
  version: "0",
  startedAt: new Date(),
  directory: house.directory,
  isEmbedded: true,
  certificate: null,
  socketCount: async () => 0,
});
const contracts = routes.map((route) => route.contract);

test("OpenAPI 3.1 is printed and a public linter finds nothing wrong", async () => {
  const reply = await fetch(`${house.base}/api/openapi.json`);
  const document = (await reply.json()) as { openapi: string; paths: Record<string, object> };
  assert.equal(document.openapi, "3.1.0");
  assert.equal(Object.values(document.paths).flatMap((path) => Object.keys(path)).length, contracts.length);
  const config = await createConfig({ extends: ["recommended"] });
  const found = await lintFromString({ source: stringifyYaml(document), config });
  const errors = found
    .filter((problem) => problem.severity === "error")
    .map((problem) => `${problem.ruleId}: ${problem.message} at ${problem.location[0]?.pointer}`);
  assert.deepEqual(errors, []);
});

/** An address of the route with made-up ids. */
const addressOf = (path: string): string => `/api${path.replaceAll(/:(\w+)/g, () => newId())}`;
const call = (method: string, path: string, cookie = "") =>
  fetch(house.base + addressOf(path), {
    method,
    headers: { "x-zhiyin": "1", cookie, "content-type": "application/json" },
    ...(method === "GET" ? {} : { body: "{}" }),
  });

test("nobody gets anywhere without a session, but for what is public", async () => {
  for (const { method, path, permission, stream } of contracts) {
    if (permission === "public" || stream) continue;
    const reply = await call(method, path);
    assert.equal(reply.status, 401, `${method} ${path}`);
  }
});

test("a person without roles is refused everything that needs a permission", async () => {
  const id = newId();
  await house.db.insertInto("app_user").values({ id, name: "无权", email: "nobody@yuezhou.test" }).execute();
  const { cookie } = await house.asUser(id);
  for (const { method, path, permission, stream } of contracts) {
    if (permission === "public" || permission === "signed_in" || stream) continue;
    const reply = await call(method, path, cookie);
    assert.equal(reply.status, 403, `${method} ${path}`);
    const { error } = (await reply.json()) as { error: { id: string; detail: { permission: string } } };
    assert.deepEqual([error.id, error.detail.permission], ["permission.missing", permission]);
  }
});

test("changing calls need our own header and our own origin", async () => {
  const { cookie } = await house.as("zhao");
  for (const headers of [{}, { "x-zhiyin": "1", origin: "http://elsewhere.test" }] as Record<string, string>[]) {
    const reply = await fetch(`${house.base}/api/customers`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json", ...headers },
      body: "{}",
    });
    assert.equal(reply.status, 403);
  }
});

test("answers carry a request id, safe headers and no cache", async () => {
  const reply = await fetch(`${house.base}/api/session`);
  assert.match(reply.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(reply.headers.get("cache-control"), "no-store");
  assert.equal(reply.headers.get("x-content-type-options"), "nosniff");
  assert.match(reply.headers.get("content-security-policy") ?? "", /script-src 'self'/);
});

test("bodies are limited, must be JSON, and prototype keys are unknown fields", async () => {
  const zhou = await house.as("zhou");
  const post = (body: string) =>
    fetch(`${house.base}/api/customers`, {
      method: "POST",
      headers: { cookie: zhou.cookie, "x-zhiyin": "1", "content-type": "application/json" },
      body,
    });
  const idOf = async (reply: Response) => ((await reply.json()) as { error: { id: string } }).error.id;
  const large = await post(JSON.stringify({ kind: "company", name: "x".repeat(300_000) }));
  assert.deepEqual([large.status, await idOf(large)], [413, "request.too_large"]);
  assert.equal(await idOf(await post("{not json")), "request.invalid");
  assert.equal(await idOf(await post('{"kind":"company","name":"x","__proto__":{"admin":true}}')), "request.invalid");
  assert.equal(await idOf(await post('{"kind":"company","name":["x"]}')), "request.invalid");
  const good = await zhou.call(createCustomerContract, { body: { kind: "company", name: "之后照常" } });
  assert.equal(good.status, 200);
});

test("what could only be kept altered is refused, and so are bytes, null and endless nesting where a body belongs", async () => {
  const zhou = await house.as("zhou");
  const post = async (body: string | Uint8Array, type = "application/json") => {
    const headers = { cookie: zhou.cookie, "x-zhiyin": "1", "content-type": type };
    const reply = await fetch(`${house.base}/api/customers`, { method: "POST", headers, body: body as BodyInit });
    const { error } = (await reply.json()) as { error: { id: string; fields: { reason: string }[] } };
    return [reply.status, error.id, error.fields[0]!.reason];
  };
  const name = (text: string) => `{"kind":"person","name":${text}}`;
  assert.deepEqual(await post(name('"\\ud83d"')), [400, "request.invalid", "half a character"]);
  assert.deepEqual(await post(name('"\\u0000"')), [400, "request.invalid", "zero character"]);
  assert.deepEqual(await post(name(`${"[".repeat(1e5)}${"]".repeat(1e5)}`)), [
    400,
    "request.invalid",
    "nested too deep",
  ]);
  assert.deepEqual(await post(Buffer.from(name('"é"'), "latin1")), [400, "request.invalid", "not UTF-8"]);
  assert.deepEqual(await post("null"), [400, "request.invalid", "must be object"]);
  assert.deepEqual(await post(name('"x"'), "application/octet-stream"), [400, "request.invalid", "must be object"]);
});

test("an address that cannot be read, and a head too large, have their names", async () => {
  for (const [path, status, id] of [
    ["/api/customers/%ff", 400, "request.invalid"],
    [`/api/customers?q=${"x".repeat(100_000)}`, 431, "request.too_large"],
  ] as const) {
    const reply = await fetch(house.base + path);
    assert.deepEqual([reply.status, ((await reply.json()) as { error: { id: string } }).error.id], [status, id]);
  }
});

test("a full disk is told by name, and nothing is kept", async () => {
  await sql`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`.execute(house.db);
  await sql`create trigger no_room after insert on domain_event execute function no_room()`.execute(house.db);
  const zhou = await house.as("zhou");
  const reply = await zhou.call(createCustomerContract, { body: { kind: "company", name: "没有地方" } });
  await sql`drop trigger no_room on domain_event`.execute(house.db);
  assert.deepEqual([reply.status, reply.problem.id], [507, "server.disk_full"]);
  const kept = await house.db.selectFrom("customer").select("id").where("name", "=", "没有地方").execute();
  assert.deepEqual(kept, []);
});

function askHost(host: string, path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(house.base);
  return new Promise((resolve, reject) => {
    const ask = request({ hostname, port, path, headers: { host } }, (reply) => {
      let text = "";
      reply.on("data", (part) => (text += String(part)));
      reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text }));
    });
    ask.on("error", reject);
    ask.end();
  });
}

test("an unknown host answers 404 and names nothing", async () => {
  await house.directory.db
    .insertInto("organisation")
    .values({
      id: newId(),
      slug: "other",
      name: "另一家",
      database_name: "x",
      database_role: "x",
      database_url_encrypted: "x",
      ready_at: new Date().toISOString(),
    } as never)
    .execute();
  await house.directory.db
    .insertInto("organisation_host")
    .values({ host: "crm.first.test", organisation_id: house.organisationId })
    .execute();
  await new Promise((resolve) => setTimeout(resolve, 5200));
  for (const path of ["/", "/api/welcome", "/api/openapi.json", "/signin", "/customers"]) {
    const reply = await askHost("unknown.test", path);
    assert.equal(reply.status, 404, path);
    assert.equal(/越州|另一家|zhiyin/i.test(reply.text), false, reply.text);
  }
  assert.equal((await askHost("crm.first.test", "/api/welcome")).status, 200);
  await house.directory.db.deleteFrom("organisation").where("slug", "=", "other").execute();
});

test("health, readiness and metrics answer", async () => {
  assert.equal((await fetch(`${house.base}/healthz`)).status, 200);
  assert.equal((await fetch(`${house.base}/readyz`)).status, 200);
  assert.match(await (await fetch(`${house.base}/metrics`)).text(), /zhiyin_http_request_seconds_count/);
});
