import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { listTasksContract } from "../calendar/task.contract.ts";
import { recordConsentContract } from "../customers/consent.contract.ts";
import { createCustomerContract } from "../customers/customer.contract.ts";
import { customer, house, li, zhao, zhou, zhousTeam } from "./exchange/exchange.fixture.ts";
import * as callbacks from "./web_callback.contract.ts";
import { mostAsked } from "./web_callback.limit.ts";
import * as widgets from "./widget.contract.ts";

const origin = "https://shop.example";
const always = { days: [1, 2, 3, 4, 5, 6, 7], opens_at: "00:00", closes_at: "24:00" };
const widgetFor = async (more: object = { user_id: zhou!.userId }) =>
  (
    await zhao!.call(widgets.createWebWidgetContract, {
      body: { name: "商城", origins: [`${origin}/`], ...always, ...more },
    })
  ).body;
const widget = await widgetFor();
const headers = { origin };
let count = 0;
/** A number that nobody has asked with. */
const freshNumber = () => `199 0000 ${String(3000 + count++)}`;
const body = (more: object = {}) => ({
  key: newId(),
  number: freshNumber(),
  at: null,
  locale: "zh-CN" as const,
  has_agreed: true as const,
  ...more,
});
/** Every visitor comes from an address of their own, but where a test is about that. */
const forgetAddresses = () => sql`update web_callback set address_hash = id::text`.execute(house.db);
const ask = async (
  asked: ReturnType<typeof body>,
  { widgetId = widget.id, by = headers as Record<string, string> } = {},
) => {
  const reply = await house.anonymous.call(callbacks.askCallbackContract, {
    params: { widgetId },
    body: asked,
    headers: by,
  });
  if (by === headers) await forgetAddresses();
  return reply;
};
const withdraw = (key: string, widgetId = widget.id) =>
  house.anonymous.call(callbacks.withdrawCallbackContract, { params: { widgetId, key }, body: {}, headers });
const tasksAbout = async (text: string) =>
  (
    await sql<{
      title: string;
      body: string | null;
      state: string;
      customer_id: string | null;
      assignee_id: string | null;
      team_id: string | null;
      due_at: string;
    }>`select title, body, state, customer_id, assignee_id, team_id, due_at from task where title like ${`%${text}%`} order by id`.execute(
      house.db,
    )
  ).rows;

test("a page of the widget's origin reads it without a cookie; another, or none, is refused; so is what is off", async () => {
  const params = { widgetId: widget.id };
  const read = await house.anonymous.call(callbacks.readWidgetContract, { params, headers });
  assert.deepEqual([read.status, read.body.organisation, read.body.is_open], [200, "越州包装", true]);
  assert.ok(read.body.slots.length === 24 && read.body.slots.every((slot) => new Date(slot) > new Date()));
  assert.equal(read.headers.get("access-control-allow-origin"), origin);
  assert.equal(read.headers.get("access-control-allow-credentials"), null);
  assert.match(read.headers.get("vary")!, /origin/);
  for (const refused of [{ origin: "https://evil.example" }, { origin: "null" }, {}] as Record<string, string>[]) {
    const reply = await house.anonymous.call(callbacks.readWidgetContract, { params, headers: refused });
    assert.deepEqual([reply.status, reply.problem.id], [403, "request.bad_origin"], JSON.stringify(refused));
    assert.equal(reply.headers.get("access-control-allow-origin"), null);
    assert.equal((await ask(body(), { by: refused })).status, 403);
  }
  const off = await widgetFor({ user_id: zhou!.userId, is_on: false });
  const unread = await house.anonymous.call(callbacks.readWidgetContract, { params: { widgetId: off.id }, headers });
  assert.deepEqual([unread.status, unread.problem.id], [403, "request.bad_origin"]);
});

