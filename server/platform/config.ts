import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { S3Settings } from "./file/store.ts";
import { readVoice, type VoiceSettings } from "./telephony/engine/settings.ts";

/** Absolute path of the project's root folder, without a slash at the end. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

export type Role = "all" | "web" | "worker";
export type LogLevel = (typeof logLevels)[number];
export type Tls = { mode: "off" } | { mode: "own" } | { mode: "files"; certificate: string; key: string };

export type Config = {
  host: string;
  port: number;
  tls: Tls;
  /** An own server's admin URL, naming the directory database; undefined means the embedded server. */
  databaseUrl: string | undefined;
  /** Absolute. Database, files, keys and back-ups live below it. */
  dataFolder: string;
  company: "demo" | "empty";
  role: Role;
  /** Without a slash at the end, as `https://crm.example.test`. */
  publicUrl: string;
  /** What was given of it: mails carry this address; without it they carry the one the page was reached under. */
  givenPublicUrl: string | undefined;
  /** Addresses whose forwarding headers are believed; empty: nobody's. */
  trustedProxies: string[];
  logLevel: LogLevel;
  files: FileSettings;
  outgoing: OutgoingSettings;
  voice: VoiceSettings;
  /** Vite's development server instead of the built pages. */
  dev: boolean;
};

export interface FileSettings {
  /** Largest upload, in bytes. */
  most: number;
  /** Bytes that one organisation may keep; undefined: as many as there is room for. */
  quota: number | undefined;
  /** A clamd daemon that looks through every upload: path of its socket, or host:port. */
  clamd: string | undefined;
  /** A bucket for the bytes; undefined: the data folder. */
  s3: S3Settings | undefined;
}

export interface OutgoingSettings {
  /** Hosts, with their port if it is not 443, that may be called on a private address. */
  allow: string[];
  /** Absolute path of a PEM file with certificates that are trusted beside the known ones. */
  ca: string | undefined;
}

/** A setting that cannot be used; `message` is one line that names the setting. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

type Environment = Record<string, string | undefined>;

/**
 * Reads the settings; arguments (`--port 3000`, `--port=3000`) win over the environment.
 * @param userId 0 for root, whose default data folder others can enter
 * @throws ConfigError
 */
