import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import * as widgets from "./widget.contract.ts";

const house = await startHarness();
const [zhao, zhou] = await Promise.all((["zhao", "zhou"] as const).map((key) => house.as(key)));
const body = { name: "商城", origins: ["https://Shop.example:443/"], user_id: zhou!.userId };
const made = (await zhao!.call(widgets.createWebWidgetContract, { body })).body;
const params = { widgetId: made.id };

test("a widget is made with usual hours, its origins as browsers send them, changed and told", async () => {
  assert.deepEqual(
    [made.origins, made.user?.id, made.team, made.days, made.opens_at, made.closes_at, made.is_on, made.asked_count],
    [["https://shop.example"], zhou!.userId, null, [1, 2, 3, 4, 5], "09:00", "18:00", true, 0],
  );
  const teamId = house.ids.teams.service!;
  const changed = await zhao!.call(widgets.updateWebWidgetContract, {
    params,
    body: { team_id: teamId, consent: "同意" },
  });
  assert.deepEqual([changed.body.user, changed.body.team?.id, changed.body.consent], [null, teamId, "同意"]);
  const { widgets: all } = (await zhao!.call(widgets.listWebWidgetsContract)).body;
  assert.deepEqual(all, [changed.body]);
  assert.deepEqual(await eventsOf(house.db, made.id), ["web_widget.created", "web_widget.updated"]);
  const { rows } = await sql<{
    field: string;
  }>`select field from history where object_id = ${made.id} order by field`.execute(house.db);
  assert.deepEqual(
    rows.map(({ field }) => field),
    ["consent", "team_id", "user_id"],
  );
});

test("bad input is named, and only who sets the telephone may", async () => {
  for (const [change, id] of [
    [{ origins: ["https://*.example"] }, "web_widget.bad_origin"],
    [{ origins: ["https://exa mple"] }, "request.invalid"],
    [{ origins: ["https://shop.example/path"] }, "request.invalid"],
    [{ origins: ["ftp://shop.example"] }, "request.invalid"],
    [{ origins: [] }, "request.invalid"],
    [{ user_id: zhou!.userId, team_id: house.ids.teams.service! }, "web_widget.calls_one"],
    [{ team_id: null }, "web_widget.calls_one"],
    [{ user_id: newId() }, "web_widget.unknown_reference"],
    [{ client_id: newId() }, "web_widget.unknown_reference"],
    [{ opens_at: "18:00", closes_at: "09:00" }, "web_widget.never_open"],
    [{ days: [8] }, "request.invalid"],
  ] as const) {
    const reply = await zhao!.call(widgets.updateWebWidgetContract, { params, body: change as never });
    assert.deepEqual([reply.status, reply.problem?.id], [400, id], JSON.stringify(change));
  }
  assert.equal((await zhou!.call(widgets.listWebWidgetsContract)).status, 403);
  assert.equal((await zhou!.call(widgets.createWebWidgetContract, { body })).status, 403);
  assert.equal((await house.anonymous.call(widgets.retireWebWidgetContract, { params })).status, 401);
  const unknown = await zhao!.call(widgets.updateWebWidgetContract, { params: { widgetId: newId() }, body: {} });
  assert.deepEqual([unknown.status, unknown.problem.id], [404, "web_widget.not_found"]);
});

test("a browser's question before it sends is answered for the widget's origins only", async () => {
  const shop = "https://shop.example";
  const preflight = (from: string, path = `widgets/${made.id}/callbacks`) =>
    fetch(`${house.base}/api/${path}`, {
      method: "OPTIONS",
      headers: {
        origin: from,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
  const allowed = await preflight(shop);
  assert.deepEqual(
    [
      allowed.status,
      allowed.headers.get("access-control-allow-origin"),
      allowed.headers.get("access-control-allow-methods"),
      allowed.headers.get("access-control-allow-headers"),
    ],
    [204, shop, "POST", "content-type"],
  );
  assert.equal((await preflight("https://evil.example")).status, 403);
  assert.equal((await preflight(shop, "customers")).headers.get("access-control-allow-origin"), null);
});

test("repeated with one key it is made once; given up eight times at once it is told once", async () => {
  const headers = { "idempotency-key": "widget-once-0001" };
  const replies = await race(4, () => zhao!.call(widgets.createWebWidgetContract, { body, headers }));
  assert.equal(new Set(replies.map((reply) => reply.body.id)).size, 1);
  const retired = await race(8, () => zhao!.call(widgets.retireWebWidgetContract, { params }));
  assert.deepEqual(
    retired.map(({ status }) => status),
    Array(8).fill(200),
  );
  assert.equal((await eventsOf(house.db, made.id)).filter((name) => name === "web_widget.retired").length, 1);
  assert.ok((await zhao!.call(widgets.listWebWidgetsContract)).body.widgets.every(({ id }) => id !== made.id));
});
