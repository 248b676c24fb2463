import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { MemoryPhone } from "../../../platform/telephony/memory/phone.ts";
import { listMyCallsContract } from "../call.contract.ts";
import { desks, engine, lastCall, openExchange, ours, until, zhou } from "./exchange.fixture.ts";

const exchange = await openExchange();
after(() => exchange.close());

const callsOf = async () => (await zhou!.call(listMyCallsContract)).body.calls;

/** Somebody calls whose network tells this name. */
async function strange(number: string, name: string): Promise<MemoryPhone> {
  const phone = (await engine.phones.subscriber(number)) as MemoryPhone;
  phone.state = "calling";
  engine.plant.comeIn(phone, { to: ours, from: { number, name }, headers: {} });
  return phone;
}

for (const [what, name, shown] of [
  ["NUL and a bell (RFC 4475, 3.1.1.2)", "王\u0000\u0007芳", "王芳"],
  ["an emoji at the limit", `ab${"😀".repeat(150)}`, `ab${"😀".repeat(98)}`],
  ["half of a pair", "\ud83d王", "王"],
  ["letters turned around", "\u202e王芳\u2066", "王芳"],
  ["nothing to be seen", "\u0000\u200e", null],
  ["a number with points", "199.0000.2101", null],
  ["a number in wide digits", "１９９００００２１０１", null],
] as const)
  test(`a caller whose name holds ${what} has a call like any other`, async () => {
    const caller = await strange("+8619900002101", name);
    await until(() => desks.zhou.state === "ringing");
    await until(async () => (await callsOf()).length === 1, "the page knows");
    assert.equal((await callsOf())[0]!.their.name, shown);
    await caller.hangup();
    await until(async () => exchange.callCount === 0 && (await lastCall()).ended_at !== null);
  });
