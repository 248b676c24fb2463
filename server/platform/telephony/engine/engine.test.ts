import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { rtpPorts } from "#test/telephony/rtp_ports.ts";
import { standingIn } from "../../process/standing.ts";
import { installLine } from "./programs.ts";
import { open, pidsBelow, testSettings, until, voiceFolder, withoutPrograms } from "./voice.fixture.ts";

const run = promisify(execFile);

describe("Kamailio and rtpengine are kept running", { skip: withoutPrograms }, async () => {
  const folder = await voiceFolder();
  const engine = open(folder);
  let fills = 0;
  engine.fill(async (tables) => {
    fills++;
    await tables.replace("trunk", new Map([["192.0.2.7", "t1"]]));
  });

  test("both answer within 1.5 s, as no root, in folders that nobody else reads", async () => {
    const began = performance.now();
    const facts = await engine.settled();
    assert.equal(facts.state, "on", JSON.stringify(facts));
    assert.ok(performance.now() - began < 1500);
    await until(() => engine.facts().programs.every(({ version }) => version !== null));
    assert.deepEqual(await engine.counts().then(({ calls, refused }) => [calls, refused.unknown]), [0, 0]);
    for (const name of ["kamailio", "rtpengine"]) {
      const place = await stat(join(folder, "voice", name, "run"));
      assert.equal(place.mode & 0o777, 0o700);
      assert.notEqual(place.uid, 0);
    }
    const { mode } = await stat(join(folder, "voice", "kept.json"));
    assert.equal(mode & 0o777, 0o600);
  });

  test("its configuration passes Kamailio's own check", async () => {
    const { command } = standingIn(join(folder, "voice", "kamailio", "run"))[0]!;
    const file = command[command.indexOf("-f") + 1]!;
    const { stderr } = await run(command[0]!, ["-c", "-f", file]);
    assert.match(stderr, /config file ok/);
    assert.doesNotMatch(stderr, /ERROR|WARNING/);
  });

  for (const name of ["kamailio", "rtpengine"] as const)
    test(`${name} killed with -9 is there again within 5 s, and only once`, async () => {
      await engine.settled();
      const [before] = pidsBelow(folder)[name];
      const filled = fills;
      process.kill(before!, "SIGKILL");
      await until(() => engine.facts().state === "starting");
      const took = await until(() => engine.facts().state === "on");
      assert.ok(took < 5000);
      const now = pidsBelow(folder)[name];
      assert.equal(now.length, 1);
      assert.notEqual(now[0], before);
      assert.equal(engine.facts().programs.find((program) => program.name === name)?.restartsLastHour, 1);
      assert.equal(fills, filled + (name === "kamailio" ? 1 : 0), "a new edge is told again what it has to know");
      assert.deepEqual(Object.keys(engine.places()!).length, 6);
    });

  test("one of Kamailio's workers killed with -9 brings all of it down and up again", async () => {
    await engine.settled();
    const stands = standingIn(join(folder, "voice", "kamailio", "run"));
    process.kill(stands.find(({ isLeader }) => !isLeader)!.pid, "SIGKILL");
    await until(() => engine.facts().state === "starting");
    await until(() => engine.facts().state === "on");
    assert.equal(pidsBelow(folder).kamailio.length, 1);
  });

  test("rtpengine that hangs is replaced", async () => {
    await engine.settled();
    const [before] = pidsBelow(folder).rtpengine;
    process.kill(before!, "SIGSTOP");
    await until(() => engine.facts().state === "on" && pidsBelow(folder).rtpengine[0] !== before, 12_000);
  });

  test("a second program on the folder shares both; the last one out ends them", async () => {
    await engine.settled();
    const before = pidsBelow(folder);
    const other = open(folder);
    assert.equal((await other.settled()).state, "on");
    assert.deepEqual(pidsBelow(folder), before);
    assert.deepEqual(other.places(), engine.places());
    await other.close();
    assert.deepEqual(pidsBelow(folder), before);
    const otherwise = open(folder, { settings: { ...testSettings, rtpPorts: { ...rtpPorts, to: rtpPorts.to - 2 } } });
    const { state, off } = await otherwise.settled();
    assert.equal(state, "off");
    assert.match(off!.text, /other settings/);
    await otherwise.close();
    assert.deepEqual(pidsBelow(folder), before, "the first decides");
    await engine.close();
    assert.deepEqual(pidsBelow(folder), { kamailio: [], rtpengine: [] });
    assert.deepEqual(await readdir(join(folder, "voice", "holders")), []);
  });
});

