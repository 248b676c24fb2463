import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { findPrograms, mayInstall } from "#platform/telephony/engine/programs.ts";

const packages = ["kamailio", "kamailio-websocket-modules", "rtpengine-daemon", "sip-tester", "coturn"];

/** What the tests of the telephone run: on Debian as root it is installed when missing, unless ZHIYIN_APT=0 forbids it; else they are skipped. */
export function findTelephones(say: (line: string) => void): void {
  const areHere = () =>
    findPrograms() !== undefined && ["sipp", "turnserver"].every((name) => existsSync(join("/usr/bin", name)));
  if (areHere()) return;
  if (mayInstall(process.env.ZHIYIN_APT !== "0")) {
    say(`Installing Debian packages for the telephone's tests: ${packages.join(", ")}`);
    spawnSync("sh", [join(projectFolder, "telephony", "install.sh"), ...packages], { stdio: "ignore" });
  }
  if (!areHere()) say(`Tests of the telephone are skipped. As root: sh telephony/install.sh ${packages.join(" ")}`);
}
