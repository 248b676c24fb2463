import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError, defaultDataFolder, projectFolder, readConfig } from "./config.ts";

test("without settings: loopback, port 3000, demo company, embedded database below the project", () => {
  const config = readConfig({}, [], 1000);
  assert.deepEqual(config, {
    host: "127.0.0.1",
    port: 3000,
    tls: { mode: "off" },
    databaseUrl: undefined,
    dataFolder: `${projectFolder}/.data`,
    company: "demo",
    role: "all",
    publicUrl: "http://localhost:3000",
    givenPublicUrl: undefined,
    trustedProxies: [],
    logLevel: "info",
    files: { most: 100e6, quota: undefined, clamd: undefined, s3: undefined },
    outgoing: { allow: [], ca: undefined },
    voice: {
      isOn: true,
      host: "127.0.0.1",
      sipPort: 5060,
      publicAddress: undefined,
      rtpPorts: { from: 30_000, to: 39_998 },
      mayInstall: true,
    },
    dev: false,
  });
});

test("root keeps its data in /var/lib, another folder for each project", () => {
  assert.match(defaultDataFolder("/root/a", 0), /^\/var\/lib\/zhiyin\/[0-9a-f]{12}$/);
  assert.notEqual(defaultDataFolder("/root/a", 0), defaultDataFolder("/root/b", 0));
});

test("arguments win over the environment, ZHIYIN_PORT over PORT", () => {
  const env = { PORT: "4000", ZHIYIN_PORT: "4001", ZHIYIN_COMPANY: "empty", ZHIYIN_TLS: "own" };
  assert.equal(readConfig(env, []).port, 4001);
  assert.equal(readConfig({ PORT: "4000" }, []).port, 4000);
  const config = readConfig(env, ["start", "--port", "4002", "--host=0.0.0.0", "--dev"]);
  assert.equal(config.port, 4002);
  assert.equal(config.company, "empty");
  assert.equal(config.publicUrl, "https://localhost:4002");
  assert.equal(config.dev, true);
});

const refused: [string, Record<string, string>, string[], RegExp][] = [
  ["a port that is no number", { PORT: "30x" }, [], /ZHIYIN_PORT.*"30x"/],
  ["a port too large", { PORT: "70000" }, [], /65535/],
  ["an unknown company", { ZHIYIN_COMPANY: "mine" }, [], /ZHIYIN_COMPANY must be one of demo, empty/],
  ["an unknown role", { ZHIYIN_ROLE: "chief" }, [], /ZHIYIN_ROLE/],
  ["files without a key", { ZHIYIN_TLS: "files", ZHIYIN_TLS_CERT: "/a" }, [], /ZHIYIN_TLS_KEY/],
  ["a database URL of another kind", { DATABASE_URL: "mysql://root:hush@db.test/x" }, [], /DATABASE_URL/],
  ["a database URL without a database", { DATABASE_URL: "postgres://u:hush@db.test" }, [], /DATABASE_URL/],
  ["a limit of files that is none", { ZHIYIN_FILE_LIMIT_MB: "0" }, [], /ZHIYIN_FILE_LIMIT_MB/],
  ["a bucket that is no address", { ZHIYIN_S3_BUCKET_URL: "bucket" }, [], /ZHIYIN_S3_BUCKET_URL/],
  ["a bucket without keys", { ZHIYIN_S3_BUCKET_URL: "https://s3.zhiyin.test/b" }, [], /ZHIYIN_S3_SECRET_KEY/],
  ["voice half on", { ZHIYIN_VOICE: "maybe" }, [], /ZHIYIN_VOICE must be one of on, off/],
  ["telephones at every address", { ZHIYIN_SIP_HOST: "0.0.0.0" }, [], /ZHIYIN_SIP_HOST.*one address/],
  ["a name instead of an address", { ZHIYIN_SIP_PUBLIC: "sip.zhiyin.test" }, [], /ZHIYIN_SIP_PUBLIC/],
  ["a port for telephones that is none", { ZHIYIN_SIP_PORT: "sip" }, [], /ZHIYIN_SIP_PORT/],
  ["too few ports for audio", { ZHIYIN_RTP_PORTS: "30000-30010" }, [], /ZHIYIN_RTP_PORTS/],
  ["an unknown option", {}, ["--prot", "1"], /option/],
  ["an option without a value", {}, ["--port"], /--port needs a value/],
];
for (const [title, env, argv, message] of refused) {
  test(`refuses ${title} in one line that tells no password`, () => {
    assert.throws(
      () => readConfig(env, argv),
      (error) => {
        assert(error instanceof ConfigError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /hush|\n/);
        return true;
      },
    );
  });
}

test("hosts that may be called on private addresses are named one by one", () => {
  const read = (text: string) => readConfig({ ZHIYIN_OUTGOING_ALLOW: text }, [], 1000).outgoing.allow;
  assert.deepEqual(read(" push.lan , 10.1.2.3:8443,Push.Lan:443,[fd00::7]:8443"), [
    "push.lan",
    "10.1.2.3:8443",
    "push.lan",
    "[fd00::7]:8443",
  ]);
  for (const wrong of ["https://push.lan", "push.lan/a", "*", "10.0.0.0/8", "push lan", "a@push.lan", "push.lan:port"])
    assert.throws(() => read(wrong), /ZHIYIN_OUTGOING_ALLOW/, wrong);
});
