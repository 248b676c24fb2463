import assert from "node:assert/strict";
import { test } from "node:test";
import { addContactContract } from "#modules/customers/contact.contract.ts";
import {
  createCustomerContract,
  listCustomersContract,
  readCustomerContract,
} from "#modules/customers/customer.contract.ts";
import { exportListContract } from "#modules/customers/export.contract.ts";
import { createOwnFieldContract } from "#modules/customers/own/own_field.contract.ts";
import { searchContract } from "#modules/customers/search.contract.ts";
import { createViewContract } from "#modules/customers/view.contract.ts";
import { createClientContract, createTeamContract, inviteUserContract } from "#modules/people/people.contract.ts";
import { createRoleContract } from "#modules/people/role.contract.ts";
import { startHarness } from "../harness.ts";
import { none, requireNamed, share, steady } from "./steady.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const check = steady(house, zhao);

const names = [
  "一",
  "Q",
  "欧阳娜娜",
  "司马光",
  "诸葛·亮",
  "阿卜杜拉·买买提",
  "买买提•艾力",
  "𠮷野家",
  "㐀㐁㐂",
  "Ng",
  "7-Eleven",
  "51job",
  "3M 中国",
  "O'Brien-Smith",
  "José Müller",
  "Jose\u0301",
  "Nguyễn Thị Hồng",
  "ПётрЧайковский",
  "محمد عبد الله",
  "שלום עליכם",
  "สมชาย ใจดี",
  "김철수",
  "田中さくら",
  "👨‍👩‍👧‍👦 一家",
  "🇨🇳🇺🇳",
  "\u202eevil\u202c.com",
  "\u2067רע\u2069",
  "a\u200bb\u200dc",
  "a\u0001b\u001fc\u007f",
  "Z̸̡̛͚a̵l̶g̷o̴",
  "A\tB\nC",
  "'; drop table customer; --",
  '" or 1=1 --',
  "%_\\",
  "<script>document.title='ran'</script>",
  "<img src=x onerror=\"document.title='ran'\">",
  "&lt;b&gt;&amp;",
  "{{constructor}}",
  "$t(frame.save)",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "true",
  "0",
  "-1",
  "1e999",
  "=1+1",
  "@x",
  "C:\\Windows",
  "../..",
  "\ufffd",
  "x\ufeffy",
];
const long = (most: number) => ["名".repeat(most), "𠮷".repeat(Math.floor(most / 2)), "a ".repeat(most / 2 - 1).trim()];

type Make = (name: string, index: number) => Promise<{ status: number; body: unknown; kept: string | undefined }>;
const call = async (work: Promise<{ status: number; body: unknown }>, keptIn: (body: never) => string | undefined) => {
  const { status, body } = await work;
  return { status, body, kept: status === 200 ? keptIn(body as never) : undefined };
};
const company = await zhao.call(createCustomerContract, { body: { kind: "company", name: "载体" } });
const at = { params: { customerId: company.body.id } };

/** Everything that has a name of its own, and how long the name may be. */
const named: [what: string, most: number, make: Make][] = [
  [
    "customer",
    300,
    (name) =>
      call(
        zhao.call(createCustomerContract, { body: { kind: "person", name } }),
        (body: { facts: { name: string } }) => body.facts.name,
      ),
  ],
  [
    "contact",
    300,
    (name) =>
      call(zhao.call(addContactContract, { ...at, body: { name } }), (body: { contacts: { name: string }[] }) =>
        body.contacts.map((one) => one.name).find((one) => one === name.trim()),
      ),
  ],
  [
    "tag",
    40,
    (name) =>
      call(
        zhao.call(createCustomerContract, { body: { kind: "person", name: "有标签", tags: [name] } }),
        (body: { tags: { name: string }[] }) => body.tags[0]?.name,
      ),
  ],
  [
    "other name",
    300,
    (name) =>
      call(
        zhao.call(createCustomerContract, { body: { kind: "person", name: "有别名", other_names: [name] } }),
        (body: { facts: { other_names: string[] } }) => body.facts.other_names[0],
      ),
  ],
  [
    "view",
    60,
    (name) =>
      call(
        zhao.call(createViewContract, { body: { object: "customer", name, filter: { all: [] } } }),
        (body: { name: string }) => body.name,
      ),
  ],
  [
    "role",
    80,
    (name) =>
      call(zhao.call(createRoleContract, { body: { name, copy_of: null } }), (body: { name: string }) => body.name),
  ],
  [
    "team",
    80,
    (name) =>
      call(zhao.call(createTeamContract, { body: { name, parent_id: null } }), (body: { name: string }) => body.name),
  ],
  [
    "client",
    120,
    (name) => call(zhao.call(createClientContract, { body: { name } }), (body: { name: string }) => body.name),
  ],
  [
    "user",
    120,
    (name, index) =>
      call(
        zhao.call(inviteUserContract, { body: { name, email: `odd${index}@yuezhou.test`, role_ids: [] } }),
        (body: { user: { name: string } }) => body.user.name,
      ),
  ],
];

