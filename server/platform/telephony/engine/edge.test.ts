import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { type Random, randomOf } from "#test/generate/random.ts";
import type { Engine } from "./engine.ts";
import { usualLimits } from "./kamailio.ts";
import { authorize, closeSources, type Reply, request, type Source, sourceAt } from "./sip.fixture.ts";
import { ha1 } from "./tables.ts";
import type { Tell } from "./tell.ts";
import { open, pidsBelow, until, voiceFolder, withoutPrograms } from "./voice.fixture.ts";

const run = promisify(execFile);
const domain = "yuezhou.test";
const password = "correct horse";

describe("the edge", { skip: withoutPrograms }, async () => {
  const folder = await voiceFolder();
  let engine: Engine;
  let sip = 0;
  const told: Tell[] = [];

  before(async () => {
    engine = open(folder, { limits: { ...usualLimits, flood: 20, wrongPasswordsOfAll: 25, banSeconds: 2 } });
    engine.listen((tell) => told.push(tell));
    engine.fill(async (tables) => {
      const rows = {
        domain: new Map([
          [domain, "org1"],
          ["other.test", "org2"],
        ]),
        cred: new Map(["8001", "8002"].map((user) => [`${user}@${domain}`, ha1(user, domain, password)])),
        trunk: new Map([["127.0.0.9", "t1"]]),
        network: new Map([
          ["127.7.0.0/16", "t2"],
          ["2001:db8::/32", "t3"],
        ]),
      };
      await tables.give(rows, true);
    });
    assert.equal((await engine.settled()).state, "on");
    sip = engine.places()!.sip;
  });
  after(closeSources);

  const refused = async () => (await engine.counts()).refused;
  /** What one source at an address says. */
  const at = async (
    address: string,
  ): Promise<{
    source: Source;
    register: (user: string, at: string, secret?: string, expires?: number) => Promise<Reply | undefined>;
  }> => {
    const source = await sourceAt(address, sip);
    const place = { address, port: source.port };
    const register = async (user: string, of: string, secret?: string, expires = 60) => {
      const parts = { method: "REGISTER", uri: of, from: `${user}@${of}`, to: `${user}@${of}`, source: place };
      const first = await source.ask(request({ ...parts, headers: [`Expires: ${expires}`] }));
      if (secret === undefined || first?.status !== 401) return first;
      const headers = [`Expires: ${expires}`, authorize(first, "REGISTER", of, user, secret)];
      return source.ask(request({ ...parts, headers }));
    };
    return { source, register };
  };

  test("a telephone registers with the right password, is told of, and signs off", async () => {
    const { register } = await at("127.0.0.2");
    const reply = await register("8001", domain, password);
    assert.equal(reply?.status, 200, reply?.text);
    const here = (isRegistered: boolean) => ({ kind: "endpoint", address: `8001@${domain}`, isRegistered }) as const;
    await until(() => told.length > 0, 1000);
    assert.deepEqual(told, [here(true)]);
    assert.equal((await register("8001", domain, password, 0))?.status, 200);
    await until(() => told.length > 1, 1000);
    assert.deepEqual(told, [here(true), here(false)]);
  });

  test("a wrong password, another organisation's domain and an unknown user are asked again, and counted", async () => {
    const { register } = await at("127.0.0.3");
    const { password: count } = await refused();
    assert.equal((await register("8001", domain, "wrong"))?.status, 401);
    assert.equal((await register("8001", "other.test", password))?.status, 401);
    assert.equal((await register("8099", domain, password))?.status, 401);
    assert.equal((await refused()).password, count! + 3);
  });

  test("a trunk is known by its address or by a network of any size; beside them are strangers", async () => {
    const options = async (address: string) => {
      const { source } = await at(address);
      const place = { address, port: source.port };
      const to = "anybody@127.0.0.1";
      return (await source.ask(request({ method: "OPTIONS", uri: "127.0.0.1", from: "a@b.test", to, source: place })))
        ?.status;
    };
    assert.deepEqual(
      await Promise.all(["127.0.0.9", "127.7.0.1", "127.7.255.254", "127.8.0.1", "127.0.0.8"].map(options)),
      [200, 200, 200, 403, 403],
    );
  });

  test("a domain that is none of ours is refused before any password is asked for", async () => {
    const { register } = await at("127.0.0.3");
    const { unknown } = await refused();
    assert.equal((await register("8001", "elsewhere.test", password))?.status, 403);
    assert.equal((await register("cc", "engine.invalid", password))?.status, 403);
    assert.equal((await refused()).unknown, unknown! + 2);
  });

  test("SIPp registers with the right password and fails with a wrong one", {
    skip: !existsSync("/usr/bin/sipp") && "no SIPp here",
  }, async () => {
    const file = join(folder, "register.xml");
    await writeFile(file, registerScenario);
    const sipp = (secret: string) => {
      const who = ["-s", "8001", "-key", "domain", domain, "-au", "8001", "-ap", secret];
      const how = ["-sf", file, "-m", "1", "-i", "127.0.0.4", "-p", "0", "-timeout", "5", "-nostdin", "-trace_err"];
      return run("/usr/bin/sipp", [`127.0.0.1:${sip}`, ...who, ...how], { cwd: folder, env: { TERM: "dumb" } });
    };
    await sipp(password);
    await assert.rejects(sipp("wrong"));
  });

  test("a call from an unknown source is refused and counted; one that claims to be ours must prove it", async () => {
    const { source } = await at("127.0.0.3");
    const place = { address: "127.0.0.3", port: source.port };
    const { unknown } = await refused();
    const stranger = request({ method: "INVITE", uri: `10086@${domain}`, from: "me@elsewhere.test", source: place });
    assert.equal((await source.ask(stranger))?.status, 403);
    assert.equal((await refused()).unknown, unknown! + 1);
    const claimed = request({ method: "INVITE", uri: `10086@${domain}`, from: `8001@${domain}`, source: place });
    assert.equal((await source.ask(claimed))?.status, 407);
    const within = request({
      method: "BYE",
      uri: "someone@192.0.2.1",
      from: "me@elsewhere.test",
      source: place,
      toTag: "x",
    });
    assert.equal((await source.ask(within))?.status, 403);
  });

  test("a trunk is known by its address: without call control its calls are refused at once, a hang-up is not kept waiting", async () => {
    const { source } = await at("127.0.0.9");
    const place = { address: "127.0.0.9", port: source.port };
    const call = { uri: `4008001000@${domain}`, from: "13800000000@carrier.test", source: place };
    assert.equal((await source.ask(request({ method: "INVITE", ...call })))?.status, 480);
    assert.equal((await source.ask(request({ method: "OPTIONS", ...call })))?.status, 200);
    const bye = request({ ...call, method: "BYE", uri: "cc@abcdef.invalid", toTag: "x" });
    assert.equal((await source.ask(bye))?.status, 200);
    const elsewhere = request({ ...call, method: "BYE", uri: "someone@192.0.2.1", toTag: "x" });
    assert.equal((await source.ask(elsewhere))?.status, 403, "it is no relay");
  });

  test("what is too large or not SIP at all is refused, and the edge goes on", async () => {
    const { source, register } = await at("127.0.0.3");
    const place = { address: "127.0.0.3", port: source.port };
    const parts = { method: "INVITE", uri: `10086@${domain}`, from: `8001@${domain}`, source: place };
    assert.equal((await source.ask(request({ ...parts, body: "v=0\r\n".padEnd(20_000, "a") })))?.status, 513);
    source.send("\0\xff\xfe not SIP");
    source.send("INVITE sip:x SIP/2.0\r\nContent-Length: 999999999999\r\n\r\n");
    assert.equal((await source.ask(request({ ...parts, headers: ["Content-Length: -1"] })))?.status ?? 400, 400);
    assert.equal((await register("8001", domain, password))?.status, 200);
    assert.equal((await refused()).large, 1);
  });

  test("an answer to nothing, and a nonce of somebody else's address, lead nowhere", async () => {
    const [source, other] = [await sourceAt("127.0.0.3", sip), await sourceAt("127.0.0.2", sip)];
    const via = (port: number, address = "127.0.0.1") => `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bKreflected`;
    const lines = [
      via(sip),
      via(other.port, "127.0.0.2"),
      `From: <sip:a@${domain}>;tag=1`,
      `To: <sip:a@${domain}>;tag=2`,
    ];
    source.send(["SIP/2.0 200 OK", ...lines, "Call-ID: r", "CSeq: 1 INVITE", "Content-Length: 0", "", ""].join("\r\n"));
    const parts = { method: "REGISTER", uri: domain, from: `8001@${domain}`, to: `8001@${domain}` };
    const given = await source.ask(request({ ...parts, source: { address: "127.0.0.3", port: source.port } }));
    const headers = [authorize(given!, "REGISTER", domain, "8001", password)];
    const elsewhere = { address: "127.0.0.2", port: other.port };
    assert.equal((await other.ask(request({ ...parts, source: elsewhere, headers })))?.status, 401);
    assert.deepEqual(other.heard, []);
  });

  test("a thousand broken messages from a trunk, which is never banned, and it is the same process that answers", async () => {
    const { source } = await at("127.0.0.9");
    const seed = Number(process.env.ZHIYIN_SEED ?? Date.now() % 1_000_000);
    const before = pidsBelow(folder).kamailio;
    const place = { address: "127.0.0.9", port: source.port };
    const call = { method: "INVITE", uri: `4008001000@${domain}`, from: "13800000000@carrier.test", source: place };
    const random = randomOf(seed);
    for (let sent = 0; sent < 1000; sent++) {
      source.send(broken(request({ ...call, body: "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\n" }), random));
      if (sent % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const alive = await source.ask(request({ ...call, method: "OPTIONS" }), 2000);
    assert.equal(alive?.status, 200, `seed ${seed}`);
    assert.deepEqual(pidsBelow(folder).kamailio, before, `seed ${seed}`);
    assert.equal(engine.facts().programs.find(({ name }) => name === "kamailio")?.restartsLastHour, 0, `seed ${seed}`);
  });

  test("a flood from one source is banned while another goes on, and forgiven when it has ended", async () => {
    const [flooder, phone] = [await at("127.0.0.5"), await at("127.0.0.6")];
    const place = { address: "127.0.0.5", port: flooder.source.port };
    const ping = () => request({ method: "OPTIONS", uri: domain, from: `x@${domain}`, source: place });
    for (let sent = 0; sent < 200; sent++) flooder.source.send(ping());
    await until(() => told.some((tell) => tell.kind === "banned"), 2000);
    assert.deepEqual(
      told.find((tell) => tell.kind === "banned"),
      { kind: "banned", source: "127.0.0.5", why: "flood" },
    );
    assert.equal(await flooder.source.ask(ping(), 200), undefined);
    assert.equal((await phone.register("8001", domain, password))?.status, 200);
    const { flood, banned } = await refused();
    assert.ok(flood! >= 1 && banned! > 100, `${flood} ${banned}`);
    await until(async () => (await flooder.source.ask(ping(), 200)) !== undefined, 20_000);
  });

  test("scanners are dropped by their name without an answer, guessers of passwords after ten guesses", async () => {
    const scanner = await at("127.0.0.7");
    const place = { address: "127.0.0.7", port: scanner.source.port };
    const parts = { method: "OPTIONS", uri: domain, from: `100@${domain}`, source: place };
    assert.equal(await scanner.source.ask(request({ ...parts, userAgent: "friendly-scanner" }), 200), undefined);
    assert.ok(told.some((tell) => tell.kind === "banned" && tell.source === "127.0.0.7" && tell.why === "scanner"));
    const guesser = await at("127.0.0.8");
    let answers = 0;
    while (answers < 30 && (await guesser.register("8001", domain, `guess ${answers}`))) {
      answers++;
      await new Promise((resolve) => setTimeout(resolve, 260)); // slower than a flood
    }
    assert.equal(answers, 10);
    assert.ok(told.some((tell) => tell.kind === "banned" && tell.source === "127.0.0.8" && tell.why === "passwords"));
  });

  test("behind one address a telephone with a wrong password keeps itself out and not its colleagues; who goes through users keeps all out", async () => {
    const source = "127.0.0.10";
    const [stale, colleague, guesser] = [await at(source), await at(source), await at(source)];
    const slowly = () => new Promise((resolve) => setTimeout(resolve, 260)); // slower than a flood
    let answers = 0;
    for (; answers < 30 && (await stale.register("8001", domain, "of last year")); answers++) await slowly();
    assert.equal(answers, 10);
    assert.equal(
      await colleague.register("8001", domain, password),
      undefined,
      "that user is kept out of that address",
    );
    assert.equal((await colleague.register("8002", domain, password))?.status, 200);
    const bans = () => told.filter((tell) => tell.kind === "banned" && tell.source === source);
    assert.deepEqual(bans(), [{ kind: "banned", source, why: "passwords", address: `8001@${domain}` }]);
    for (answers = 0; answers < 40 && (await guesser.register(`9${answers}`, domain, "guess")); answers++)
      await slowly();
    assert.equal(answers, 25 - 11, "with those that the telephone has tried");
    assert.equal(await colleague.register("8002", domain, password), undefined);
    assert.deepEqual(bans()[1], { kind: "banned", source, why: "passwords" });
    await until(async () => (await colleague.register("8002", domain, password))?.status === 200, 20_000);
  });
});

/** A message with one to four of its pieces lost, doubled or replaced by what breaks parsers. */
function broken(message: string, random: Random): string {
  const odd = [
    "",
    "\0",
    "\r\n",
    ";",
    '"',
    "<",
    "%00",
    "-1",
    "99999999999999999999",
    "a".repeat(3000),
    "\xff\xfe",
    "sip:",
    ",",
  ];
  let text = message;
  for (let times = random.between(1, 4); times > 0; times--) {
    const [at, length] = [random.below(text.length), random.below(30)];
    const piece = random.chance(0.3) ? text.slice(at, at + length).repeat(2) : random.pick(odd);
    text = text.slice(0, at) + piece + text.slice(at + length);
  }
  return text;
}

const registerScenario = `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="register">
${["", "[authentication]"]
  .map(
    (authentication, index) => `  <send retrans="500"><![CDATA[
REGISTER sip:[domain] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
From: <sip:[service]@[domain]>;tag=[call_number]
To: <sip:[service]@[domain]>
Call-ID: [call_id]
CSeq: ${index + 1} REGISTER
Contact: <sip:[service]@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 60
${authentication}
Content-Length: 0
]]></send>
  <recv response="${index === 0 ? 401 : 200}"${index === 0 ? ' auth="true"' : ""} />`,
  )
  .join("\n")}
</scenario>
`;
