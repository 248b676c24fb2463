import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { decryptText, deriveSecret, encryptText, readMasterSecret, SecretError } from "./secret.ts";

test("the master key is made once, readable by its owner only", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "zhiyin-secret-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const master = readMasterSecret(folder);
  assert.equal(master.length, 32);
  assert.deepEqual(readMasterSecret(folder), master);
  assert.equal(statSync(join(folder, "master.key")).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ["master.key"]);
  writeFileSync(join(folder, "master.key"), "short");
  assert.throws(() => readMasterSecret(folder), SecretError);
});

test("a given key is taken as hex or base64", () => {
  const key = Buffer.alloc(32, 7);
  assert.deepEqual(readMasterSecret("/nowhere", key.toString("hex")), key);
  assert.deepEqual(readMasterSecret("/nowhere", key.toString("base64")), key);
  assert.throws(() => readMasterSecret("/nowhere", "abc"), SecretError);
});

test("every purpose and organisation has another secret", () => {
  const master = Buffer.alloc(32, 1);
  const secrets = [deriveSecret(master, "a", "1"), deriveSecret(master, "a", "2"), deriveSecret(master, "b", "1")];
  assert.equal(new Set(secrets.map((secret) => secret.toString("hex"))).size, 3);
  assert.deepEqual(deriveSecret(master, "a", "1"), secrets[0]);
});

test("a text is decrypted only with its key, its context and every bit of it", () => {
  const key = Buffer.alloc(32, 2);
  const sealed = encryptText(key, "口令 p@ss", "org-1");
  assert.equal(decryptText(key, sealed, "org-1"), "口令 p@ss");
  assert.notEqual(encryptText(key, "口令 p@ss", "org-1"), sealed);
  assert.throws(() => decryptText(key, sealed, "org-2"), SecretError);
  assert.throws(() => decryptText(Buffer.alloc(32, 3), sealed, "org-1"), SecretError);
  const damaged = sealed.slice(0, 30) + (sealed[30] === "A" ? "B" : "A") + sealed.slice(31);
  assert.throws(() => decryptText(key, damaged, "org-1"), SecretError);
  assert.throws(() => decryptText(key, "v1.AAAA", "org-1"), SecretError);
});
