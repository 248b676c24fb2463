import assert from "node:assert/strict";
import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { LiveClient } from "#test/live_client.ts";
import * as rules from "./dial_rules.contract.ts";
import * as extensions from "./extension.contract.ts";
import * as numbers from "./number.contract.ts";
import * as trunks from "./trunk.contract.ts";

const house = await startHarness();
const [zhao, zhou, sun] = await Promise.all((["zhao", "zhou", "sun"] as const).map((key) => house.as(key)));

test("who sets the telephone hears of all of it, who uses it of extensions and rules, who does neither of nothing", async () => {
  const body = { name: "杭州电信", kind: "address", host: "sip.carrier.test", sources: ["192.0.2.10"] } as const;
  const { body: trunk } = await zhao!.call(trunks.createTrunkContract, {
    body: { ...body, sources: [...body.sources] },
  });
  const clients = [zhao!, zhou!, sun!].map((one) => new LiveClient(house.base, one));
  await Promise.all(clients.map((client) => client.ready()));
  await zhao!.call(trunks.updateTrunkContract, { params: { trunkId: trunk.id }, body: { channel_limit: 7 } });
  const { body: number } = await zhao!.call(numbers.createVoiceNumberContract, {
    body: { digits: "0571 8796 4430", label: "总机", trunk_id: trunk.id, user_id: zhou!.userId },
  });
  await zhao!.call(numbers.updateCallerIdsContract, { body: { caller_ids: [] } });
  await zhao!.call(numbers.retireVoiceNumberContract, { params: { numberId: number.id } });
  await zhao!.call(extensions.setExtensionContract, { params: { userId: zhou!.userId }, body: { digits: "844" } });
  await zhao!.call(rules.updateDialRulesContract, { body: { is_premium_allowed: true } });
  const heard = (client: LiveClient) =>
    client.heard
      .flatMap(({ events = [] }) => events.map(({ name }) => name))
      .filter((name) => name !== "trunk.created"); // may still come, from before they listened
  for (const client of clients.slice(0, 2))
    await client.until("the rules", (one) => heard(one).includes("dial_rules.updated"));
  const forUsers = ["extension.set", "dial_rules.updated"];
  const all = ["trunk.updated", "voice_number.created", "caller_id.updated", "voice_number.retired", ...forUsers];
  assert.deepEqual(clients.map(heard), [all, forUsers, []]);
  for (const client of clients) client.cut();
});
