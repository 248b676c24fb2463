import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { commandOf, descendants, postgresOf, pssOf } from "./memory.ts";

/** Cold start (fresh data, demo company), warm start, and the memory of all processes at rest. */
export async function start(): Promise<unknown> {
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? "/var/lib" : "/tmp", "zhiyin-bench-start-"));
  chmodSync(folder, 0o711);
  const cold = await once(folder);
  const warm = await once(folder);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(
    `  cold ${(cold.ready / 1000).toFixed(1)} s, warm ${(warm.ready / 1000).toFixed(1)} s${warm.ready <= 3000 ? "  within 3 s" : "  OVER 3 s"}\n`,
  );
  process.stdout.write(
    `  memory at rest (PSS of all processes) ${warm.megabytes.toFixed(0)} MB${warm.megabytes <= 350 ? "  within 350 MB" : "  OVER 350 MB"} (${warm.processes.join(", ")})\n`,
  );
  return { cold, warm };
}

async function once(dataFolder: string): Promise<{ ready: number; megabytes: number; processes: string[] }> {
  const began = performance.now();
  const port = String(20_000 + Math.floor(Math.random() * 20_000));
  const child = spawn(process.execPath, [join(projectFolder, "scripts/start.mjs"), "--port", port], {
    env: { ...process.env, ZHIYIN_DATA: dataFolder, ZHIYIN_LOG_LEVEL: "warn", ZHIYIN_SIP_PORT: "0" },
    stdio: "ignore",
  });
  while (
    !(await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 20));
  const ready = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const processes = [...descendants(child.pid!), ...postgresOf(dataFolder)].map((pid) => ({
    name: commandOf(pid),
    megabytes: pssOf(pid),
  }));
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
  const sums = new Map<string, number>();
  for (const { name, megabytes } of processes) sums.set(name, (sums.get(name) ?? 0) + megabytes);
  return {
    ready,
    megabytes: processes.reduce((sum, one) => sum + one.megabytes, 0),
    processes: [...sums].map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`),
  };
}
