import { createHmac } from "node:crypto";
import { demoPassword } from "#modules/people/me.ts";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { fillSignIn, signIn, textOf } from "../page.ts";
import { sayIn } from "../say.ts";

journey("the sign-in page speaks both languages and says how many tries are left", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  const english = { ...visitor, say: sayIn("en") };
  await page.goto("/signin");
  await fillSignIn(visitor, cast.sun.mail, "not the password");
  await page
    .getByRole("alert")
    .filter({ hasText: say("signin.wrong") })
    .waitFor();
  await page.getByRole("alert").filter({ hasText: /\d/ }).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: english.say("signin.go"), exact: true }).waitFor();
  await fillSignIn(english, cast.sun.mail, "wrong again");
  await page
    .getByRole("alert")
    .filter({ hasText: english.say("signin.wrong") })
    .filter({ hasText: /\d/ })
    .waitFor();
  await fillSignIn(english, cast.sun.mail, demoPassword);
  await page.getByRole("navigation", { name: english.say("frame.rail") }).waitFor();
});

journey("a second factor is set up in the settings and asked for at sign-in", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.xu);
  await page.goto("/settings/me");
  await page.getByRole("button", { name: say("settings.me.factor.begin") }).click();
  await page.getByLabel(say("settings.me.password.current"), { exact: true }).last().fill(demoPassword);
  await page.getByRole("button", { name: say("settings.me.factor.go_on") }).click();
  const secret = (await page.getByLabel(say("settings.me.factor.secret_label")).inputValue()).replace(/\s/g, "");
  const codes = page.getByRole("list", { name: say("settings.me.factor.codes") });
  const recovery = await textOf(codes.getByRole("listitem").first());
  await page.getByLabel(say("settings.me.factor.code"), { exact: false }).last().fill(totp(secret, Date.now()));
  await page.getByRole("button", { name: say("settings.me.factor.turn_on"), exact: true }).click();
  await page.getByText(say("settings.me.factor.on_text")).waitFor();

  const elsewhere = await stage.visit();
  await elsewhere.page.goto("/signin");
  await fillSignIn(elsewhere, cast.xu.mail, demoPassword);
  const code = elsewhere.page.getByLabel(say("signin.code"));
  await code.fill("000000");
  await elsewhere.page.getByRole("alert").waitFor();
  await elsewhere.page.getByRole("button", { name: say("signin.use_recovery") }).click();
  await elsewhere.page.getByLabel(say("signin.recovery_code")).fill(recovery);
  await elsewhere.page.getByRole("button", { name: say("signin.verify") }).click();
  await elsewhere.page.waitForURL("**/customers");

  const again = await stage.visit();
  await again.page.goto("/signin");
  await fillSignIn(again, cast.xu.mail, demoPassword);
  await again.page.getByLabel(say("signin.code")).fill(totp(secret, Date.now() + 30_000));
  await again.page.waitForURL("**/customers");
});

/** RFC 6238 with SHA-1, 30 s and six digits, as authenticator apps do it. */
function totp(secret: string, now: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/=+$/, "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