/** Process ids of both programs that another program has started on the folder before it was killed with -9. */
async function leftByKilled(folder: string): Promise<ReturnType<typeof pidsBelow>> {
  const here = (file: string) => JSON.stringify(join(import.meta.dirname, file));
  const code = `import { startEngine } from ${here("engine.ts")};
    import { createLog } from ${here("../../log.ts")};
    const parts = ${JSON.stringify({ settings: testSettings, dataFolder: folder })};
    const engine = startEngine({ ...parts, log: createLog("silent") });
    process.stdout.write((await engine.settled()).state);
    setInterval(() => 0, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(parent, "exit");
  const [said] = await once(parent.stdout, "data");
  const left = pidsBelow(folder);
  parent.kill("SIGKILL");
  await ended;
  assert.equal(String(said), "on");
  assert.deepEqual([left.kamailio.length, left.rtpengine.length], [1, 1]);
  return left;
}

test("killed with -9 it leaves both running; the next one adopts them and has no second copy", {
  skip: withoutPrograms,
}, async () => {
  const folder = await voiceFolder();
  const left = await leftByKilled(folder);
  const next = open(folder);
  assert.equal((await next.settled()).state, "on");
  assert.deepEqual(pidsBelow(folder), left);
  await next.close();
  for (const name of ["kamailio", "rtpengine"]) assert.deepEqual(standingIn(join(folder, "voice", name, "run")), []);
});

test("what a killed program has left is replaced where the settings are others, and only there", {
  skip: withoutPrograms,
}, async () => {
  const folder = await voiceFolder();
  const left = await leftByKilled(folder);
  const next = open(folder, { settings: { ...testSettings, rtpPorts: { ...rtpPorts, to: rtpPorts.to - 2 } } });
  assert.equal((await next.settled()).state, "on");
  const now = pidsBelow(folder);
  assert.deepEqual(now.kamailio, left.kamailio);
  assert.equal(now.rtpengine.length, 1);
  assert.notDeepEqual(now.rtpengine, left.rtpengine);
  await next.close();
});

test("behind a router that translates its address it listens all the same", { skip: withoutPrograms }, async () => {
  const engine = open(await voiceFolder(), { settings: { ...testSettings, publicAddress: "192.0.2.10" } });
  assert.equal((await engine.settled()).state, "on");
  await engine.close();
});

test("without the programs voice is off, and the line that turns it on is named", async () => {
  const engine = open(await voiceFolder(), { programFolders: ["/nowhere"] });
  const { state, off } = await engine.settled();
  assert.deepEqual([state, off?.reason, off?.command], ["off", "missing", installLine]);
  assert.match(installLine, /^apt-get install .*kamailio .*rtpengine-daemon/);
  assert.deepEqual(await engine.counts(), { calls: 0, refused: {} });
  await engine.close();
});

test("a port that somebody else holds is named, and so is an address that is not ours", {
  skip: withoutPrograms,
}, async () => {
  const thief = createSocket("udp4").bind(0, "127.0.0.1");
  await once(thief, "listening");
  const { port } = thief.address();
  const engine = open(await voiceFolder(), { settings: { ...testSettings, sipPort: port } });
  const busy = await engine.settled();
  assert.equal(busy.off?.reason, "port_busy");
  assert.match(busy.off.text, new RegExp(`UDP port ${port} .* is in use; .* ZHIYIN_SIP_PORT`));
  await engine.close();
  thief.close();
  const elsewhere = open(await voiceFolder(), { settings: { ...testSettings, host: "192.0.2.1" } });
  assert.equal((await elsewhere.settled()).off?.reason, "address");
  await elsewhere.close();
});

test("switched off nothing is started and nothing is made", async () => {
  const folder = await voiceFolder();
  const engine = open(folder, { settings: { ...testSettings, isOn: false } });
  assert.deepEqual([(await engine.settled()).off?.reason, await readdir(folder)], ["setting", []]);
});
