import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** Keys of a browser, base64url: a point of P-256 (65 bytes) and a shared secret (16 bytes). */
export interface PushKeys {
  p256dh: string;
  auth: string;
}

/** What is drawn anew for each message; given by tests that compare with a published one. */
export interface Drawn {
  salt: Buffer;
  /** Private key of the sender, 32 bytes. */
  privateKey?: Buffer;
}

const recordSize = 4096;
/** So much fits into the one record (RFC 8291, section 4): the rest is header, padding's end and tag. */
export const longestPush = recordSize - 86 - 1 - 16;

/**
 * Encrypts a message for one browser (RFC 8291, content coding aes128gcm of RFC 8188).
 * @param padTo whoever carries it sees a multiple of so many bytes
 * @throws RangeError when it is too long, Error when a key is none
 */
export function encryptPush(
  plain: Buffer,
  { p256dh, auth }: PushKeys,
  { padTo = 1, drawn = { salt: randomBytes(16) } }: { padTo?: number; drawn?: Drawn } = {},
): Buffer {
  const padded = Math.min(longestPush, Math.ceil(plain.length / padTo) * padTo);
  if (plain.length > longestPush) throw new RangeError(`a push of ${plain.length} bytes is too long`);
  const receiver = Buffer.from(p256dh, "base64url");
  const sender = createECDH("prime256v1");
  if (drawn.privateKey) sender.setPrivateKey(drawn.privateKey);
  else sender.generateKeys();
  const shared = sender.computeSecret(receiver);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), receiver, sender.getPublicKey()]);
  const input = derive(shared, Buffer.from(auth, "base64url"), info, 32);
  const key = derive(input, drawn.salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(input, drawn.salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const header = Buffer.alloc(21);
  drawn.salt.copy(header);
  header.writeUInt32BE(recordSize, 16);
  header.writeUInt8(65, 20);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const record = Buffer.concat([plain, Buffer.from([2]), Buffer.alloc(padded - plain.length)]);
  const sealed = Buffer.concat([cipher.update(record), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([header, sender.getPublicKey(), sealed]);
}

const derive = (input: Buffer, salt: Buffer, info: Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", input, salt, info, length));

/** Whether a browser's keys are what they must be: a point that lies on the curve, a secret of 16 bytes. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  const point = Buffer.from(p256dh, "base64url");
  if (point.length !== 65 || point[0] !== 4 || Buffer.from(auth, "base64url").length !== 16) return false;
  const other = createECDH("prime256v1");
  other.generateKeys();
  try {
    other.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}
