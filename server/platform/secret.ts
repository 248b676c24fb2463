import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A key or a ciphertext that cannot be used; the message tells neither. */
export class SecretError extends Error {
  override name = "SecretError";
}

/**
 * The installation's master secret, 32 bytes: from ZHIYIN_MASTER_KEY (64 hex digits or base64), else from
 * `<dataFolder>/master.key` (mode 0600), which is made once. Neither the database nor its back-ups hold it.
 * @throws SecretError
 */
export function readMasterSecret(dataFolder: string, given?: string): Buffer {
  if (given) return parseKey(given, "ZHIYIN_MASTER_KEY");
  const file = join(dataFolder, "master.key");
  const found = readIfPresent(file);
  if (found !== undefined) return parseKey(found, file);
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  const fresh = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(fresh, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    linkSync(fresh, file); // two nodes starting at once: the first link decides
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  return parseKey(readFileSync(file, "utf8"), file);
}

/** 32 bytes for one purpose (`label`) of one organisation, or of the installation (`organisationId` empty). */
export function deriveSecret(master: Buffer, label: string, organisationId: string): Buffer {
  return Buffer.from(hkdfSync("sha256", master, organisationId, `zhiyin/${label}`, 32));
}

/** AES-256-GCM; `context` (what the text belongs to) is authenticated, so that a ciphertext cannot be moved. */
export function encryptText(key: Buffer, plain: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** @throws SecretError when the key, the context or a bit of the text is another */
export function decryptText(key: Buffer, encrypted: string, context: string): string {
  const sealed = Buffer.from(encrypted.replace(/^v1\./, ""), "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(12, 28));
    return decipher.update(sealed.subarray(28), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new SecretError("cannot be decrypted: the master key is another one or the text is damaged");
  }
}

/** A name for a key that does not tell the key: first 12 hex digits of its hash. */
export function keyFingerprint(key: Buffer): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

function parseKey(text: string, source: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? "hex" : "base64");
  if (key.length !== 32) throw new SecretError(`${source} must hold 32 bytes as 64 hex digits or base64`);
  return key;
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
