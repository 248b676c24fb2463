import assert from "node:assert/strict";
import { test } from "node:test";
import { type Operations, warningsOf } from "./warnings.ts";

const now = new Date("2026-11-23T08:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
const good: Operations = {
  version: "0.1.0",
  node_version: "v24.21.0",
  started_at: inDays(-3),
  memory_bytes: 200e6,
  database: {
    version: "18.4",
    size_bytes: 1e9,
    connections: 12,
    max_connections: 100,
    schema_version: 3,
    is_embedded: true,
  },
  jobs: { waiting: 0, running: 0, failed: 0, oldest_waiting_s: null },
  disk: { folder: "/var/lib/zhiyin", free_bytes: 80e9, total_bytes: 200e9 },
  certificate: { is_own: true, expires_at: inDays(200) },
  backups: [{ folder: "/b", started_at: inDays(-1), finished_at: inDays(-1), bytes: 1, error: null }],
  live_sockets: 4,
  voice: {
    state: "on",
    is_installing: false,
    off: null,
    sip_port: 5060,
    calls: 0,
    refused_steps: 0,
    refused_file: null,
    programs: [],
  },
};
const namesOf = (changes: Partial<Operations>) => warningsOf(now, { ...good, ...changes }).map((one) => one.name);

test("a house in order says nothing", () => assert.deepEqual(namesOf({}), []));

test("the disk warns early and then loudly", () => {
  assert.deepEqual(namesOf({ disk: { ...good.disk, free_bytes: 15e9 } }), ["disk_nearly_full"]);
  assert.deepEqual(namesOf({ disk: { ...good.disk, free_bytes: 0.5e9 } }), ["disk_full"]);
});

test("a certificate is named three weeks before its end", () => {
  assert.deepEqual(namesOf({ certificate: { is_own: false, expires_at: inDays(22) } }), []);
  const [warning] = warningsOf(now, { ...good, certificate: { is_own: false, expires_at: inDays(5.5) } });
  assert.deepEqual([warning?.name, warning?.isBad, warning?.values.count], ["certificate_ends", true, 5]);
  assert.deepEqual(namesOf({ certificate: { is_own: true, expires_at: inDays(-1) } }), ["certificate_over"]);
});

test("no back-up, an old one, one that failed", () => {
  const [done] = good.backups;
  assert.ok(done);
  assert.deepEqual(namesOf({ backups: [] }), ["no_backup"]);
  assert.deepEqual(namesOf({ backups: [{ ...done, started_at: inDays(-9) }] }), ["old_backup"]);
  assert.deepEqual(namesOf({ backups: [{ ...done, finished_at: null, error: "disk full" }, done] }), ["failed_backup"]);
});

test("jobs that gave up come before what can wait", () => {
  const jobs = { waiting: 3, running: 0, failed: 2, oldest_waiting_s: 900 };
  assert.deepEqual(namesOf({ jobs, backups: [] }), ["failed_jobs", "no_backup", "late_jobs"]);
});

test("voice that is off names the line that turns it on, unless somebody wanted it off", () => {
  const off = (reason: "setting" | "missing" | "port_busy", command: string | null = null) => ({
    voice: { ...good.voice, state: "off" as const, off: { reason, text: "why", command } },
  });
  assert.deepEqual(namesOf(off("setting")), []);
  const [missing] = warningsOf(now, { ...good, ...off("missing", "apt-get install kamailio") });
  assert.deepEqual([missing?.name, missing?.isBad, missing?.command], ["voice_off", false, "apt-get install kamailio"]);
  assert.deepEqual(namesOf(off("port_busy")), ["voice_off"]);
});

test("voice that was started again and again is named, once is not", () => {
  const after = (restarts_last_hour: number) => ({
    voice: { ...good.voice, programs: [{ name: "rtpengine", version: "10.5", is_up: true, restarts_last_hour }] },
  });
  assert.deepEqual([namesOf(after(1)), namesOf(after(3))], [[], ["voice_restarts"]]);
});

test("what could not be written of calls is named with its file", () => {
  const voice = { ...good.voice, refused_steps: 2, refused_file: "/data/voice/spool/one.jsonl.refused" };
  const [warning] = warningsOf(now, { ...good, voice });
  assert.deepEqual(
    [warning?.name, warning?.isBad, warning?.values.count, warning?.command],
    ["refused_steps", true, 2, "less /data/voice/spool/one.jsonl.refused"],
  );
});
