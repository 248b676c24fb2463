import type { House } from "../../../platform/house.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import { Recorder } from "../recording/recorder.ts";
import { type Accounts, readAccounts } from "./accounts.ts";
import { Exchange } from "./exchange.ts";
import { giveUpLease, holdLease, leaseMs } from "./lease.ts";
import type { Share } from "./share.ts";
import { Spool } from "./spool.ts";
import { leaveUnled } from "./unled.ts";

/** Where files of calls are. */
export interface DeskPlaces {
  /** Where the engine writes recordings. */
  recordingFolder: string;
  promptFolder: string;
  /** Where steps of an organisation's calls lie that the database did not take. */
  spoolFile(organisationId: string): string;
}

/** One organisation in an office: its exchange for as long as its lease is held here. */
export interface Desk {
  house: House;
  release(): void;
  share: Share;
  accounts: Accounts;
  token: number | null;
  /** When the lease was kept last; milliseconds of a clock that only goes forward. */
  keptAt: number;
  /** When accounts were read last. */
  readAt: number;
  /** Whether somebody wrote since they were read. */
  isStale: boolean;
  exchange: Exchange | undefined;
  /** HA1 of extensions that were decrypted already. */
  known: Map<string, string>;
}

const readEvery = 1900;

/** Nobody has its lease here yet. */
export const newDesk = (parts: Pick<Desk, "house" | "release" | "share" | "accounts" | "known">): Desk => ({
  ...parts,
  ...{ token: null, keptAt: 0, readAt: 0, isStale: false, exchange: undefined },
});

/** Keeps its lease or asks for it, reads its accounts when they may have changed, and opens or ends its exchange with the lease. */
export async function keepDesk(desk: Desk, holder: string, places: DeskPlaces): Promise<void> {
  const askedAt = performance.now();
  const lease = await holdLease(desk.house.db, holder);
  desk.keptAt = askedAt;
  if (desk.isStale || askedAt - desk.readAt > readEvery) {
    desk.isStale = false; // what is written while they are read is read with the next look
    desk.accounts = await readAccounts(desk.house, desk.known);
    desk.readAt = askedAt;
  }
  if ((lease?.token ?? null) === desk.token) return;
  await desk.exchange?.close();
  desk.exchange = undefined;
  desk.token = null;
  if (!lease) return leaveUnled(desk.share);
  const { house, share, accounts } = desk;
  const { recordingFolder, promptFolder, spoolFile } = places;
  const exchange = new Exchange({
    house,
    adapter: share,
    clock: systemClock,
    domain: accounts.domain,
    lease,
    isHeld: () => performance.now() - desk.keptAt < leaseMs,
    spool: new Spool(spoolFile(house.organisation.id)),
    recorder: new Recorder(house, recordingFolder),
    promptFolder,
  });
  await exchange.open();
  Object.assign(desk, { exchange, token: lease.token });
}

/** Who comes next has the lease at once. */
export async function leaveDesk(desk: Desk, holder: string): Promise<void> {
  await desk.exchange?.close();
  await giveUpLease(desk.house.db, holder).catch(() => undefined);
  desk.release();
}

/** Who has no lease signs in nowhere. */
export const seenFrom = ({ accounts, token }: Desk): Accounts =>
  token !== null
    ? accounts
    : {
        ...accounts,
        trunks: new Map([...accounts.trunks].map(([id, trunk]) => [id, { ...trunk, isRegistered: false }])),
      };
