import assert from "node:assert/strict";
import { test } from "node:test";
import { Core, URI } from "sip.js";
import { Keyring } from "./keyring.ts";

const loggers = new Core.LoggerFactory();
loggers.builtinEnabled = false;

const requestTo = (host: string): Core.OutgoingRequestMessage => {
  const address = new URI("sip", "somebody", host);
  return new Core.OutgoingRequestMessage("INVITE", address, address, address);
};
/** The name that a challenge from a host is answered with; null: it is not. */
const answerOf = (keyring: Keyring, request: Core.OutgoingRequestMessage): string | null => {
  const digest = keyring.open(loggers);
  if (!digest.authenticate(request, { realm: "realm", nonce: "nonce" })) return null;
  return /username="([^"]+)"/.exec(digest.toString())![1]!;
};

test("who asks is answered with the key of its host, and with none of another's", () => {
  const keyring = new Keyring({ host: "engine.invalid", username: "cc", password: "own" });
  keyring.replace(new Map([["trunk.test", { username: "first", password: "a" }]]));
  assert.equal(answerOf(keyring, requestTo("engine.invalid")), "cc");
  assert.equal(answerOf(keyring, requestTo("trunk.test")), "first");
  assert.equal(answerOf(keyring, requestTo("192.0.2.7")), null, "a phone is told nothing to try passwords on");
  const call = requestTo("trunk.test");
  keyring.assign(call, { username: "second", password: "b" });
  assert.equal(answerOf(keyring, call), "second", "of two trunks at one host, by the call");
  keyring.replace(new Map());
  assert.equal(answerOf(keyring, requestTo("trunk.test")), null);
});
