import assert from "node:assert/strict";
import { test } from "node:test";
import { staleAfter } from "./refetch.ts";

const customer = { object: "customer", object_id: "a", root: "customer", root_id: "a" };

test("a changed customer makes its record stale at once and the lists slowly", () => {
  const stale = staleAfter([{ name: "customer.updated", ...customer }]);
  assert.deepEqual(stale.now[0], ["GET /customers/:customerId", { params: { customerId: "a" } }]);
  assert.deepEqual(stale.slowly, [["GET /customers"], ["GET /customers/groups"]]);
});

test("an extension that changes is read again where all stand and by whom it belongs to", () => {
  const event = { name: "extension.set", object: "user", object_id: "u", root: "extension", root_id: "u" };
  assert.deepEqual(staleAfter([event]), { now: [["GET /extensions"], ["GET /me/extension"]], slowly: [] });
});

test("the same key is fetched once for many events", () => {
  const event = { name: "interaction.logged", ...customer, object: "interaction", object_id: "b" };
  assert.equal(staleAfter([event, event, event]).now.length, 3);
});

test("an event that nobody shows makes nothing stale", () => {
  const event = { name: "weather.changed", object: "weather", object_id: null, root: null, root_id: null };
  assert.deepEqual(staleAfter([event]), { now: [], slowly: [] });
});
