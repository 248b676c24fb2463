import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Chromium without a window of its own: since a window's frame is pages too, one opens five times as fast without. */
const headless = "/usr/bin/chromium-headless-shell";
const others = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const packages = ["chromium", "chromium-headless-shell", "fonts-noto-cjk"];

/** The browser for the journeys; on Debian as root it is installed when missing, unless ZHIYIN_APT=0 forbids it. */
export async function findChromium(say: (line: string) => void): Promise<string | undefined> {
  const given = process.env.ZHIYIN_CHROMIUM;
  if (given) return given;
  if (existsSync(headless) && existsSync(others[0]!)) return headless;
  const mayInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version") && process.env.ZHIYIN_APT !== "0";
  const found = () => [headless, ...others].find((place) => existsSync(place));
  if (!mayInstall) {
    const other = found();
    if (other) return other;
    say(`The journeys are skipped: no Chromium here. As root: apt-get install ${packages.join(" ")}`);
    return undefined;
  }
  say(`Installing Debian packages for the journeys: ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
  spawnSync("apt-get", ["install", "-y", "-qq", ...packages], { env, stdio: "ignore" });
  return found();
}
