import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { callerAt, startHarness } from "#test/harness.ts";
import { listCustomersContract } from "../customers/customer.contract.ts";
import { createAccessLink, setPassword } from "./index.ts";
import * as contracts from "./session.contract.ts";

const house = await startHarness();
const password = "gaoshan-liushui-99";

async function withPassword(key: "zhou" | "he" | "chen" | "wang"): Promise<string> {
  await house.db.transaction().execute((tx) => setPassword(tx, house.ids.users[key]!, password));
  return `${{ zhou: "zhoumin", he: "heshan", chen: "chenli", wang: "wanglei" }[key]}@yuezhou.test`;
}

async function signIn(email: string, secret: string) {
  const reply = await house.anonymous.call(contracts.signInContract, {
    body: { email, password: secret, remember: true },
  });
  const cookie = reply.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return { reply, caller: callerAt(house.base, "", cookie), cookies: reply.headers.getSetCookie() };
}

describe("signing in", () => {
  test("gives a session whose cookie page scripts cannot read", async () => {
    const email = await withPassword("zhou");
    const { reply, caller, cookies } = await signIn(email.toUpperCase(), password);
    assert.deepEqual([reply.status, reply.body.state], [200, "signed_in"]);
    assert.ok(
      cookies.every((cookie) => /HttpOnly/i.test(cookie) && /SameSite=Lax/i.test(cookie)),
      cookies.join("\n"),
    );
    const me = await caller.call(contracts.readMeContract);
    assert.equal(me.body.user.name, "周敏");
    assert.ok(me.body.permissions.includes("customer.read"));
    assert.equal((await caller.call(contracts.signOutContract)).status, 200);
    assert.equal((await caller.call(contracts.readMeContract)).status, 401);
  });

  test("a wrong password tells how many tries are left, the fifth locks, also for the right one", async () => {
    const email = await withPassword("chen");
    const left: unknown[] = [];
    for (let tries = 0; tries < 5; tries++)
      left.push((await signIn(email, "falsch-falsch")).reply.problem.detail?.tries_left);
    assert.deepEqual(left, [4, 3, 2, 1, 0]);
    const locked = await signIn(email, password);
    assert.deepEqual([locked.reply.status, locked.reply.problem.id], [429, "session.locked"]);
    assert.ok(Date.parse(String(locked.reply.problem.detail?.locked_until)) > Date.now());
  });

  test("forty guesses at once do not slip through together", async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => signIn("zhaoqiang@yuezhou.test", "falsch-falsch")),
    );
    const counted = replies.filter(({ reply }) => reply.problem.id === "session.wrong_password").length;
    assert.equal(counted, 5);
    assert.equal(replies.filter(({ reply }) => reply.status === 429).length, 35);
    await house.db.deleteFrom("sign_in_failure").execute();
  });

  test("a cookie that is no cookie is nobody's", async () => {
    const broken = `zhiyin_${house.organisationId.replaceAll("-", "").slice(-12)}.session_token=%E0%A4%A`;
    assert.equal((await callerAt(house.base, "", broken).call(contracts.readMeContract)).status, 401);
  });

  test("an unknown address answers like a wrong password", async () => {
    const { reply } = await signIn("nobody@yuezhou.test", password);
    assert.deepEqual([reply.status, reply.problem.id], [401, "session.wrong_password"]);
  });

  test("a session of one organisation means nothing in another", async () => {
    const zhou = await house.as("zhou");
    const renamed = zhou.cookie.replace(/^zhiyin_[0-9a-f]{12}/, "zhiyin_000000000000");
    assert.equal((await callerAt(house.base, "", renamed).call(listCustomersContract)).status, 401);
  });
});

