import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** A message as the browser would hand it to the page's service worker. */
export interface Pushed {
  path: string;
  headers: IncomingHttpHeaders;
  claims: { aud: string; exp: number; sub?: string };
  /** The key that the sender says to be, base64url. */
  sender: string;
  payload: Record<string, unknown>;
  bytes: number;
}

export interface FakeBrowser {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** A push service and the browsers behind it (RFC 8030, 8188, 8291, 8292), written from the receiving side. */
export interface PushService {
  port: number;
  /** PEM of its certificate, and the file where it stands. */
  certificate: string;
  certificateFile: string;
  browser(): FakeBrowser;
  received: Pushed[];
  /** Whom it refused and why: a bad signature, another origin, what cannot be decrypted. */
  refused: string[];
  /** How the next calls are answered instead of 201. */
  answers: { status: number; headers?: Record<string, string> }[];
  close(): Promise<void>;
}

export async function startPushService(): Promise<PushService> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 2, value: "push.yuezhou.test" },
        ],
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-push-"));
  const certificateFile = join(folder, "push.pem");
  await writeFile(certificateFile, cert);
  const browsers = new Map<string, { pair: ECDH; auth: Buffer }>();
  const service = { received: [] as Pushed[], refused: [] as string[], answers: [] as PushService["answers"] };
  const server: Server = createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const answer = service.answers.shift();
      if (answer) return response.writeHead(answer.status, answer.headers).end();
      const path = request.url ?? "";
      const known = browsers.get(path);
      if (!known) return response.writeHead(410).end();
      try {
        const body = Buffer.concat(parts);
        const { claims, sender } = verified(request.headers, `https://127.0.0.1:${port}`);
        const payload = JSON.parse(decrypted(body, known).toString("utf8"));
        service.received.push({ path, headers: request.headers, claims, sender, payload, bytes: body.length });
        response.writeHead(201, { location: `https://127.0.0.1:${port}/m/1` }).end();
      } catch (error) {
        service.refused.push((error as Error).message);
        response.writeHead(403).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...service,
    port,
    certificate: cert,
    certificateFile,
    browser() {
      const pair = createECDH("prime256v1");
      pair.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(16).toString("hex")}`;
      browsers.set(path, { pair, auth });
      return {
        endpoint: `https://127.0.0.1:${port}${path}`,
        keys: { p256dh: pair.getPublicKey().toString("base64url"), auth: auth.toString("base64url") },
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** RFC 8292: the token is signed by the key that stands beside it, meant for this origin, and good for a day at most. */
function verified({ authorization = "" }: IncomingHttpHeaders, origin: string): Pick<Pushed, "claims" | "sender"> {
  const [, token = "", sender = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", body = "", signature = ""] = token.split(".");
  const point = Buffer.from(sender, "base64url");
  if (point.length !== 65) throw new Error("no key beside the token");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const key = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x, y } as never });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${header}.${body}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!isSigned) throw new Error("the signature is another's");
  const { alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { alg: string };
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Pushed["claims"];
  const seconds = Date.now() / 1000;
  if (alg !== "ES256" || claims.aud !== origin || claims.exp < seconds || claims.exp > seconds + 86_400)
    throw new Error(`the token is not for here and now: ${JSON.stringify({ alg, claims })}`);
  return { claims, sender };
}

/** RFC 8188 with the keys of RFC 8291, from the browser's side. */
export function decrypted(body: Buffer, { pair, auth }: { pair: ECDH; auth: Buffer }): Buffer {
  const salt = body.subarray(0, 16);
  const size = body.readUInt32BE(16);
  const length = body.readUInt8(20);
  const sender = body.subarray(21, 21 + length);
  const record = body.subarray(21 + length);
  if (record.length > size) throw new Error("more than one record");
  const derive = (from: Buffer, by: Buffer, info: Buffer, bytes: number) =>
    Buffer.from(hkdfSync("sha256", from, by, info, bytes));
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), pair.getPublicKey(), sender]);
  const input = derive(pair.computeSecret(sender), auth, info, 32);
  const key = derive(input, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(input, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("no end of the last record");
  return plain.subarray(0, end);
}
