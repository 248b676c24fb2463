import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { rtpPorts } from "#test/telephony/rtp_ports.ts";
import { until } from "./until.ts";

export type RunningNode = {
  /** As `http://localhost:41234`. */
  base: string;
  port: number;
  /** What the program has printed so far. */
  printed: () => string;
  /** Ends it gracefully and waits. */
  stop: () => Promise<void>;
  /** Ends it as a power cut would, with its launcher; the database lives on. */
  kill9: () => Promise<void>;
};

export type NodeOptions = {
  port?: number;
  role?: "web" | "all";
  tls?: "off" | "own";
  /** With the telephone, on ports of its own. */
  hasVoice?: boolean;
};

export type Product = RunningNode & {
  /** Where the product keeps everything. */
  dataFolder: string;
  /** Starts one more node on the same data folder; without a port on a free one. */
  startNode: (options?: NodeOptions) => Promise<RunningNode>;
  /** Ends all nodes, the database with the last of them, and removes the data. */
  dispose: () => Promise<void>;
};

/**
 * The real product, as `npm start` starts it, on an empty data folder of its own.
 * @throws when it is not ready after two minutes, with what it printed
 */
export async function startProduct(company: "demo" | "empty" = "demo", first: NodeOptions = {}): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-journeys-"));
  await chmod(folder, 0o711);
  const nodes: RunningNode[] = [];
  const startNode: Product["startNode"] = async ({ port, role = "all", tls = "off", hasVoice = false } = {}) => {
    const node = launch({ folder, company, role, tls, hasVoice, port: port ?? (await freePort()) });
    nodes.push(node);
    await until(`the product answers at ${node.base}`, () => isReady(node), { patience: 120_000 });
    return node;
  };
  const dispose = async () => {
    for (const node of nodes.reverse()) await node.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await startNode(first)), dataFolder: join(folder, "data"), startNode, dispose };
  } catch (error) {
    const printed = nodes.map((node) => node.printed()).join("\n");
    await dispose();
    throw new Error(`${(error as Error).message}\n${printed}`);
  }
}

const running = new Map<ChildProcess, () => string>();
/** What each program that runs has printed so far. */
export const printedByAll = (): string[] => [...running.values()].map((printed) => printed());
process.on("exit", () => {
  for (const child of running.keys()) signal(child, "SIGTERM");
});
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(1));

type Launch = { folder: string; company: string } & Required<NodeOptions>;

/** `detached` makes a group of launcher and program, so that both can be killed at once. */
function launch({ folder, company, role, tls, hasVoice, port }: Launch): RunningNode {
  const { DATABASE_URL: _, ...environment } = process.env;
  const data = { ZHIYIN_DATA: join(folder, "data"), ZHIYIN_COMPANY: company, ZHIYIN_LOG_LEVEL: "warn" };
  const voice = hasVoice
    ? {
        ZHIYIN_VOICE: "on",
        ZHIYIN_APT: "0",
        ZHIYIN_SIP_PORT: "0",
        ZHIYIN_RTP_PORTS: `${rtpPorts.from}-${rtpPorts.to}`,
      }
    : { ZHIYIN_VOICE: "off" };
  const env = { ...environment, ...voice, ...data };
  const args = [join(projectFolder, "scripts", "start.mjs"), "--port", String(port), "--role", role, "--tls", tls];
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  running.set(child, () => printed);
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += String(text)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => running.delete(child));
  const end = (name: NodeJS.Signals) => {
    signal(child, name);
    return ended;
  };
  return {
    base: `${tls === "own" ? "https" : "http"}://localhost:${port}`,
    port,
    printed: () => printed,
    stop: () => end("SIGTERM"),
    kill9: () => end("SIGKILL"),
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(name === "SIGKILL" ? -child.pid : child.pid, name);
  } catch {
    // has ended by itself
  }
}

async function isReady({ base, printed }: RunningNode): Promise<boolean> {
  if (/^zhiyin: /m.test(printed())) throw new Error(`The product did not start\n${printed()}`);
  return (await statusOf(`${base}/readyz`).catch(() => 0)) === 200;
}

/** Status of a GET, whoever signed the certificate. @throws when nothing answers, or not in HTTP */
export function statusOf(address: string): Promise<number> {
  const get = address.startsWith("https:") ? https.get : http.get;
  return new Promise((resolve, reject) => {
    const asking = get(address, { rejectUnauthorized: false, timeout: 10_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.on("error", reject);
    asking.on("timeout", () => asking.destroy(new Error("no answer in 10 s")));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
