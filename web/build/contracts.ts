import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "vite";

const server = fileURLToPath(new URL("../../server", import.meta.url));
const shared = join(server, "platform", "contract");

/**
 * The page may take contracts from the server and nothing else: any other server file in the graph fails the build.
 * Contracts are evaluated here and reach the page as plain values, so no schema library is shipped; what only the
 * server and the compiler need (response, errors, permission texts) stays behind.
 */
export function contractsOnly(): Plugin {
  return {
    name: "contracts-only",
    enforce: "pre",
    async load(id) {
      const file = id.split("?")[0] ?? id;
      if (!file.startsWith(server + sep)) return null;
      if (!isContract(file)) {
        this.error(`${file.slice(server.length + 1)} is a server file: the page may import *.contract.ts only`);
      }
      this.addWatchFile(file);
      return printed((await import(`${pathToFileURL(file).href}?at=${Date.now()}`)) as Record<string, unknown>);
    },
  };
}

function isContract(file: string): boolean {
  return file.endsWith(".contract.ts") || file.startsWith(shared + sep);
}

function printed(module: Record<string, unknown>): string {
  return Object.entries(module)
    .filter(([, value]) => typeof value !== "function")
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(trimmed(value))};`)
    .join("\n");
}

function trimmed(value: unknown): unknown {
  if (!isRoute(value)) return value;
  const { method, path, permission, body, creates, stream, bodyLimit } = value;
  return { method, path, permission, body, creates, stream, bodyLimit };
}

function isRoute(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && "method" in value && "path" in value && "response" in value;
}
