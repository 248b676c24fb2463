import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { deactivateUserContract } from "../people/people.contract.ts";
import * as extensions from "./extension.contract.ts";

const house = await startHarness();
const [zhao, zhou, li] = await Promise.all((["zhao", "zhou", "li"] as const).map((key) => house.as(key)));
const namesOf = async (prefix: string) =>
  (
    await sql<{ name: string }>`select name from domain_event where name like ${`${prefix}.%`} order by id`.execute(
      house.db,
    )
  ).rows.map(({ name }) => name);

test("extensions: one a person, one person each, and their password is shown once", async () => {
  const params = { userId: zhou!.userId };
  assert.deepEqual((await zhou!.call(extensions.readMyExtensionContract)).body, { extension: null });
  assert.equal((await zhou!.call(extensions.renewMyExtensionPasswordContract)).status, 404);
  const set = await zhao!.call(extensions.setExtensionContract, { params, body: { digits: "801" } });
  assert.deepEqual([set.status, set.body.digits, set.body.user.id], [200, "801", zhou!.userId]);
  const taken = await zhao!.call(extensions.setExtensionContract, {
    params: { userId: li!.userId },
    body: { digits: "801" },
  });
  assert.deepEqual([taken.status, taken.problem?.id], [409, "extension.taken"]);
  const help = await zhao!.call(extensions.setExtensionContract, { params, body: { digits: "120" } });
  assert.deepEqual([help.status, help.problem?.id], [409, "extension.emergency"]);
  assert.equal(
    (await zhao!.call(extensions.setExtensionContract, { params: { userId: newId() }, body: { digits: "805" } }))
      .status,
    404,
  );
  const renewed = (await zhou!.call(extensions.renewMyExtensionPasswordContract)).body;
  assert.match(renewed.password!, /^[A-Za-z2-9]{20}$/);
  assert.match(renewed.domain, /\.voice\.internal$/);
  assert.deepEqual([renewed.server, renewed.has_desk_phone], [null, false], "this node has no telephone");
  assert.deepEqual((await zhao!.call(extensions.listRegisteredContract)).body, { digits: [] });
  assert.equal((await zhou!.call(extensions.listRegisteredContract)).status, 403);
  assert.equal((await zhou!.call(extensions.readMyExtensionContract)).body.extension!.password, null);
  assert.notEqual((await zhou!.call(extensions.renewMyExtensionPasswordContract)).body.password, renewed.password);
  const { rows } = await sql<{ password: string }>`select password from extension`.execute(house.db);
  assert.ok(rows.every(({ password }) => password.startsWith("v1.")));
  await race(8, () => zhao!.call(extensions.setExtensionContract, { params, body: { digits: "8012" } }));
  assert.deepEqual(
    (await li!.call(extensions.listExtensionsContract)).body.extensions.map(({ digits }) => digits),
    ["8012"],
  );
  await zhao!.call(extensions.removeExtensionContract, { params });
  assert.deepEqual((await li!.call(extensions.listExtensionsContract)).body.extensions, []);
  assert.deepEqual(await namesOf("extension"), [
    "extension.set",
    "extension.password_renewed",
    "extension.password_renewed",
    "extension.set",
    "extension.removed",
  ]);
});

test("the extension of who has left is given to whoever gets it next", async () => {
  const wang = await house.as("wang");
  const give = (who: { userId: string }, digits: string) =>
    zhao!.call(extensions.setExtensionContract, { params: { userId: who.userId }, body: { digits } });
  await give(wang, "833");
  assert.equal((await give(zhou!, "833")).problem?.id, "extension.taken");
  await zhao!.call(deactivateUserContract, { params: { userId: wang.userId } });
  assert.deepEqual(
    [(await give(zhou!, "833")).body.digits, (await namesOf("extension")).slice(-2)],
    ["833", ["extension.removed", "extension.set"]],
  );
});
