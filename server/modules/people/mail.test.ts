import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { after, beforeEach, test } from "node:test";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { startHarness } from "#test/harness.ts";
import { replyCode } from "./mail.ts";
import { readMailServerContract, testMailServerContract, updateMailServerContract } from "./organisation.contract.ts";
import { inviteUserContract, inviteUsersContract, resendInvitationContract } from "./people.contract.ts";
import { readAccessLinkContract, readMeContract, requestResetContract } from "./session.contract.ts";

const house = await startHarness();
const { port, inbox, refuseNext } = await startMailServer({ user: "crm", password: "string-and-ear" });
const admin = await house.as("zhao");
const settings = {
  host: "127.0.0.1",
  port,
  security: "none" as const,
  user: "crm",
  from_address: "crm@yuezhou.test",
  from_name: "越州包装",
};
const setUp = (password?: string | null) =>
  admin.call(updateMailServerContract, { body: { ...settings, ...(password === undefined ? {} : { password }) } });
const newcomer = (email: string) => ({
  name: "沈晓",
  email,
  locale: "zh-CN" as const,
  role_ids: [house.ids.roles.get("sales_rep")!],
});

beforeEach(() => {
  inbox.length = 0;
});

test("without a mail server the invitation comes back as a link, and the page is told", async () => {
  assert.equal((await admin.call(readMeContract)).body.mail_ready, false);
  const { body } = await admin.call(inviteUserContract, { body: newcomer("by.hand@yuezhou.test") });
  assert.match(body.invitation_link ?? "", /\/access\/[\w-]{20,}$/);
  const test = await admin.call(testMailServerContract);
  assert.deepEqual([test.status, test.problem.id], [409, "mail_server.not_set"]);
});

test("without a mail server many at once get a link each, shown once", async () => {
  const csv = "姓名,邮箱,班组,角色\n顾宁,gu.ning@yuezhou.test,,sales_rep\n,nobody@yuezhou.test,,sales_rep";
  const dry = await admin.call(inviteUsersContract, { body: { csv, dry_run: true } });
  assert.deepEqual(
    dry.body.rows.map(({ outcome, reason, invitation_link }) => [outcome, reason, invitation_link]),
    [
      ["ready", null, null],
      ["rejected", "name_missing", null],
    ],
  );
  const made = await admin.call(inviteUsersContract, { body: { csv, dry_run: false } });
  const link = made.body.rows[0]?.invitation_link ?? "";
  const opened = await house.anonymous.call(readAccessLinkContract, { params: { token: tokenIn(link) } });
  assert.equal(opened.body.email, "gu.ning@yuezhou.test");
  assert.equal(made.body.rows[1]?.invitation_link, null);
});

test("the test mail arrives and the answer is the server's code", async () => {
  assert.equal((await setUp("string-and-ear")).status, 200);
  const { status, body } = await admin.call(testMailServerContract);
  assert.equal(status, 200);
  assert.match(body.answer, /^250( 2\.\d\.\d)?$/);
  const [mail] = inbox;
  assert.equal(addressOf(mail), "zhaoqiming@yuezhou.test");
  assert.equal(mail?.subject, "知音测试邮件");
  assert.deepEqual(mail?.from?.value[0], { name: "越州包装", address: "crm@yuezhou.test" });
});

test("an invitation arrives by mail, its link opens the door once, and no link comes back", async () => {
  await setUp("string-and-ear");
  const { body } = await admin.call(inviteUserContract, { body: newcomer("shen.xiao@yuezhou.test") });
  assert.equal(body.invitation_link, null);
  const mail = await arrived(1);
  assert.equal(addressOf(mail), "shen.xiao@yuezhou.test");
  assert.match(mail.subject ?? "", /越州包装.*知音/);
  const token = tokenIn(mail.text ?? "");
  const link = await house.anonymous.call(readAccessLinkContract, { params: { token } });
  assert.deepEqual([link.status, link.body.purpose, link.body.name], [200, "invitation", "沈晓"]);

  await admin.call(resendInvitationContract, { params: { userId: body.user.id } });
  const again = await arrived(2);
  assert.notEqual(tokenIn(again.text ?? ""), token);
  const ended = await house.anonymous.call(readAccessLinkContract, { params: { token } });
  assert.equal(ended.status, 404);
});

