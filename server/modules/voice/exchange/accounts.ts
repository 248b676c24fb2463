import { sql } from "kysely";
import type { House } from "../../../platform/house.ts";
import { ha1 } from "../../../platform/telephony/engine/tables.ts";
import type { TrunkLimit } from "../../../platform/telephony/trunk_load.ts";
import { openExtension, sipDomain, telephones } from "../extension.ts";
import { openTrunk } from "../trunk.ts";
import { Hosts } from "./hosts.ts";

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

export type TrunkPlace = TrunkLimit & {
  host: string;
  port: number;
  /** What is answered when it asks who we are. */
  key: { username: string; password: string } | null;
  /** Whether we sign in there, which only who holds the lease does. */
  isRegistered: boolean;
};

/**
 * As trunks and extensions stand now; what cannot be decrypted signs nobody in.
 * @param known HA1 of extensions and passwords of trunks by what is sealed, filled here: each is decrypted once
 */
export async function readAccounts(house: House, known: Map<string, string>): Promise<Accounts> {
  const domain = sipDomain(house);
  const { rows: people } = await sql<{ user_id: string; digits: string; password: string }>`
    select e.user_id, e.digits, e.password from extension e join app_user u on u.id = e.user_id where ${telephones("u")}`.execute(
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
  const trunks = await readTrunks(house, known);
  const sources = trunks.flatMap(({ id, sources }) => sources.map((source) => [source, id] as const));
  return {
    domain,
    credentials,
    sources: new Map(sources.filter(([source]) => !source.includes("/"))),
    networks: new Map(sources.filter(([source]) => source.includes("/"))),
    trunks: new Map(trunks.map(({ id, sources: _, ...place }) => [id, place])),
  };
}

type TrunkRow = Omit<TrunkPlace, "key"> & {
  id: string;
  sources: string[];
  username: string | null;
  password: string | null;
};

async function readTrunks(house: House, known: Map<string, string>) {
  const { rows } = await sql<TrunkRow>`
    select id, host, port, sources, username, password, kind = 'registration' as "isRegistered",
        channel_limit as channels, calls_per_minute as "perMinute"
      from trunk where retired_at is null and is_on order by created_at, id`.execute(house.db);
  return rows.map(({ username, password: sealed, sources, ...place }) => {
    const password = sealed === null ? null : openedOnce(known, sealed, () => openTrunk(house, place.id, sealed));
    if (sealed !== null && password === null) house.log.error({ trunk: place.id }, "its password cannot be decrypted");
    const key = username !== null && password !== null ? { username, password } : null;
    return { ...place, key, sources: place.isRegistered ? [...sources, ...hosts.addresses(place.host)] : sources };
  });
}

/** Who we sign in at calls from there. */
const hosts = new Hosts();

function openedOnce(known: Map<string, string>, sealed: string, open: () => string): string | null {
  try {
    if (!known.has(sealed)) known.set(sealed, open());
  } catch {
    return null;
  }
  return known.get(sealed)!;
}

function opened(house: House, userId: string, sealed: string): string | null {
  try {
    return openExtension(house, userId, sealed);
  } catch {
    house.log.error({ user: userId }, "an extension's password cannot be decrypted");
    return null;
  }
}
