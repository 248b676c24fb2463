import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const packages = ["chromium", "fonts-noto-cjk"];

/** The browser for the journeys; on Debian as root it is installed when missing, unless ZHIYIN_APT=0 forbids it. */
export async function findChromium(say: (line: string) => void): Promise<string | undefined> {
  const given = process.env.ZHIYIN_CHROMIUM;
  if (given) return given;
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  const mayInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version") && process.env.ZHIYIN_APT !== "0";
  if (!mayInstall) {
    say(`The journeys are skipped: no Chromium here. As root: apt-get install ${packages.join(" ")}`);
    return undefined;
  }
  say(`Installing Debian packages for the journeys: ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
  spawnSync("apt-get", ["install", "-y", "-qq", ...packages], { env, stdio: "ignore" });
  return places.find((place) => existsSync(place));
}
