import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../../platform/telephony/engine/voice.fixture.ts";
import { Hosts } from "./hosts.ts";

test("an address is itself, a name is looked up while nobody waits, and one that is unknown has none", async () => {
  const hosts = new Hosts();
  assert.deepEqual(hosts.addresses("192.0.2.7"), ["192.0.2.7"]);
  assert.deepEqual(hosts.addresses("2001:db8::7"), ["2001:db8::7"]);
  assert.deepEqual(hosts.addresses("localhost"), []);
  await until(() => hosts.addresses("localhost").includes("127.0.0.1"));
  assert.deepEqual(hosts.addresses("nobody.invalid"), []);
});