/** RFC 6238: the code of the current half minute. */
function totp(uri: string, now = Date.now()): string {
  const secret = new URL(uri).searchParams.get("secret")!;
  const bits = [...secret]
    .map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest.at(-1)! & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

describe("the second factor", () => {
  test("is set up with a first code, asked for at sign-in, and recovery codes work once", async () => {
    const email = await withPassword("wang");
    const { caller } = await signIn(email, password);
    assert.equal(
      (await caller.call(contracts.beginSecondFactorContract, { body: { password: "wrong-wrong" } })).problem.id,
      "session.wrong_password",
    );
    const begun = await caller.call(contracts.beginSecondFactorContract, { body: { password } });
    assert.equal(begun.status, 200, JSON.stringify(begun.body));
    assert.ok(begun.body.recovery_codes.length >= 8);
    assert.equal(
      (await caller.call(contracts.confirmSecondFactorContract, { body: { code: "000000" } })).problem.id,
      "session.wrong_code",
    );
    const confirmed = await caller.call(contracts.confirmSecondFactorContract, {
      body: { code: totp(begun.body.totp_uri) },
    });
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));

    const half = await signIn(email, password);
    assert.equal(half.reply.body.state, "second_factor");
    assert.equal((await half.caller.call(contracts.readMeContract)).status, 401, "half signed in is not signed in");
    const wrong = await half.caller.call(contracts.verifySecondFactorContract, {
      body: { code: "000000", kind: "totp" },
    });
    assert.deepEqual([wrong.status, wrong.problem.id], [401, "session.wrong_code"]);
    const done = await half.caller.call(contracts.verifySecondFactorContract, {
      body: { code: totp(begun.body.totp_uri), kind: "totp" },
    });
    assert.equal(done.status, 200, JSON.stringify(done.body));

    const recovery = { code: begun.body.recovery_codes[0]!, kind: "recovery" as const };
    const again = await signIn(email, password);
    assert.equal((await again.caller.call(contracts.verifySecondFactorContract, { body: recovery })).status, 200);
    const twice = await signIn(email, password);
    assert.equal(
      (await twice.caller.call(contracts.verifySecondFactorContract, { body: recovery })).problem.id,
      "session.wrong_code",
    );
  });
});

describe("passwords and links", () => {
  test("common passwords are refused, a change ends the other sessions", async () => {
    const email = await withPassword("he");
    const [one, other] = [await signIn(email, password), await signIn(email, password)];
    for (const common of ["1234567890", "password123!", "aaaaaaaaaa", "qwertyuiop"]) {
      const reply = await one.caller.call(contracts.changePasswordContract, {
        body: { current: password, password: common },
      });
      assert.equal(reply.problem.id, "password.too_common", common);
    }
    const changed = await one.caller.call(contracts.changePasswordContract, {
      body: { current: password, password: "ein-anderer-satz" },
    });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.equal((await one.caller.call(contracts.readMeContract)).status, 200);
    assert.equal((await other.caller.call(contracts.readMeContract)).status, 401);
  });

  test("an access link works once, eight at once", async () => {
    const order = { userId: house.ids.users.sun!, purpose: "invitation" as const, createdBy: null, origin: house.base };
    const link = await house.db.transaction().execute((tx) => createAccessLink(tx, order));
    const token = link.split("/").at(-1)!;
    const shown = await house.anonymous.call(contracts.readAccessLinkContract, { params: { token } });
    assert.deepEqual([shown.body.name, shown.body.purpose], ["孙悦", "invitation"]);
    const use = () =>
      house.anonymous.call(contracts.useAccessLinkContract, {
        params: { token },
        body: { password: "noch-ein-satz-1" },
      });
    const replies = await Promise.all(Array.from({ length: 8 }, use));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, ...Array(7).fill(404)]);
    assert.equal((await signIn("sunyue@yuezhou.test", "noch-ein-satz-1")).reply.status, 200);
  });

  test("asking for a reset says the same whether the address is known or not", async () => {
    const replies = await Promise.all(
      ["zhoumin@yuezhou.test", "nobody@yuezhou.test"].map((email) =>
        house.anonymous.call(contracts.requestResetContract, { body: { email } }),
      ),
    );
    assert.deepEqual(replies[0]!.body, replies[1]!.body);
  });
});
