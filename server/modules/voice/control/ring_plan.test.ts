import assert from "node:assert/strict";
import { test } from "node:test";
import { type Person, ringPlan } from "./ring_plan.ts";

const people: Person[] = [
  { userId: "lee", teamIds: ["sales"], addresses: ["lee@house", "lee-desk@house"], isFree: true },
  { userId: "wang", teamIds: ["sales", "service"], addresses: ["wang@house"], isFree: false },
  { userId: "chen", teamIds: ["sales"], addresses: [], isFree: true },
  { userId: "zhou", teamIds: ["sales"], addresses: ["zhou@house"], isFree: true },
];
const addresses = (target: Parameters<typeof ringPlan>[0]["target"]) =>
  ringPlan({ target, timeoutMs: 20_000 }, people).rings.map(({ party }) =>
    party.kind === "user" ? party.address : null,
  );

test("a person's number rings all of their devices, whatever they do", () => {
  assert.deepEqual(addresses({ kind: "user", userId: "lee" }), ["lee@house", "lee-desk@house"]);
  assert.deepEqual(addresses({ kind: "user", userId: "wang" }), ["wang@house"]);
});

test("a team's number rings its free members who have a device, all at once", () => {
  assert.deepEqual(addresses({ kind: "team", teamId: "sales" }), ["lee@house", "lee-desk@house", "zhou@house"]);
  assert.deepEqual(addresses({ kind: "team", teamId: "service" }), []);
});