for (const [what, most, make] of named)
  test(`odd names of a ${what} are kept as they are, or refused by name`, async () => {
    const wrong: string[] = [];
    let index = 0;
    for (const name of [...names.filter((one) => one.length <= most), ...long(most)]) {
      const { status, body, kept } = await make(name, index++);
      if (status !== 200 || kept !== name)
        wrong.push(`${JSON.stringify(name)}: ${status} ${JSON.stringify(kept ?? body)}`);
    }
    none(wrong);
    for (const bad of ["", " ", "\n\t\u3000", "x".repeat(most + 1), "a\0b", "\ud800"]) {
      const { status, body } = await make(bad, index++);
      requireNamed(status, body, `${what} ${JSON.stringify(bad.slice(0, 10))}`);
    }
    await check(what);
  });

test("odd labels of own fields", async () => {
  for (const name of ["买·提 <b>", "__proto__", "𠮷\u202e", "constructor"].slice(0, share(2, 4))) {
    const { status, body } = await zhao.call(createOwnFieldContract, {
      body: { kind: "text", label: { zh: name, en: null } },
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.label.zh, name);
  }
  const bad = await zhao.call(createOwnFieldContract, { body: { kind: "text", label: { zh: "a\0", en: null } } });
  requireNamed(bad.status, bad.body, "a zero");
  await check("own fields");
});

test("a customer of an odd name is read, listed by it, found where it has letters, and exported", async () => {
  const wrong: string[] = [];
  const made = await house.db
    .selectFrom("customer")
    .select(["id", "name"])
    .where("kind", "=", "person")
    .where("name", "not in", ["有标签", "有别名"])
    .execute();
  for (const { id, name } of made) {
    const record = await zhao.call(readCustomerContract, { params: { customerId: id } });
    if (record.body.facts.name !== name) wrong.push(`record ${name}`);
    const filter = JSON.stringify({ all: [{ field: "name", op: "is", value: name }] });
    const list = await zhao.call(listCustomersContract, { query: { filter, limit: 5 } });
    if (!list.body.rows?.some((row) => row.id === id)) wrong.push(`list ${name}`);
    const q = name.slice(0, 100).toWellFormed().replaceAll("\ufffd", "");
    if (!/\p{L}{2}|\p{Script=Han}/u.test(q)) continue; // a number is looked for among telephones
    const found = await zhao.call(searchContract, { query: { q, limit: 50 } });
    if (found.status !== 200 || !found.body.hits.some((hit) => hit.id === id))
      wrong.push(`search ${JSON.stringify(q)} ${found.status}`);
  }
  none(wrong);
  const reply = await fetch(`${house.base}/api${exportListContract.path}?format=csv&columns=stage`, {
    headers: { cookie: zhao.cookie },
  });
  const text = await reply.text();
  for (const name of names) {
    const guarded = /^'*[=+\-@\t\r]/.test(name) ? `'${name}` : name;
    if (!text.includes(guarded.replaceAll('"', '""'))) wrong.push(`export ${JSON.stringify(name)}`);
  }
  none(wrong);
  await check("found names");
});
