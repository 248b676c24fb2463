import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { createCustomerContract, listTagsContract } from "#modules/customers/customer.contract.ts";
import { listFieldsContract } from "#modules/customers/fields.contract.ts";
import { createViewContract } from "#modules/customers/view.contract.ts";
import { createTeamContract } from "#modules/people/people.contract.ts";
import { filterOperators } from "#platform/filter/filter.contract.ts";
import { newId } from "#platform/ids.ts";
import { gather } from "../../server/modules.ts";
import { randomOf } from "../generate/random.ts";
import { startHarness } from "../harness.ts";
import { oddities, placesIn, sampleOf, taking, withAt } from "./json_samples.ts";
import { none, requireNamed, seed, share, someOf, steady } from "./steady.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const check = steady(house, zhao);
const random = randomOf(seed, 71);

const { routes } = gather({
  version: "0",
  startedAt: new Date(),
  directory: house.directory,
  isEmbedded: true,
  certificate: null,
  socketCount: async () => 0,
});
const contracts = routes.map((route) => route.contract).filter((one) => one.path !== "/organisation/mail_server/test");
const withBody = contracts.filter((one) => one.body && !one.stream);
const ids = await realIds();

/** Ids that lead to something, so that a body is judged and not only its address. */
async function realIds(): Promise<Record<string, string>> {
  const { body: made } = await zhao.call(createCustomerContract, {
    body: {
      kind: "company",
      name: "受苦有限公司",
      tags: ["甲"],
      contacts: [{ name: "联系人" }],
      contact_points: [{ kind: "phone", value: "19900001234" }],
    },
  });
  const { body: view } = await zhao.call(createViewContract, {
    body: { object: "customer", name: "视图", filter: { all: [] } },
  });
  const { body: team } = await zhao.call(createTeamContract, { body: { name: "空组", parent_id: null } });
  const { body: tags } = await zhao.call(listTagsContract);
  return {
    customerId: made.id,
    contactId: made.contacts![0]!.id,
    contactPointId: made.contact_points![0]!.id,
    viewId: view.id,
    teamId: (team as { id: string }).id,
    tagId: tags.tags[0]!.id,
    clientId: Object.values(house.ids.clients)[0]!,
    userId: house.ids.users.li!,
    roleId: [...house.ids.roles.values()].at(-1)!,
  };
}

/** What an id in a body is the id of, by its name: `client_ids`, `owner_id`. */
const idOf = (name: string): string => {
  const key = name.replace(/_ids?$/, "").replace(/^(owner|user|from|to|shared_user)s?$/, "user");
  return ids[`${key}Id`] ?? ids[`${key.replace("shared_", "").replace(/s$/, "")}Id`] ?? newId();
};

const addressOf = (path: string): string => `/api${path.replaceAll(/:(\w+)/g, (_, name) => ids[name] ?? newId())}`;

async function send(
  { method, path }: { method: string; path: string },
  body: string | Uint8Array,
  headers: Record<string, string> = {},
) {
  const reply = await fetch(house.base + addressOf(path), {
    method,
    headers: { cookie: zhao.cookie, "x-zhiyin": "1", "content-type": "application/json", ...headers },
    body: body as BodyInit,
  });
  const text = await reply.text();
  return { status: reply.status, body: text === "" ? undefined : JSON.parse(text) };
}

const cases = withBody.flatMap((contract) => {
  const sample = sampleOf(contract.body as object, idOf);
  return placesIn(sample).flatMap((place) => oddities.map((odd) => ({ contract, place, odd, sample })));
});

test(`every place of every body, each with what does not belong there (${cases.length} in all)`, async () => {
  const wrong: string[] = [];
  const takes = new Map(withBody.map((contract) => [contract, taking(contract.body as object)]));
  for (const { contract, place, odd, sample } of someOf(cases, share(400, Number.POSITIVE_INFINITY), random)) {
    const value = withAt(sample, place, odd);
    const text = JSON.stringify(value);
    const reply = await send(contract, text);
    const what = `${contract.method} ${contract.path} ${place.join(".")} = ${JSON.stringify(odd)?.slice(0, 60)}`;
    try {
      if (reply.status >= 300) requireNamed(reply.status, reply.body, what);
      if (!takes.get(contract)!(JSON.parse(text)) && reply.status < 300)
        wrong.push(`${what}: taken against the contract`);
    } catch (error) {
      wrong.push((error as Error).message);
    }
  }
  none(wrong);
  await check("odd values");
});

test("unknown fields, and keys that every object has, are refused by every body", async () => {
  for (const contract of withBody) {
    const text = JSON.stringify(sampleOf(contract.body as object, idOf)).slice(0, -1);
    const more = text.length > 1 ? "," : "";
    for (const key of ["unknown_field", "__proto__", "constructor", "prototype", "toString"]) {
      const reply = await send(contract, `${text}${more}"${key}":{"prototype":{"admin":true}}}`);
      requireNamed(reply.status, reply.body, `${contract.method} ${contract.path} ${key}`);
    }
  }
  assert.equal(({} as { admin?: boolean }).admin, undefined);
  await check("unknown fields");
});

