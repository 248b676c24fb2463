import assert from "node:assert/strict";
import { appendFile, mkdtemp, realpath, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createLog } from "../../log.ts";
import { edgeConfig, fillIn, usualLimits } from "./kamailio.ts";
import { keep } from "./kept.ts";
import { followLog, levelOf, withoutSecrets } from "./log_file.ts";
import { freePort, listenError } from "./port.ts";
import { readVoice } from "./settings.ts";
import { factsOf, OffError, voiceLine } from "./state.ts";
import { openTables } from "./tables.ts";
import { readTell } from "./tell.ts";
import { until } from "./voice.fixture.ts";

const folder = await realpath(await mkdtemp(join(tmpdir(), "zhiyin-voice-parts-")));
after(() => rm(folder, { recursive: true, force: true }));

const settings = (env: Record<string, string>) =>
  readVoice(env, (line) => {
    throw new Error(line);
  });

test("the edge's configuration has every value, and its addresses as they were set", async () => {
  const kept = { sip: 5062, ws: 1, ng: 2, dtmf: 3, rpcSecret: "r", nonceSecret: "n" };
  const usual = await edgeConfig({ modules: "/m" }, settings({}), kept, usualLimits);
  assert.match(usual, /^listen=udp:127\.0\.0\.1:5062$/m);
  assert.doesNotMatch(usual, /\{\{\w/);
  const translated = settings({ ZHIYIN_SIP_HOST: "10.0.0.5", ZHIYIN_SIP_PUBLIC: "192.0.2.10" });
  assert.match(
    await edgeConfig({ modules: "/m" }, translated, kept, usualLimits),
    /^listen=udp:10\.0\.0\.5:5062 advertise 192\.0\.2\.10:5062$/m,
  );
  assert.throws(() => fillIn("{{a}} {{b}}", { a: 1 }), /asks for b/);
});

test("ports and secrets are kept; a port that was taken meanwhile is another one, unless its program runs", async () => {
  const sip = { host: "127.0.0.1", port: 0 };
  const first = await keep(folder, sip, true);
  assert.deepEqual(await keep(folder, sip, true), first);
  const thief = createServer().listen(first.ws, "127.0.0.1");
  await until(() => thief.listening);
  assert.equal(await listenError("tcp", "127.0.0.1", first.ws), "EADDRINUSE");
  assert.deepEqual(await keep(folder, sip, false), first);
  const moved = await keep(folder, sip, true);
  thief.close();
  assert.notEqual(moved.ws, first.ws);
  assert.deepEqual({ ...moved, ws: 0 }, { ...first, ws: 0 });
  assert.equal((await keep(folder, { ...sip, port: 5070 }, true)).sip, 5070);
  assert.ok((await freePort("udp", "127.0.0.1")) > 1023);
});

test("lines of a program's log come to ours once, from where it ends now, through a truncation; tells do not", async () => {
  const [file, lines, taken]: [string, string[], string[]] = [join(folder, "k.log"), [], []];
  await writeFile(file, "of long ago\n");
  const log = createLog("debug", { write: (line) => void lines.push(JSON.parse(line).msg) });
  const stop = followLog(file, "kamailio", log, (line) => readTell(line) !== undefined && taken.push(line) > 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await appendFile(file, " 1(2) ERROR: half");
  await appendFile(
    file,
    ' a line\n 3(4) NOTICE: <script>: tell {"kind":"banned","source":"192.0.2.7","why":"flood"}\n',
  );
  await until(() => taken.length === 1);
  assert.deepEqual(lines, [" 1(2) ERROR: half a line"]);
  assert.deepEqual(readTell(taken[0]!), { kind: "banned", source: "192.0.2.7", why: "flood" });
  await truncate(file, 0);
  await appendFile(file, "after that\n");
  await until(() => lines.includes("after that"));
  for (let line = 0; line < 100; line++) await appendFile(file, `noise ${line}\n`);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await appendFile(file, "quiet again\n");
  await until(() => lines.includes("quiet again"));
  stop();
  assert.ok(lines.filter((line) => line.startsWith("noise")).length <= 60, "a flood does not fill our log");
  assert.ok(lines.includes("said more"));
});

test("what strangers send is no error of ours, and no number, name or secret stands in the log", () => {
  assert.equal(levelOf("0(1) CRITICAL: <core> out of memory"), "error");
  assert.equal(levelOf("[1.2] ERR: [x] no crypto"), "warn");
  assert.equal(levelOf("0(1) WARNING: <script>"), "info");
  assert.equal(levelOf("0(1) NOTICE: <script>"), "debug");
  const line =
    "ERROR: bad INVITE sip:13800001234@yuezhou.test from +8613800001234 nonce=abc response=def buf: <REGISTER secret";
  assert.doesNotMatch(withoutSecrets(line), /138|yuezhou|abc|def|secret$/);
  assert.match(
    withoutSecrets(" 0(12) ERROR: bind(5, 0x7f, 16) on 127.0.0.1:5060: Address already in use"),
    /127\.0\.0\.1:5060/,
  );
});

test("a table becomes exactly what its owner says; what is right already stays untouched", async () => {
  const calls: unknown[] = [];
  const there = [
    {
      entry: 1,
      slot: [
        { name: "same", value: "1" },
        { name: "old", value: "2" },
      ],
    },
    { entry: 2, slot: [{ name: "gone", value: "3" }] },
  ];
  const call = async (method: string, params?: readonly unknown[]) => {
    if (method === "htable.dump") return there;
    return calls.push([method, ...(params ?? [])]);
  };
  await openTables({ call, close: () => undefined }).replace(
    "cred",
    new Map([
      ["same", "1"],
      ["old", "new"],
      ["more", "4"],
    ]),
  );
  assert.deepEqual(calls, [
    ["htable.sets", "cred", "old", "new"],
    ["htable.sets", "cred", "more", "4"],
    ["htable.delete", "cred", "gone"],
  ]);
});

test("voice is on when both answer; a program that cannot be started makes it off, one that is being started again does not", () => {
  const child = { upSince: new Date(), restartsLastHour: 0, trouble: null };
  const kamailio = { ...child, name: "kamailio" as const, isUp: true };
  const rtpengine = { ...child, name: "rtpengine" as const, isUp: true };
  const phase = { isInstalling: false, off: undefined };
  const facts = (...children: Parameters<typeof factsOf>[1]) => factsOf(phase, children, { kamailio: "5.6.3" });
  assert.equal(facts().state, "starting");
  assert.equal(facts(kamailio, rtpengine).state, "on");
  assert.match(
    voiceLine(facts(kamailio, rtpengine), 5060),
    /^Voice is on: SIP on UDP port 5060 \(kamailio 5\.6\.3, rtpengine\)$/,
  );
  assert.equal(facts(kamailio, { ...rtpengine, isUp: false }).state, "starting");
  const busy = facts({ ...kamailio, isUp: false, trouble: "bind: Address already in use" }, rtpengine);
  assert.deepEqual([busy.state, busy.off?.reason], ["off", "port_busy"]);
  const missing = factsOf({ ...phase, off: new OffError("missing", "not here") }, [], {});
  assert.match(voiceLine(missing, undefined), /^Voice is off: not here; as root: apt-get install .*kamailio/);
});
