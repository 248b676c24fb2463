import { X509Certificate } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { generate } from "selfsigned";
import { ConfigError, type Tls } from "./config.ts";

export type Certificate = { certificate: string; key: string; expiresAt: Date };

const day = 86_400_000;

/**
 * Certificate and key in PEM: the files given, or an own one for localhost and the machine's name, kept in
 * `<dataFolder>/tls` (mode 0600), for a year, made anew 30 days before its end. Undefined: no TLS.
 * @throws ConfigError when the files cannot be used
 */
export async function readCertificate(
  tls: Tls,
  dataFolder: string,
  now: Date,
  host = hostname(),
): Promise<Certificate | undefined> {
  if (tls.mode === "off") return undefined;
  if (tls.mode === "files") return readGiven(tls.certificate, tls.key);
  const kept = await readKept(dataFolder);
  if (kept && isGoodFor(kept, host, now)) return kept;
  return makeOwn(dataFolder, now, host);
}

/** When a PEM certificate ends. @throws when it is none */
export function certificateExpiry(pem: string): Date {
  return new Date(new X509Certificate(pem).validTo);
}

async function readGiven(certificateFile: string, keyFile: string): Promise<Certificate> {
  try {
    const [certificate, key] = await Promise.all([readFile(certificateFile, "utf8"), readFile(keyFile, "utf8")]);
    createSecureContext({ cert: certificate, key });
    return { certificate, key, expiresAt: certificateExpiry(certificate) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new ConfigError(`ZHIYIN_TLS_CERT and ZHIYIN_TLS_KEY cannot be used: ${reason}`);
  }
}

async function readKept(dataFolder: string): Promise<Certificate | undefined> {
  const names = ["certificate.pem", "key.pem"].map((name) => join(dataFolder, "tls", name));
  try {
    const [certificate = "", key = ""] = await Promise.all(names.map((name) => readFile(name, "utf8")));
    createSecureContext({ cert: certificate, key });
    return { certificate, key, expiresAt: certificateExpiry(certificate) };
  } catch {
    return undefined; // none yet, or half written: a new one costs nothing
  }
}

function isGoodFor({ certificate, expiresAt }: Certificate, host: string, now: Date): boolean {
  return (
    expiresAt.getTime() - now.getTime() > 30 * day && new X509Certificate(certificate).checkHost(host) !== undefined
  );
}

async function makeOwn(dataFolder: string, now: Date, host: string): Promise<Certificate> {
  const names = [...new Set(["localhost", host])].map((value) => ({ type: 2 as const, value }));
  const addresses = ["127.0.0.1", "::1"].map((ip) => ({ type: 7 as const, ip }));
  const made = await generate([{ name: "commonName", value: host }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now.getTime() - day),
    notAfterDate: new Date(now.getTime() + 365 * day),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [...names, ...addresses] },
    ],
  });
  const folder = join(dataFolder, "tls");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, "key.pem"), made.private);
  await writeWhole(join(folder, "certificate.pem"), made.cert);
  return { certificate: made.cert, key: made.private, expiresAt: certificateExpiry(made.cert) };
}

async function writeWhole(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text, { mode: 0o600, flush: true });
  await rename(fresh, file);
}