const packed = gzipSync(`{"name":"${" ".repeat(10_000_000)}"}`);
const deep = (depth: number) => `{"name":${"[".repeat(depth)}${"]".repeat(depth)}}`;
const raw: [name: string, body: (limit: number) => string | Uint8Array, headers?: Record<string, string>][] = [
  ["truncated", () => '{"name":"x'],
  ["not JSON", () => "name=x"],
  ["NaN", () => '{"name":NaN}'],
  ["infinite", () => '{"name":1e999}'],
  ["a text", () => '"text"'],
  ["null", () => "null"],
  ["a list", () => "[]"],
  ["a huge list", () => `[${"0,".repeat(100_000)}0]`],
  ["a huge list within", () => `{"name":[${"0,".repeat(100_000)}0]}`],
  ["10,000 levels", () => deep(10_000)],
  ["100,000 levels", () => deep(100_000)],
  ["10,000 levels of objects", () => `${'{"all":['.repeat(10_000)}${"]}".repeat(10_000)}`],
  ["broken UTF-8", () => Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"}')])],
  ["UTF-16", () => Buffer.from('\ufeff{"name":"x"}', "utf16le")],
  ["over the limit", (limit) => `{"name":"${"x".repeat(limit)}"}`],
  ["no type", () => '{"name":"x"}', { "content-type": "" }],
  ["as text", () => '{"name":"x"}', { "content-type": "text/plain" }],
  ["as a form", () => "name=x", { "content-type": "application/x-www-form-urlencoded" }],
  ["as multipart", () => "--a\r\n\r\nx\r\n--a--", { "content-type": "multipart/form-data; boundary=a" }],
  ["as XML", () => "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", { "content-type": "text/xml" }],
  ["packed", () => packed, { "content-encoding": "gzip" }],
  ["as bytes", () => '{"name":"x"}', { "content-type": "application/octet-stream" }],
];

test("bodies that are no body: each is refused by name, on every call", async () => {
  for (const contract of withBody)
    for (const [name, body, headers] of someOf(raw, share(6, raw.length), random)) {
      const reply = await send(contract, body(contract.bodyLimit), headers);
      requireNamed(reply.status, reply.body, `${contract.method} ${contract.path}: ${name}`);
    }
  await check("broken bodies");
});

test("twice the same key: the last one counts, as JSON.parse has it", async () => {
  const reply = await send(createCustomerContract, '{"kind":"person","name":"甲","name":"乙"}');
  assert.deepEqual([reply.status, reply.body.facts.name], [200, "乙"]);
});

const oddAddresses = [
  "%00",
  "%ff",
  "%",
  "%zz",
  "..%2f..%2fetc%2fpasswd",
  "__proto__",
  "NaN",
  "-1",
  "1e9",
  "%F0%A0%AE%B7",
  "'%20or%201=1--",
  "x".repeat(190),
  "x".repeat(3000),
  "%20",
  "null",
];

const periods = [
  { count: 10_000, unit: "year" },
  ["9999-12-31", "0001-01-01"],
  ["x".repeat(500), -1],
  "month",
  "2026-02-30",
  1e308,
];

test("every field of the list, with every operator, asked for what does not belong there", async () => {
  const { body } = await zhao.call(listFieldsContract);
  const fields = [...body.fields.map(({ field }) => field), "no_such_field"];
  const all = fields.flatMap((field) =>
    filterOperators.flatMap((op) => [...oddities, ...periods].map((value) => ({ field, op, value }))),
  );
  const wrong: string[] = [];
  for (const condition of someOf(all, share(300, Number.POSITIVE_INFINITY), random)) {
    const filter = JSON.stringify({ all: [condition] }).slice(0, 8000);
    const reply = await fetch(`${house.base}/api/customers?limit=1&filter=${encodeURIComponent(filter)}`, {
      headers: { cookie: zhao.cookie },
    });
    const answer = await reply.json();
    try {
      if (reply.status >= 300) requireNamed(reply.status, answer, filter.slice(0, 120));
    } catch (error) {
      wrong.push((error as Error).message);
    }
  }
  none(wrong);
  await check("filters");
});

test("addresses and what is asked in them: refused by name, or answered", async () => {
  const wrong: string[] = [];
  const ask = async (method: string, address: string) => {
    const what = `${method} ${address.slice(0, 120)}`;
    const reply = await fetch(house.base + address, { method, headers: { cookie: zhao.cookie, "x-zhiyin": "1" } });
    const text = await reply.text();
    try {
      if (reply.status >= 300) requireNamed(reply.status, JSON.parse(text), what);
    } catch (error) {
      wrong.push(
        error instanceof assert.AssertionError ? error.message : `${what}: ${reply.status} ${text.slice(0, 200)}`,
      );
    }
  };
  for (const { method, path, query, stream } of contracts) {
    if (stream || path.startsWith("/session")) continue;
    const odd = someOf(oddAddresses, share(3, oddAddresses.length), random);
    for (const name of [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!))
      for (const value of odd)
        await ask(
          method,
          `/api${path.replace(`:${name}`, value).replaceAll(/:(\w+)/g, (_, other) => ids[other] ?? newId())}`,
        );
    if (method !== "GET") continue;
    const names = Object.keys((query as { properties?: object }).properties ?? {});
    for (const name of [...names, "unknown", "__proto__"])
      for (const value of odd) await ask(method, `${addressOf(path)}?${name}=${value}`);
    for (const name of names) await ask(method, `${addressOf(path)}?${name}=1&${name}=2&${name}[]=3&${name}[a]=4`);
  }
  await ask("GET", `/api/customers?${"a=1&".repeat(3000)}`);
  await ask("GET", `/api/customers?filter=${encodeURIComponent(`${'{"all":['.repeat(1000)}${"]}".repeat(1000)}`)}`);
  await ask("GET", `/api/customers?q=${"x".repeat(100_000)}`);
  none(wrong);
  await check("addresses");
});
