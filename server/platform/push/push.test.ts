import assert from "node:assert/strict";
import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto";
import { test } from "node:test";
import { decrypted } from "#test/push_service.ts";
import { arePushKeys, encryptPush, longestPush } from "./encrypt.ts";
import { outcomeOf } from "./send.ts";
import { vapidAuthorization, vapidKeys } from "./vapid.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");
/** RFC 8291, section 5 and appendix A. */
const published = {
  plain: "When I grow up, I want to be a watermelon",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  receiver: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
  sender: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  salt: "DGv6ra1nlYgDCS1FRnbzlw",
  message:
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};

test("the published message comes out byte by byte (RFC 8291)", () => {
  const { plain, p256dh, auth, salt, sender, message } = published;
  const drawn = { salt: bytes(salt), privateKey: bytes(sender) };
  assert.equal(encryptPush(Buffer.from(plain), { p256dh, auth }, { drawn }).toString("base64url"), message);
});

test("the published message is read by the receiving side of the tests", () => {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(bytes(published.receiver));
  assert.equal(decrypted(bytes(published.message), { pair, auth: bytes(published.auth) }).toString(), published.plain);
});

test("what is encrypted is read by its browser and by no other; its length is hidden; too much is refused", () => {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: pair.getPublicKey().toString("base64url"), auth: auth.toString("base64url") };
  const sizes = ["", "短", "长".repeat(100)].map((text) => {
    const sealed = encryptPush(Buffer.from(text), keys, { padTo: 512 });
    assert.equal(decrypted(sealed, { pair, auth }).toString(), text);
    assert.throws(() => decrypted(sealed, { pair, auth: randomBytes(16) }));
    return sealed.length;
  });
  assert.deepEqual(sizes, [103, 615, 615]);
  const longest = encryptPush(Buffer.alloc(longestPush, "a"), keys, { padTo: 512 });
  assert.equal(longest.length, 86 + longestPush + 1 + 16);
  assert.equal(decrypted(longest, { pair, auth }).length, longestPush);
  assert.throws(() => encryptPush(Buffer.alloc(longestPush + 1), keys), RangeError);
});

test("keys that are none are told apart", () => {
  const { p256dh, auth } = published;
  assert.equal(arePushKeys({ p256dh, auth }), true);
  const offCurve = Buffer.from(bytes(p256dh));
  offCurve[64]! ^= 1;
  for (const wrong of [
    { p256dh, auth: "BTBZMqHH6r4Tts7J" },
    { p256dh: p256dh.slice(0, 80), auth },
    { p256dh: offCurve.toString("base64url"), auth },
    { p256dh: "", auth: "" },
  ])
    assert.equal(arePushKeys(wrong), false);
});

test("the sender's token is a JWT by ES256 for the endpoint's origin, signed by the key beside it (RFC 8292)", () => {
  const keys = vapidKeys(Buffer.alloc(32, 7));
  const now = Date.parse("2026-11-30T10:00:00Z");
  const header = vapidAuthorization(keys, "https://push.example.test/send/abc?x=1", {
    now,
    subject: "mailto:crm@yuezhou.test",
  });
  const [, token = "", key] = /^vapid t=([\w.-]+), k=([\w-]{87})$/.exec(header) ?? [];
  assert.equal(key, keys.publicKey);
  const [head = "", body = "", signature = ""] = token.split(".");
  assert.deepEqual(JSON.parse(bytes(head).toString()), { typ: "JWT", alg: "ES256" });
  assert.deepEqual(JSON.parse(bytes(body).toString()), {
    aud: "https://push.example.test",
    exp: now / 1000 + 43_200,
    sub: "mailto:crm@yuezhou.test",
  });
  const point = bytes(keys.publicKey);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const known = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x, y } as never });
  const isGood = (text: string) =>
    verify("sha256", Buffer.from(text), { key: known, dsaEncoding: "ieee-p1363" }, bytes(signature));
  assert.equal(bytes(signature).length, 64);
  assert.deepEqual([isGood(`${head}.${body}`), isGood(`${head}.${body}x`)], [true, false]);
});

test("a secret has one pair, another secret another; a secret beyond the curve has one, too", () => {
  const key = (fill: number) => vapidKeys(Buffer.alloc(32, fill)).publicKey;
  assert.equal(key(1), key(1));
  assert.equal(new Set([key(1), key(2), key(0), key(255)]).size, 4);
});

test("answers of push services", () => {
  const now = Date.parse("2026-11-30T10:00:00Z");
  const of = (status: number, retryAfter?: string) => outcomeOf(status, retryAfter, now);
  for (const status of [200, 201, 202, 204]) assert.deepEqual(of(status), { is: "sent" });
  for (const status of [404, 410]) assert.deepEqual(of(status), { is: "gone" });
  for (const status of [301, 400, 401, 403, 413]) assert.deepEqual(of(status), { is: "failed", status });
  assert.deepEqual(of(503), { is: "later", after: 0 });
  assert.deepEqual(of(429, "120"), { is: "later", after: 120_000 });
  assert.deepEqual(of(429, "Mon, 30 Nov 2026 10:01:30 GMT"), { is: "later", after: 90_000 });
  assert.deepEqual(of(503, "Mon, 30 Nov 2020 10:01:30 GMT"), { is: "later", after: 0 });
  assert.deepEqual(of(503, "soon"), { is: "later", after: 0 });
  assert.deepEqual(of(503, "999999999"), { is: "later", after: 21_600_000 });
});
