import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { getCACertificates } from "node:tls";
import { isPublicAddress } from "./addresses.ts";

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

export interface OutgoingRules {
  /** "push.intranet.test:8443": hosts that may stand on a private address and another port than 443. */
  allow: readonly string[];
  /** Certificates (PEM) that are trusted; those of the system when undefined. */
  ca?: readonly string[] | undefined;
}

/** @throws Error naming the setting when the file of certificates cannot be read */
export function outgoingRules({ allow, ca }: { allow: readonly string[]; ca: string | undefined }): OutgoingRules {
  if (ca === undefined) return { allow };
  try {
    return { allow, ca: [...getCACertificates("default"), readFileSync(ca, "utf8")] };
  } catch (error) {
    throw new Error(`ZHIYIN_OUTGOING_CA cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

export interface Outgoing {
  method: "GET" | "POST";
  url: string;
  headers?: Record<string, string>;
  body?: Buffer;
  /** Bytes of the answer that are read; more than that is refused. */
  most?: number;
  /** Milliseconds for all of it. */
  patience?: number;
}

export interface OutgoingAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type OutgoingReason = "bad_address" | "not_public" | "unresolved" | "unreachable" | "too_slow" | "too_large";

/** The request was not made or not finished. Only the reason is told, never what the other side said. */
export class OutgoingError extends Error {
  override name = "OutgoingError";
  readonly reason: OutgoingReason;
  constructor(reason: OutgoingReason) {
    super(`outgoing request: ${reason}`);
    this.reason = reason;
  }
  /** It would be refused again however often it is tried. */
  get isFinal(): boolean {
    return this.reason === "bad_address" || this.reason === "not_public";
  }
}

const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * The one door for requests to addresses that people or other systems name. Only https, only to the open net: the name
 * is resolved here, and the connection goes to the very address that was looked at, so that no second answer of a name
 * server can lead it inside. Redirects are handed back and not followed; no proxy of the environment is used.
 * @throws OutgoingError
 */
export async function callOutside(
  rules: OutgoingRules,
  asked: Outgoing,
  resolve: Resolve = resolveAll,
): Promise<OutgoingAnswer> {
  const { patience = 10_000 } = asked;
  const ends = Date.now() + patience;
  const url = readAddress(rules, asked.url);
  const addresses = await within(checkedAddresses(rules, url, resolve), patience);
  return await send(rules, { ...asked, patience: Math.max(1, ends - Date.now()) }, url, addresses);
}

/** Whether the address could be called at all; asks the name server, sends nothing. @throws OutgoingError */
export async function checkOutside(
  rules: OutgoingRules,
  address: string,
  resolve: Resolve = resolveAll,
): Promise<void> {
  await within(checkedAddresses(rules, readAddress(rules, address), resolve), 5_000);
}

/** Odd ways to write an address (2130706433, 0x7f.1, 127.0.0.1.) are the same one once a URL has been read. */
function readAddress(rules: OutgoingRules, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.protocol !== "https:" || url.username !== "" || url.password !== "")
    throw new OutgoingError("bad_address");
  if (url.port !== "" && !isAllowed(rules, url)) throw new OutgoingError("bad_address");
  return url;
}

const isAllowed = ({ allow }: OutgoingRules, url: URL): boolean => allow.includes(url.host);

async function checkedAddresses(rules: OutgoingRules, url: URL, resolve: Resolve) {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const found = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await resolve(host).catch(() => {
        throw new OutgoingError("unresolved");
      });
  const checked = isAllowed(rules, url) ? found : found.filter(({ address }) => isPublicAddress(address));
  if (checked.length === 0) throw new OutgoingError(found.length === 0 ? "unresolved" : "not_public");
  return checked;
}

async function within<T>(work: Promise<T>, patience: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutgoingError("too_slow")), patience);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function send(
  { ca }: OutgoingRules,
  { method, headers, body, most = 65_536, patience }: Outgoing,
  url: URL,
  addresses: readonly { address: string; family: number }[],
): Promise<OutgoingAnswer> {
  const checked: LookupFunction = (_host, options, answer) => {
    if (options.all) answer(null, [...addresses]);
    else answer(null, addresses[0]!.address, addresses[0]!.family);
  };
  return new Promise((resolve, reject) => {
    const fail = (reason: OutgoingReason) => {
      call.destroy();
      reject(new OutgoingError(reason));
    };
    const call = requestHttps(
      url,
      {
        method,
        agent: false,
        lookup: checked,
        headers: { ...headers, ...(body ? { "content-length": String(body.length) } : {}) },
        ...(ca ? { ca: [...ca] } : {}),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on("data", (part: Buffer) => {
          size += part.length;
          if (size > most) fail("too_large");
          else parts.push(part);
        });
        answer.on("error", () => fail("unreachable"));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      },
    );
    const timer = setTimeout(() => fail("too_slow"), patience);
    call.on("close", () => clearTimeout(timer));
    call.on("error", () => fail("unreachable"));
    call.end(body);
  });
}
