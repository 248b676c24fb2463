import { sql } from "kysely";
import type { House } from "../../../platform/house.ts";
import { ha1 } from "../../../platform/telephony/engine/tables.ts";
import type { TrunkLimit } from "../../../platform/telephony/trunk_load.ts";
import { openExtension, sipDomain, works } from "../extension.ts";

/** What the edge must know of one organisation. */
export interface Accounts {
  domain: string;
  /** `user@domain` -> HA1. */
  credentials: Map<string, string>;
  /** Source address -> id of the trunk. */
  sources: Map<string, string>;
  /** The same for networks, as 192.0.2.0/24. */
  networks: Map<string, string>;
  /** Id -> where calls are sent, and how many. */
  trunks: Map<string, TrunkPlace>;
}

export type TrunkPlace = { host: string; port: number } & TrunkLimit;

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
  const { rows: trunks } = await sql<{ id: string; sources: string[] } & TrunkPlace>`
    select id, host, port, sources, channel_limit as channels, calls_per_minute as "perMinute"
      from trunk where retired_at is null and is_on order by created_at, id`.execute(house.db);
  const sources = trunks.flatMap(({ id, sources }) => sources.map((source) => [source, id] as const));
  return {
    domain,
    credentials,
    sources: new Map(sources.filter(([source]) => !source.includes("/"))),
    networks: new Map(sources.filter(([source]) => source.includes("/"))),
    trunks: new Map(trunks.map(({ id, host, port, channels, perMinute }) => [id, { host, port, channels, perMinute }])),
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
