import { execFile, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../config.ts";

const run = promisify(execFile);

export interface Programs {
  kamailio: string;
  /** Kamailio's modules, those for WebSockets among them. */
  modules: string;
  rtpengine: string;
}

const packages = "kamailio kamailio-websocket-modules rtpengine-daemon";

/** The one line that turns voice on, for people; the distribution's own services would hold our ports. */
export const installLine = `apt-get install -y --no-install-recommends ${packages} && systemctl disable --now kamailio rtpengine-daemon`;

const programFolders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
const moduleFolders = "/usr/{lib,lib64,local/lib,local/lib64}/{*/,}kamailio/modules";

/** Kamailio and rtpengine on this machine, or undefined when one of them or the modules for WebSockets are missing. */
export function findPrograms(folders: readonly string[] = programFolders): Programs | undefined {
  const find = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const [kamailio, rtpengine] = [find("kamailio"), find("rtpengine")];
  if (!kamailio || !rtpengine) return undefined;
  const modules = globSync(moduleFolders).find((folder) => existsSync(join(folder, "websocket.so")));
  return modules ? { kamailio, rtpengine, modules } : undefined;
}

/** May we install by ourselves: root on Debian, unless ZHIYIN_APT=0 forbids it. */
export const mayInstall = (isAllowed: boolean): boolean =>
  isAllowed && process.getuid?.() === 0 && existsSync("/etc/debian_version");

/**
 * Installs the packages. When `signal` ends the wait the installation goes on by itself, as half of one would need a hand.
 * @throws Error with the last line of what went wrong
 */
export function installPrograms(signal: AbortSignal): Promise<void> {
  const child = spawn("sh", [join(projectFolder, "telephony", "install.sh"), ...packages.split(" ")], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (text) => (complaint = `${complaint}${text}`.slice(-2000)));
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => {
      child.unref();
      reject(new Error("the program ends"));
    });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(complaint.trim().split("\n").at(-1) || `the installation ended with ${code}`)),
    );
  });
}

/** Versions as the programs tell them, for people. */
export async function versionsOf(programs: Programs): Promise<{ kamailio: string; rtpengine: string }> {
  const [kamailio, rtpengine] = await Promise.all([
    run(programs.kamailio, ["-v"]).then(({ stdout }) => /kamailio (\S+)/.exec(stdout)?.[1]),
    run(programs.rtpengine, ["--version"]).then(({ stdout, stderr }) => /Version: ([\d.]+)/.exec(stdout + stderr)?.[1]),
  ]);
  return { kamailio: kamailio ?? "?", rtpengine: rtpengine ?? "?" };
}