test("a known number becomes a task on its customer, with words and page, and the widget's person sees it", async () => {
  const id = await customer("杭州云栖纸业", "199 0000 2101");
  const asked = body({
    number: "199-0000-2101",
    name: " 林经理 ",
    words: "老机架能装 320 吗",
    page: "https://shop.example/fk-320",
  });
  const { status, body: answer } = await ask(asked);
  assert.deepEqual([status, answer.number, answer.at], [200, "199 0000 2101", null]);
  assert.match(answer.reference, /^[2-9A-HJ-NP-Z]{6}$/);
  const [task] = await tasksAbout("199 0000 2101");
  assert.deepEqual(
    [task!.customer_id, task!.assignee_id, task!.body],
    [id, zhou!.userId, "姓名：林经理\n来意：老机架能装 320 吗\n网页：https://shop.example/fk-320"],
  );
  const mine = (await zhou!.call(listTasksContract, { query: {} })).body;
  assert.ok(JSON.stringify(mine).includes("回电 199 0000 2101"));
  const others = (await li!.call(listTasksContract, { query: {} })).body;
  assert.ok(!JSON.stringify(others).includes("回电 199 0000 2101"), "invisible to who has nothing to do with it");
});

test("an unknown number becomes the team's task; asked for later, it is due then", async () => {
  const ofTeam = await widgetFor({ team_id: zhousTeam });
  const params = { widgetId: ofTeam.id };
  const { slots } = (await house.anonymous.call(callbacks.readWidgetContract, { params, headers })).body;
  const { body: answer } = await ask(body({ number: "199 0000 2102", at: slots[3]! }), { widgetId: ofTeam.id });
  assert.equal(new Date(answer.at!).getTime(), new Date(slots[3]!).getTime());
  const [task] = await tasksAbout("199 0000 2102");
  assert.deepEqual([task!.customer_id, task!.assignee_id, task!.team_id], [null, null, zhousTeam]);
  assert.equal(new Date(task!.due_at).getTime(), new Date(slots[3]!).getTime());
});

test("repeated and raced with the same key: one request, one task, the same answer", async () => {
  const asked = body({ number: "199 0000 2103" });
  const replies = await race(8, () => ask(asked));
  assert.deepEqual(
    replies.map(({ status }) => status),
    Array(8).fill(200),
  );
  assert.equal(new Set(replies.map(({ body: { reference } }) => reference)).size, 1);
  assert.equal((await tasksAbout("199 0000 2103")).length, 1);
});

test("taken back: the task is cancelled and the words are gone; twice is once; a stranger's key takes nothing", async () => {
  const asked = body({ number: "199 0000 2104", words: "不要了" });
  await ask(asked);
  assert.deepEqual((await withdraw(newId())).problem.id, "web_callback.not_found");
  const other = await widgetFor();
  assert.equal((await withdraw(asked.key, other.id)).status, 404);
  const replies = await race(4, () => withdraw(asked.key));
  assert.deepEqual(
    replies.map(({ status }) => status),
    Array(4).fill(200),
  );
  const [task] = await tasksAbout("199 0000 2104");
  assert.deepEqual([task!.state, task!.body], ["cancelled", null]);
  const { rows } = await sql<{ name: string; count: number }>`
    select e.name, count(*)::int as count from domain_event e join web_callback b on b.id = e.object_id
     where b.digits = '+8619900002104' group by e.name order by e.name`.execute(house.db);
  assert.deepEqual(rows, [
    { name: "web_callback.asked", count: 1 },
    { name: "web_callback.withdrawn", count: 1 },
  ]);
});

test("who refuses to be called is not called, and nothing tells whether a number is known", async () => {
  const id = await customer("宁波天一包装", "199 0000 2105");
  const said = await zhou!.call(recordConsentContract, {
    params: { customerId: id },
    body: { verdict: "refused", channel: null, purpose: null, source: "spoken" },
  });
  assert.equal(said.status, 200, JSON.stringify(said.problem));
  const [held, known, unknown] = [
    await ask(body({ number: "199 0000 2105" })),
    await ask(body({ number: "199 0000 2101" })),
    await ask(body({ number: "199 0000 2106" })),
  ];
  for (const reply of [held, known, unknown])
    assert.deepEqual(
      [reply.status, Object.keys(reply.body).sort(), reply.body.at],
      [200, ["at", "number", "reference"], null],
    );
  assert.deepEqual(await tasksAbout("199 0000 2105"), []);
  assert.equal((await tasksAbout("199 0000 2106")).length, 1);
  const listed = (await zhao!.call(widgets.listWebWidgetsContract)).body.widgets.find((one) => one.id === widget.id)!;
  assert.equal(listed.held_count, 1);
});

