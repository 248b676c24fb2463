import assert from "node:assert/strict";
import { test } from "node:test";
import { setExtensionContract } from "../../../../server/modules/voice/extension.contract.ts";
import { createTrunkContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { formOf as fieldsOf, rulesOf } from "./dial_rules_form.ts";
import { rebased, whatDiffers } from "./differ.ts";
import { nextExtension, ringsWhom } from "./extensions.ts";
import { faultsOf } from "./faults.ts";
import type { Trunk } from "./telephone.ts";
import { bodyOf, changesOf, formOf, losesPassword } from "./trunk_form.ts";

const trunk: Trunk = {
  id: "t",
  name: "杭州电信",
  kind: "registration",
  host: "sip.carrier.test",
  port: 5060,
  username: "zhiyin",
  sources: ["192.0.2.10", "198.51.100.0/24"],
  codecs: ["PCMA"],
  number_form: "national",
  channel_limit: 30,
  calls_per_minute: null,
  countries: ["CN"],
  is_on: true,
  registration: null,
  has_password: true,
  number_count: 0,
  created_at: "2026-01-01T00:00:00Z",
};
const form = formOf(trunk, "CN");

test("a trunk that is opened and saved as it is changes nothing", () => {
  assert.deepEqual(changesOf(form, { ...form }), {});
  const { id: _, registration, has_password, number_count, created_at, ...settings } = trunk;
  assert.deepEqual(bodyOf(form), settings);
});

test("only what differs is sent, sources are read from lines, commas and blanks, twice is once", () => {
  const sources = "192.0.2.10，198.51.100.0/24\n203.0.113.7 192.0.2.10";
  assert.deepEqual(changesOf(form, { ...form, sources, calls_per_minute: "60" }), {
    sources: ["192.0.2.10", "198.51.100.0/24", "203.0.113.7"],
    calls_per_minute: 60,
  });
});

test("who changes to an address gives name and password up; an empty password says nothing", () => {
  const { kind, username, password } = bodyOf({ ...form, kind: "address", password: "typed before" });
  assert.deepEqual([kind, username, password], ["address", null, null]);
  assert.equal("password" in bodyOf(form), false);
  assert.equal(bodyOf({ ...form, password: "new" }).password, "new");
});

test("a password that would be forgotten is told, one that is typed anew is not", () => {
  assert.equal(losesPassword(trunk, form), false);
  assert.equal(losesPassword(trunk, { ...form, name: "别名" }), false);
  assert.equal(losesPassword(trunk, { ...form, host: "other.test" }), true);
  assert.equal(losesPassword(trunk, { ...form, host: "other.test", password: "again" }), false);
  assert.equal(losesPassword({ ...trunk, has_password: false }, { ...form, host: "other.test" }), false);
});

test("faults are those of the contract: what is empty, what has another form, what lies outside", () => {
  const body = createTrunkContract.body!;
  assert.deepEqual(faultsOf(body, bodyOf(form)), {});
  assert.deepEqual(
    faultsOf(body, bodyOf({ ...form, name: " ", host: "a b", port: "70000", sources: "carrier.test", codecs: [] })),
    { name: "required", host: "format", port: "format", sources: "format", codecs: "required" },
  );
  assert.deepEqual(faultsOf(body, bodyOf({ ...form, channel_limit: "", calls_per_minute: "1.5" })), {
    channel_limit: "format",
    calls_per_minute: "format",
  });
  const digits = (typed: string) => faultsOf(setExtensionContract.body!, { digits: typed }).digits;
  assert.deepEqual(["801", "", "80", "0801", "8o1"].map(digits), [undefined, "required", "format", "format", "format"]);
});

test("rules that a colleague saves come in below what is typed here, and only what is typed is sent", () => {
  const kept = {
    area_code: "0571",
    blocked_prefixes: ["+86170"],
    is_emergency_allowed: false,
    is_premium_allowed: false,
    country: "CN",
  };
  const before = fieldsOf(kept);
  const mine = { ...before, prefixes: "+86170，+8616" };
  const theirs = fieldsOf({ ...kept, area_code: "021" });
  const form = rebased(before, mine, theirs);
  assert.deepEqual(form, { ...theirs, prefixes: mine.prefixes });
  assert.deepEqual(whatDiffers(rulesOf(theirs), rulesOf(form)), { blocked_prefixes: ["+86170", "+8616"] });
});

test("the next extension is above the highest; at the end the first free one", () => {
  assert.equal(nextExtension([]), "801");
  assert.equal(nextExtension(["803", "801"]), "804");
  assert.equal(nextExtension(["999999", "801"]), "802");
});

test("a number rings who has an extension: the person, or those of the team itself", () => {
  const people = [
    { id: "a", name: "周敏", team_id: "east" },
    { id: "b", name: "陈立", team_id: "east" },
    { id: "c", name: "何珊", team_id: null },
  ];
  const extensions = [
    { user: { id: "a", name: "周敏" }, digits: "801" },
    { user: { id: "c", name: "何珊" }, digits: "802" },
  ];
  const rung = (user_id: string | null, team_id: string | null) =>
    ringsWhom({ user_id, team_id }, people, extensions).map(({ id }) => id);
  assert.deepEqual([rung("a", null), rung("b", null), rung(null, "east"), rung(null, "west")], [["a"], [], ["a"], []]);
});
