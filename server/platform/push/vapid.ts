import { createECDH, createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";

/** Who sends: the key pair by which a push service knows an organisation (RFC 8292). */
export interface VapidKeys {
  /** A point of P-256, 65 bytes in base64url: what a browser subscribes with. */
  publicKey: string;
  privateKey: KeyObject;
}

/** The pair that belongs to a secret of 32 bytes: always the same, so that nothing is stored. */
export function vapidKeys(secret: Buffer): VapidKeys {
  const pair = createECDH("prime256v1");
  for (let scalar = secret; ; scalar = createHash("sha256").update(scalar).digest()) {
    try {
      pair.setPrivateKey(scalar);
      break;
    } catch {} // not below the curve's order: one in four thousand million
  }
  const point = pair.getPublicKey();
  const [x, y, d] = [point.subarray(1, 33), point.subarray(33), pair.getPrivateKey()].map((part) =>
    Buffer.concat([Buffer.alloc(32 - part.length), part]).toString("base64url"),
  );
  const privateKey = createPrivateKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x, y, d } as never });
  return { publicKey: point.toString("base64url"), privateKey };
}

const hours = 12;

/**
 * The Authorization header for one push service: a token (JWT, ES256) for the endpoint's origin, good for 12 hours.
 * @param subject whom the service may write to, as https: or mailto:
 */
export function vapidAuthorization(
  { publicKey, privateKey }: VapidKeys,
  endpoint: string,
  { now, subject }: { now: number; subject?: string | undefined },
): string {
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor(now / 1000) + hours * 3600,
    ...(subject ? { sub: subject } : {}),
  };
  const text = [{ typ: "JWT", alg: "ES256" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `vapid t=${text}.${signature.toString("base64url")}, k=${publicKey}`;
}
