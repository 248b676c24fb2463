import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askNg } from "#platform/telephony/engine/ng_ask.ts";
import { freePort } from "#platform/telephony/engine/port.ts";
import { findPrograms } from "#platform/telephony/engine/programs.ts";
import { places, ports } from "./places.ts";
import { familyOf } from "./processes.ts";

export interface Relay {
  edgePort: number;
  processes(): Record<string, number[]>;
  stop(): Promise<void>;
}

/** What a call costs without us: Kamailio passes it on to the phones, rtpengine relays its audio, nobody decides or writes anything. */
export async function startRelay(folder: string): Promise<Relay> {
  const programs = findPrograms();
  if (!programs) throw new Error("Kamailio or rtpengine is not on this machine");
  await mkdir(folder, { recursive: true });
  const [sip, ng] = [await freePort("udp", "127.0.0.1"), await freePort("udp", "127.0.0.1")];
  const audio = await startRtpengine(programs.rtpengine, { folder, ng, range: ports.relay });
  const file = join(folder, "kamailio.cfg");
  await writeFile(file, edge(sip, ng, programs.modules));
  const args = ["-f", file, "-w", folder, "-Y", folder, "-P", join(folder, "kamailio.pid"), "-DD", "-E"];
  const signalling = start(programs.kamailio, [...args, "-m", "64", "-M", "32"], folder, "kamailio.log");
  await sleep(1000);
  if (signalling.exitCode !== null) {
    await end(audio);
    throw new Error(`Kamailio alone does not start\n${await readFile(join(folder, "kamailio.log"), "utf8")}`);
  }
  return {
    edgePort: sip,
    processes: () => ({ kamailio: familyOf(signalling.pid!), rtpengine: familyOf(audio.pid!) }),
    stop: async () => void (await Promise.all([end(signalling), end(audio)])),
  };
}

export interface RtpengineOptions {
  folder: string;
  /** UDP port of 127.0.0.1 for commands. */
  ng: number;
  /** Of audio. */
  range: { from: number; to: number };
}

/** An rtpengine as the product runs it: threads, no kernel module, no delay. @throws Error when it does not answer in 5 s */
export async function startRtpengine(program: string, { folder, ng, range }: RtpengineOptions): Promise<ChildProcess> {
  const args = {
    "config-file": "none",
    table: "-1",
    interface: "out/127.0.0.1",
    "listen-ng": `127.0.0.1:${ng}`,
    "port-min": range.from,
    "port-max": range.to,
    "log-level": 4,
    "delete-delay": 0,
    timeout: 60,
    "num-threads": 2,
    "media-num-threads": 2,
  };
  const words = Object.entries(args).map(([name, value]) => `--${name}=${value}`);
  const child = start(program, [...words, "--foreground", "--log-stderr"], folder, `rtpengine-${ng}.log`);
  for (let left = 25; ; left--) {
    const isThere = await askNg(ng, "ping", 200).then(
      () => true,
      () => false,
    );
    if (isThere) return child;
    if (left === 0) {
      await end(child);
      throw new Error("rtpengine alone does not answer");
    }
    await sleep(200);
  }
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

function start(program: string, args: string[], folder: string, log: string): ChildProcess {
  const written = openSync(join(folder, log), "a");
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", written, written] });
  closeSync(written);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

const edge = (sip: number, ng: number, modules: string): string => `#!KAMAILIO
debug=0
log_stderror=yes
children=4
listen=udp:127.0.0.1:${sip}
auto_aliases=no
dns_try_naptr=no
mpath="${modules}/"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "rtpengine.so"
modparam("rtpengine", "rtpengine_sock", "udp:127.0.0.1:${ng}")

request_route {
    if (!mf_process_maxfwd_header("10")) exit;
    if (has_totag()) {
        loose_route();
        if (is_method("BYE")) rtpengine_delete();
        t_relay();
        exit;
    }
    if (!is_method("INVITE")) exit;
    t_check_trans();
    record_route();
    rtpengine_offer("trust-address");
    $du = "sip:${places.offices[0]}:${ports.office}";
    t_on_reply("ANSWER");
    t_relay();
}

onreply_route[ANSWER] {
    if (status == "200") rtpengine_answer("trust-address");
}
`;
