import assert from "node:assert/strict";
import { test } from "node:test";
import { findIndustry } from "#modules/customers/industry.ts";
import { parseRegion } from "#modules/customers/region.ts";
import { checkCreditCode } from "#platform/text/credit_code.ts";
import { chunkCsv, parseChunk } from "#platform/text/csv.ts";
import { byteEncoding, detectEncoding, plainBytes } from "#platform/text/encoding.ts";
import { normalisePhone } from "#platform/text/phone.ts";
import { cast, people, roles, teams } from "#test/cast.ts";
import {
  customerAt,
  type FileEncoding,
  fileHeader,
  fileRow,
  generateCsv,
  generateCustomers,
  interactionsOf,
} from "./index.ts";

const now = new Date("2026-11-23T02:00:00Z");
const options = { seed: 7, count: 4000, now, users: 20, teams: 5, clients: 3 };
const customers = [...generateCustomers(options)];

test("the same seed gives the same customer, alone or in the row; another seed another", () => {
  for (const index of [0, 1, 77, 3999]) assert.deepEqual(customerAt(options, index), customers[index]);
  assert.notDeepEqual(customerAt({ ...options, seed: 8 }, 5), customers[5]);
});

test("every fact holds: phones, mails, tax ids, industries, places, indexes", () => {
  for (const customer of customers) {
    for (const { kind, value } of [...customer.points, ...customer.contacts.flatMap((contact) => contact.points)]) {
      if (kind === "phone") {
        const phone = normalisePhone(value);
        assert.ok(!("error" in phone) && phone.e164 === value, `${value} ${JSON.stringify(phone)}`);
        assert.ok(!value.startsWith("+861") || value.startsWith("+861990") || value.startsWith("+86105550"), value);
      }
      if (kind === "mail") assert.match(value, /^[a-z0-9.]+@[a-z0-9.]+\.test$/);
    }
    if (customer.taxId) assert.ok(checkCreditCode(customer.taxId).ok, customer.taxId);
    if (customer.industry) assert.ok(findIndustry(customer.industry), customer.industry);
    if (customer.country === "CN") {
      const place = parseRegion(customer.province ?? "", customer.city ?? "", customer.district ?? "");
      assert.deepEqual([place.city, place.district], [customer.city, customer.district]);
    }
    assert.ok(customer.createdAt < now);
    assert.ok(customer.owner === undefined || (customer.owner < 20 && (customer.team ?? 9) < 5));
    assert.ok(customer.clients.every((client) => client < 3));
  }
});

test("there is variety, and mobiles do not repeat", () => {
  const share = (test: (customer: (typeof customers)[number]) => boolean): number =>
    customers.filter(test).length / customers.length;
  assert.ok(share(({ country }) => country !== "CN") > 0.05);
  assert.ok(share(({ kind }) => kind === "person") > 0.25);
  assert.ok(share(({ owner }) => owner === undefined) > 0.03);
  assert.ok(new Set(customers.map(({ name }) => name)).size > 3000);
  assert.ok(customers.some(({ name }) => name.includes("·")));
  assert.ok(customers.some(({ name }) => /^(?:欧阳|诸葛|司马|上官)/.test(name)));
  const mobiles = customers
    .flatMap(({ points, contacts }) => [...points, ...contacts.flatMap((one) => one.points)])
    .filter(({ value }) => value.startsWith("+861990"));
  assert.equal(new Set(mobiles.map(({ value }) => value)).size, mobiles.length);
});

test("interactions lie in working hours of the last eighteen months, in order, and better customers have more", () => {
  const bodies = { zh: new Set<string>(), en: new Set<string>() };
  const counts: Record<string, number[]> = {};
  for (const customer of customers.slice(0, 1500)) {
    const past = interactionsOf(7, customer, now);
    counts[customer.stage] = [...(counts[customer.stage] ?? []), past.length];
    for (const [i, one] of past.entries()) {
      bodies[customer.language].add(one.body.replaceAll(customer.name, ""));
      const local = new Date(one.happenedAt.getTime() + 8 * 3_600_000);
      const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
      assert.ok(hour >= 8.5 && hour < 18, one.happenedAt.toISOString());
      assert.ok(local.getUTCDay() >= 1 && local.getUTCDay() <= 5, one.happenedAt.toISOString());
      assert.ok(one.happenedAt <= now && one.happenedAt.getTime() > now.getTime() - 545 * 86_400_000);
      assert.ok(i === 0 || one.happenedAt.getTime() >= (past[i - 1]?.happenedAt.getTime() ?? 0) - 3 * 86_400_000);
      assert.ok(!/[{}]/.test(one.subject + one.body), one.body);
    }
  }
  const mean = (stage: string): number =>
    (counts[stage] ?? []).reduce((sum, n) => sum + n, 0) / (counts[stage]?.length ?? 1);
  assert.ok(mean("high_value") > mean("buyer") && mean("buyer") > mean("prospect"));
  assert.ok(bodies.zh.size > 1000 && bodies.en.size > 200);
  assert.equal(interactionsOf(7, customers[0] as (typeof customers)[number], now, 500).length, 500);
});

for (const encoding of ["utf-8", "utf-8-bom", "gb18030", "utf-16le"] as FileEncoding[]) {
  test(`a file in ${encoding} comes back row for row`, async () => {
    const chunks = [...generateCsv({ seed: 3, rows: 900, encoding, faults: 0.2 })];
    async function* source() {
      yield* chunks;
    }
    const sniffed = await detectEncoding(source());
    let row = 0;
    for await (const chunk of chunkCsv(plainBytes(source(), sniffed), ",", { target: 20_000 })) {
      for (const parsed of parseChunk(chunk, byteEncoding(sniffed), ",")) {
        const expected = row === 0 ? fileHeader : fileRow({ seed: 3, faults: 0.2 }, row - 1).cells;
        assert.deepEqual(parsed, { row: row + 1, cells: expected });
        row++;
      }
    }
    assert.equal(row, 901);
  });
}

test("faults come in the share asked for", () => {
  const faulty = Array.from({ length: 5000 }, (_, row) => fileRow({ seed: 1, faults: 0.1 }, row).fault).filter(Boolean);
  assert.ok(faulty.length > 400 && faulty.length < 600, String(faulty.length));
  assert.equal(new Set(faulty).size, 7);
  assert.ok(
    Array.from({ length: 500 }, (_, row) => fileRow({ seed: 1, faults: 0 }, row).fault).every(
      (fault) => fault === undefined,
    ),
  );
});

test("the cast is whole", () => {
  assert.equal(new Set(people.map(({ mail }) => mail)).size, people.length);
  for (const person of people) {
    assert.ok(teams.some(({ key }) => key === person.team) && roles.some(({ key }) => key === person.role));
    assert.match(person.mail, /^[a-z.]+@yuezhou\.test$/);
    assert.equal(cast[person.key as keyof typeof cast], person);
  }
  for (const { parent } of teams) assert.ok(parent === null || teams.some(({ key }) => key === parent));
});