test("a reset arrives for who is known; the answer tells nobody who that is", async () => {
  await setUp("string-and-ear");
  const unknown = await house.anonymous.call(requestResetContract, { body: { email: "stranger@yuezhou.test" } });
  const known = await house.anonymous.call(requestResetContract, { body: { email: "ZhouMin@yuezhou.test" } });
  assert.deepEqual(unknown.body, known.body);
  assert.equal(addressOf(await arrived(1)), "zhoumin@yuezhou.test");
  assert.equal(inbox.length, 1);
});

test("a wrong password is refused by kind and code; the settings stay", async () => {
  await setUp("wrong");
  const test = await admin.call(testMailServerContract);
  assert.deepEqual([test.status, test.problem.id], [502, "mail_server.refused"]);
  assert.deepEqual(test.problem.detail, { cause: "wrong_sign_in", answer: "535" });
  const kept = await admin.call(readMailServerContract);
  assert.deepEqual(kept.body, { mail_server: settings, has_password: true });
  assert.ok(!JSON.stringify(kept.body).includes("wrong"));
});

test("what some other service says when called is told to nobody", async () => {
  const other = createServer((socket) => socket.on("error", () => {}).end("SSH-2.0-Secret_9.9 internal-host\r\n"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const banner = (other.address() as AddressInfo).port;
  await admin.call(updateMailServerContract, { body: { ...settings, port: banner, password: "x" } });
  const test = await admin.call(testMailServerContract);
  assert.deepEqual([test.status, test.problem.id], [502, "mail_server.refused"]);
  assert.deepEqual(test.problem.detail, { cause: "failed", answer: "" });
  assert.doesNotMatch(JSON.stringify(test.problem), /SSH|Secret|internal/);
  await new Promise((resolve) => other.close(resolve));
  await admin.call(updateMailServerContract, { body: { ...settings, port: banner, password: "x" } });
  const nobody = await admin.call(testMailServerContract);
  assert.deepEqual(nobody.problem.detail, { cause: "unreachable", answer: "" });
});

test("of an answer only the codes are told", () => {
  const told = ["535 5.7.8 root:hash", "250-2.0.0 x", "421 secret", "220 ftp", "SSH-2.0", "5555 x", "535secret", ""];
  assert.deepEqual(told.map(replyCode), ["535 5.7.8", "250 2.0.0", "421", "220", "", "", "", ""]);
});

test("a password that is not sent again stays; null takes it away", async () => {
  await setUp("string-and-ear");
  await setUp();
  assert.equal((await admin.call(testMailServerContract)).status, 200);
  assert.equal((await setUp(null)).body.has_password, false);
  assert.equal((await admin.call(testMailServerContract)).status, 502);
});

test("a server that is busy once gets the invitation on the next try", async () => {
  await setUp("string-and-ear");
  refuseNext();
  await admin.call(inviteUserContract, { body: newcomer("later@yuezhou.test") });
  assert.equal(addressOf(await arrived(1)), "later@yuezhou.test");
});

test("who may not manage the organisation neither reads, sets nor tests it", async () => {
  const rep = await house.as("zhou");
  for (const contract of [readMailServerContract, testMailServerContract]) {
    assert.equal((await rep.call(contract)).status, 403);
  }
  assert.equal((await rep.call(updateMailServerContract, { body: settings })).status, 403);
});

function addressOf(mail: ParsedMail | undefined): string | undefined {
  const to = Array.isArray(mail?.to) ? mail.to[0] : mail?.to;
  return to?.value[0]?.address;
}

function tokenIn(text: string): string {
  return /\/access\/([\w-]+)/.exec(text)?.[1] ?? "";
}

/** Waits for the job that sends: the mail comes after the transaction, not with it. */
async function arrived(count: number): Promise<ParsedMail> {
  const deadline = Date.now() + 20_000;
  while (inbox.length < count && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  const mail = inbox[count - 1];
  assert.ok(mail, `mail ${count} did not arrive in 20 s`);
  return mail;
}

/** A real SMTP server on this machine that keeps what it is sent. */
async function startMailServer(known: { user: string; password: string }) {
  const inbox: ParsedMail[] = [];
  let refusals = 0;
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === known.user && password === known.password) done(null, { user: username });
      else done(new Error("Authentication credentials invalid"));
    },
    onMailFrom(_address, _session, done) {
      if (refusals === 0) return done();
      refusals -= 1;
      done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        inbox.push(mail);
        done();
      }, done);
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    inbox,
    refuseNext: () => {
      refusals = 1;
    },
  };
}
