import { sql } from "kysely";
import type { House } from "../../../platform/house.ts";
import { ha1 } from "../../../platform/telephony/engine/tables.ts";
import { openExtension, sipDomain, works } from "../extension.ts";

/** What the edge must know of one organisation. */
export interface Accounts {
  domain: string;
  /** `user@domain` -> HA1. */
  credentials: Map<string, string>;
  /** Source address -> id of the trunk. */
  sources: Map<string, string>;
  /** Id -> where calls are sent. */
  trunks: Map<string, { host: string; port: number }>;
}

const largestNetwork = 24;

/**
 * As trunks and extensions stand now; what cannot be decrypted signs nobody in.
 * @param known HA1 by sealed password, filled here: each is decrypted once
 */
export async function readAccounts(house: House, known: Map<string, string>): Promise<Accounts> {
  const domain = sipDomain(house);
  const { rows: people } = await sql<{ user_id: string; digits: string; password: string }>`
    select e.user_id, e.digits, e.password from extension e join app_user u on u.id = e.user_id where ${works("u")}`.execute(
    house.db,
  );
  const credentials = new Map<string, string>();
  for (const { user_id, digits, password } of people) {
    const key = `${digits} ${password}`;
    const plain = known.has(key) ? null : opened(house, user_id, password);
    if (plain !== null) known.set(key, ha1(digits, domain, plain));
    const digest = known.get(key);
    if (digest !== undefined) credentials.set(`${digits}@${domain}`, digest);
  }
  const { rows: trunks } = await sql<{ id: string; host: string; port: number; sources: string[] }>`
    select id, host, port, sources from trunk where retired_at is null and is_on`.execute(house.db);
  return {
    domain,
    credentials,
    sources: new Map(
      trunks.flatMap(({ id, sources }) => sources.flatMap(addressesOf).map((address) => [address, id] as const)),
    ),
    trunks: new Map(trunks.map(({ id, host, port }) => [id, { host, port }])),
  };
}

function opened(house: House, userId: string, sealed: string): string | null {
  try {
    return openExtension(house, userId, sealed);
  } catch {
    house.log.error({ user: userId }, "an extension's password cannot be decrypted");
    return null;
  }
}

/** The addresses of a source; of IPv4 networks up to 256, of larger ones and other networks none. */
export function addressesOf(source: string): string[] {
  const [address = "", length] = source.split("/");
  if (length === undefined) return [address];
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || Number(length) < largestNetwork || Number(length) > 32) return [];
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(parts[3]! / size) * size;
  return Array.from({ length: size }, (_, index) => [...parts.slice(0, 3), first + index].join("."));
}
