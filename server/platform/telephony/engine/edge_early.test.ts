import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeSources, request, sourceAt } from "./sip.fixture.ts";
import type { Tables } from "./tables.ts";
import { open, until, voiceFolder, withoutPrograms } from "./voice.fixture.ts";

const nobody = new Map<string, string>();
const none = { domain: nobody, cred: nobody, trunk: nobody, network: nobody };

after(closeSources);

test("an edge that was not told everything yet answers no stranger, who asks again and is known by then", {
  skip: withoutPrograms,
}, async () => {
  const engine = open(await voiceFolder());
  let tables: Tables | undefined;
  engine.fill(async (given) => {
    tables = given;
  });
  await engine.settled();
  await until(() => tables !== undefined);
  const address = "127.0.0.5";
  const source = await sourceAt(address, engine.places()!.sip);
  const bye = { method: "BYE", uri: "cc@127.0.0.1", from: "1@carrier.test", toTag: "ours" };
  const say = async () => (await source.ask(request({ ...bye, source: { address, port: source.port } })))?.status;
  assert.equal(await say(), undefined);
  await tables!.give({ ...none, trunk: new Map([["127.0.0.6", "t1"]]) }, false);
  assert.equal(await say(), undefined, "others are still to come");
  await tables!.give({ ...none, trunk: new Map([[address, "t2"]]) }, false);
  assert.equal(await say(), 200, "it is a trunk's, and nobody is there who could end the call");
  await tables!.give({ ...none, trunk: new Map([["127.0.0.6", "t1"]]) }, true);
  assert.equal(await say(), 403, "all was told, and they are none of ours");
});