export function readConfig(env: Environment, argv: readonly string[], userId = process.getuid?.()): Config {
  const options = parseArguments(argv);
  const set = (option: string, ...names: string[]) =>
    [options.get(option), ...names.map((name) => env[name])].find((value) => value !== undefined && value !== "");
  const host = set("host", "ZHIYIN_HOST") ?? "127.0.0.1";
  const port = portNumber(set("port", "ZHIYIN_PORT", "PORT") ?? "3000");
  const tls = readTls(set("tls", "ZHIYIN_TLS"), env);
  const data = set("data", "ZHIYIN_DATA");
  return {
    host,
    port,
    tls,
    databaseUrl: databaseUrl(set("database-url", "DATABASE_URL")),
    dataFolder: data ? resolve(data) : defaultDataFolder(projectFolder, userId),
    company: oneOf("ZHIYIN_COMPANY", set("company", "ZHIYIN_COMPANY") ?? "demo", ["demo", "empty"] as const),
    role: oneOf("ZHIYIN_ROLE", set("role", "ZHIYIN_ROLE") ?? "all", ["all", "web", "worker"] as const),
    publicUrl: publicUrl(set("public-url", "ZHIYIN_PUBLIC_URL"), tls, host, port),
    givenPublicUrl: set("public-url", "ZHIYIN_PUBLIC_URL")?.replace(/\/+$/, ""),
    trustedProxies: (set("trusted-proxies", "ZHIYIN_TRUSTED_PROXIES") ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
    logLevel: oneOf("ZHIYIN_LOG_LEVEL", set("log-level", "ZHIYIN_LOG_LEVEL") ?? "info", logLevels),
    files: readFiles(env),
    outgoing: readOutgoing(env),
    voice: readVoice(env, refuse),
    dev: options.get("dev") === "true",
  };
}

/** Root's project may lie where the database's user cannot go, so its data lies in /var/lib. */
export function defaultDataFolder(project: string, userId: number | undefined): string {
  if (userId !== 0) return join(project, ".data");
  return join("/var/lib/zhiyin", createHash("sha256").update(project).digest("hex").slice(0, 12));
}

const optionNames = [
  "host",
  "port",
  "tls",
  "data",
  "database-url",
  "company",
  "role",
  "public-url",
  "trusted-proxies",
  "log-level",
  "dev",
] as const;

/** Words without dashes (commands and their operands) are left to the caller. */
function parseArguments(argv: readonly string[]): Map<string, string> {
  const options = new Map<string, string>();
  for (let index = 0; index < argv.length; index++) {
    const match = /^--([a-z-]+)(?:=(.*))?$/s.exec(argv[index] ?? "");
    if (!match) continue;
    const name = oneOf("option", match[1] ?? "", optionNames);
    if (name === "dev") options.set(name, match[2] ?? "true");
    else {
      const value = match[2] ?? argv[++index];
      if (value === undefined) throw new ConfigError(`--${name} needs a value`);
      options.set(name, value);
    }
  }
  return options;
}

function refuse(line: string): never {
  throw new ConfigError(line);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new ConfigError(`ZHIYIN_PORT must be a number from 0 to 65535, not "${text}"`);
}

function readTls(mode: string | undefined, env: Environment): Tls {
  const certificate = env.ZHIYIN_TLS_CERT;
  const key = env.ZHIYIN_TLS_KEY;
  const chosen = oneOf("ZHIYIN_TLS", mode ?? (certificate ? "files" : "off"), ["off", "own", "files"] as const);
  if (chosen !== "files") return { mode: chosen };
  if (!certificate || !key) throw new ConfigError("ZHIYIN_TLS=files needs ZHIYIN_TLS_CERT and ZHIYIN_TLS_KEY");
  return { mode: "files", certificate: resolve(certificate), key: resolve(key) };
}

function readFiles(env: Environment): FileSettings {
  const most = megabytes("ZHIYIN_FILE_LIMIT_MB", env.ZHIYIN_FILE_LIMIT_MB || "100");
  const quota = env.ZHIYIN_FILE_QUOTA_MB ? megabytes("ZHIYIN_FILE_QUOTA_MB", env.ZHIYIN_FILE_QUOTA_MB) : undefined;
  return { most, quota, clamd: env.ZHIYIN_CLAMD || undefined, s3: readS3(env) };
}

function readOutgoing(env: Environment): OutgoingSettings {
  const allow = (env.ZHIYIN_OUTGOING_ALLOW ?? "").split(",").flatMap((one) => {
    const name = one.trim().toLowerCase();
    if (name === "") return [];
    const url = URL.canParse(`https://${name}`) ? new URL(`https://${name}`) : undefined;
    if (!url || !/^[a-z0-9.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/.test(name))
      throw new ConfigError(
        `ZHIYIN_OUTGOING_ALLOW must name hosts as push.example.test or 10.1.2.3:8443, not "${name}"`,
      );
    return [url.host];
  });
  return { allow, ca: env.ZHIYIN_OUTGOING_CA ? resolve(env.ZHIYIN_OUTGOING_CA) : undefined };
}

/** One upload is one PUT to a bucket, and S3 takes 5 GB in one. */
function megabytes(name: string, text: string): number {
  const number = Number(text);
  const top = name === "ZHIYIN_FILE_LIMIT_MB" ? 5000 : 1e9;
  if (/^\d+$/.test(text) && number >= 1 && number <= top) return number * 1e6;
  throw new ConfigError(`${name} must be a number from 1 to ${top}, not "${text}"`);
}

/** The keys never stand in a message. */
function readS3(env: Environment): S3Settings | undefined {
  const bucketUrl = env.ZHIYIN_S3_BUCKET_URL?.replace(/\/+$/, "");
  if (!bucketUrl) return undefined;
  const url = URL.canParse(bucketUrl) ? new URL(bucketUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username)
    throw new ConfigError("ZHIYIN_S3_BUCKET_URL must look like https://s3.example.test/bucket");
  const accessKeyId = env.ZHIYIN_S3_ACCESS_KEY;
  const secretAccessKey = env.ZHIYIN_S3_SECRET_KEY;
  if (!accessKeyId || !secretAccessKey)
    throw new ConfigError("ZHIYIN_S3_BUCKET_URL needs ZHIYIN_S3_ACCESS_KEY and ZHIYIN_S3_SECRET_KEY");
  return { bucketUrl, region: env.ZHIYIN_S3_REGION || "us-east-1", accessKeyId, secretAccessKey };
}

/** The URL's password never stands in the message. */
function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2)
    throw new ConfigError("DATABASE_URL must look like postgres://user:password@host:5432/database");
  return text;
}

function publicUrl(text: string | undefined, tls: Tls, host: string, port: number): string {
  if (text === undefined) {
    const name = ["0.0.0.0", "::", "127.0.0.1", "::1"].includes(host) ? "localhost" : host;
    return `${tls.mode === "off" ? "http" : "https"}://${name}:${port}`;
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new ConfigError(`ZHIYIN_PUBLIC_URL must be an http or https address, not "${text}"`);
  return text.replace(/\/+$/, "");
}

function oneOf<const Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new ConfigError(`${name} must be one of ${choices.join(", ")}, not "${value}"`);
  return choice;
}