test("who refused one client, by a number that only that client knows, is not called for nobody's widget either", async () => {
  const { kanghe } = house.ids.clients as { kanghe: string };
  const point = { kind: "phone" as const, value: "199 0000 2109", client_id: kanghe };
  const { body: made } = await zhao!.call(createCustomerContract, {
    body: { kind: "person", name: "只有一家认识", client_ids: [kanghe], contact_points: [point] },
  });
  const said = { verdict: "refused" as const, client_id: kanghe, source: "spoken" as const };
  const refusal = await zhao!.call(recordConsentContract, { params: { customerId: made.id }, body: said });
  assert.equal(refusal.status, 200, JSON.stringify(refusal.problem));
  assert.equal((await ask(body({ number: "199 0000 2109" }))).status, 200);
  assert.deepEqual(await tasksAbout("199 0000 2109"), []);
});

test("numbers that may not be dialled, and bad input, are refused by name", async () => {
  for (const [number, reason] of [
    ["110", "emergency"],
    ["112", "emergency"],
    ["801", "not_a_number"],
    ["请打给我", "not_a_number"],
    ["+44 20 7946 0958", "country"],
    ["199****2101", "not_a_number"],
  ] as const) {
    const reply = await ask(body({ number }));
    assert.deepEqual(
      [reply.status, reply.problem.id, reply.problem.fields?.[0]?.reason],
      [400, "web_callback.number_refused", reason],
      number,
    );
    assert.equal(reply.headers.get("access-control-allow-origin"), origin, "the page may read why");
  }
  for (const wrong of [
    { has_agreed: false },
    { page: "javascript:alert(1)" },
    { words: "x".repeat(501) },
    { key: "mine" },
    { locale: "fr" },
    { more: 1 },
  ]) {
    const reply = await ask(body(wrong) as never);
    assert.deepEqual([reply.status, reply.problem.id], [400, "request.invalid"], JSON.stringify(wrong));
  }
  const between = new Date(Date.now() + 3_600_000 * 5 + 1234).toISOString();
  assert.equal((await ask(body({ at: between }))).problem.id, "web_callback.slot_gone");
  const today = ((new Date().getUTCDay() + 6) % 7) + 1;
  const shut = await widgetFor({ user_id: zhou!.userId, days: [((today + 2) % 7) + 1] });
  assert.equal((await ask(body(), { widgetId: shut.id })).problem.id, "web_callback.slot_gone");
});

test("a number, an address and a widget may ask so often; raced, no more than that", async () => {
  const number = "199 0000 2107";
  const byNumber = await race(6, () => ask(body({ number })));
  assert.equal(byNumber.filter(({ status }) => status === 200).length, mostAsked.byNumberADay);
  assert.ok(byNumber.every(({ status, problem }) => status === 200 || problem.id === "request.too_many"));

  await sql`update web_callback set asked_at = asked_at - interval '2 days'`.execute(house.db);
  const same = { origin } as Record<string, string>;
  const byAddress = await race(9, () => ask(body(), { by: same }));
  assert.equal(byAddress.filter(({ status }) => status === 200).length, mostAsked.byAddressAnHour);

  await forgetAddresses();
  await sql`insert into web_callback (id, widget_id, key_hash, digits, address_hash)
    select gen_random_uuid(), ${widget.id}, 'k' || n, '+86199' || 10000000 + n, 'a' || n from generate_series(1, ${mostAsked.byWidgetAnHour}) n`.execute(
    house.db,
  );
  assert.equal((await ask(body())).status, 429);
  const another = await widgetFor();
  assert.equal((await ask(body(), { widgetId: another.id })).status, 200);
  await sql`update web_callback set asked_at = asked_at - interval '100 days'`.execute(house.db);
  assert.equal((await ask(body())).status, 200);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from web_callback`.execute(house.db);
  assert.equal(rows[0]!.count, 1, "what is older than ninety days is gone");
});
