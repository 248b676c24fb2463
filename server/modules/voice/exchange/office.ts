import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../../../platform/house.ts";
import type { Log } from "../../../platform/log.ts";
import type { Adapter } from "../../../platform/telephony/adapter.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import type { RegistrationState } from "../../../platform/telephony/sip/registration.ts";
import { sweepLeftFiles } from "../recording/left_files.ts";
import { Recorder } from "../recording/recorder.ts";
import { type Accounts, readAccounts } from "./accounts.ts";
import { Exchange } from "./exchange.ts";
import { giveUpLease, holdLease, leaseMs } from "./lease.ts";
import { writeRegistration } from "./registration.write.ts";
import { divide, type Share } from "./share.ts";
import { Spool } from "./spool.ts";
import { leaveUnled } from "./unled.ts";

export interface OfficeParts {
  adapter: Adapter;
  log: Log;
  /** Where the engine writes recordings. */
  recordingFolder: string;
  promptFolder: string;
  /** Organisations that this node serves; each is let go of with `release`. */
  organisations(): Promise<{ id: string; slug: string; name: string }[]>;
  open(organisation: { id: string; slug: string; name: string }): Promise<{ house: House; release(): void }>;
  /** Where this engine is: one office at a time stands there. */
  place: string;
  /** Where steps of an organisation's calls lie that the database did not take. */
  spoolFile(organisationId: string): string;
  /** Called when what the edge must know has changed; `isAll`: every organisation was asked. */
  changed(accounts: readonly Accounts[], isAll: boolean): Promise<void>;
}

interface Desk {
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

/** A lease is kept four times before it ends: another place has it five seconds after the last time at the latest. */
const lookEvery = 1000;
/** While another place has a lease that may end at any moment. */
const waitFor = 400;
const readEvery = 1900;
const soon = 200;
const lookAroundEvery = 15_000;
const askAgainAfter = 600_000;
const patience = 1000;
const sweepEvery = 3600_000;

/** The exchanges of one node: one for each organisation whose lease it holds, over one engine. */
export class Office {
  readonly #parts: OfficeParts;
  readonly #holder: string;
  readonly #desks = new Map<string, Desk>();
  readonly #shared: ReturnType<typeof divide>;
  #timer: NodeJS.Timeout | undefined;
  #sweepTimer: NodeJS.Timeout | undefined;
  #sweeping: Promise<unknown> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();
  /** When an organisation was asked last whether it has a telephone: to ask opens it. */
  readonly #askedAt = new Map<string, number>();
  #around: Promise<void> | undefined;
  #lookedAround = 0;
  #isAll = false;
  #told = "";
  #isLooking = false;
  /** Whether the next look comes at once. */
  #isSoon = false;
  #isClosed = false;

  constructor(parts: OfficeParts) {
    this.#parts = parts;
    this.#holder = `${parts.place}/${process.pid}-${randomBytes(6).toString("hex")}`;
    this.#shared = divide(parts.adapter, (place) => this.#ownerOf(place));
  }

  async open(): Promise<void> {
    await this.#lookNow();
    this.#sweep();
  }

  /** Now and every hour: what killed processes left on the disk. */
  #sweep(): void {
    this.#sweeping = sweepLeftFiles(this.#parts).catch((error: Error) =>
      this.#parts.log.warn({ error: error.message }, "files of recordings could not be looked through"),
    );
    this.#sweepTimer = setTimeout(() => this.#sweep(), sweepEvery).unref();
  }

  /** Somebody wrote in this organisation: perhaps a command. */
  wake(organisationId: string): void {
    this.#desks
      .get(organisationId)
      ?.exchange?.wake()
      .catch((error: Error) => this.#parts.log.warn({ error: error.message }, "commands could not be read"));
    if (!this.#desks.has(organisationId)) this.#askAgain(organisationId);
    else this.#lookSoon(organisationId);
  }

  /** How a trunk's registration stands, for people to see. */
  registrationChanged(trunkId: string, state: RegistrationState): void {
    const owner = this.#ownerOf({ trunkId });
    const desk = owner === undefined ? undefined : this.#desks.get(owner);
    if (!desk) return;
    const { log } = this.#parts;
    if (state.kind === "failed") log.warn({ trunk: trunkId, code: state.code }, "a trunk does not take us");
    writeRegistration(desk.house.db, trunkId, state).catch((error: Error) =>
      log.warn({ error: error.message }, "how a trunk stands could not be written"),
    );
  }

  /** Extensions and trunks are at the edge a moment after they are set. */
  #lookSoon(organisationId: string): void {
    this.#desks.get(organisationId)!.isStale = true;
    if (this.#isClosed || this.#isSoon) return;
    this.#isSoon = true;
    if (this.#isLooking) return;
    clearTimeout(this.#timer);
    this.#lookLater(soon);
  }

  /** Somebody may have given it a telephone since: it is asked with the next look. */
  #askAgain(organisationId: string): void {
    this.#askedAt.delete(organisationId);
    this.#lookedAround = 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#sweepTimer);
    await this.#sweeping;
    await this.#looking;
    await this.#around?.catch(() => undefined);
    for (const desk of this.#desks.values()) {
      await desk.exchange?.close();
      await giveUpLease(desk.house.db, this.#holder).catch(() => undefined);
      desk.release();
    }
    await this.#parts.adapter.close();
  }

  #lookLater(pause: number): void {
    this.#timer = setTimeout(
      () =>
        void this.#lookNow().catch((error: Error) =>
          this.#parts.log.warn({ error: error.message }, "exchanges could not be looked after, trying again"),
        ),
      pause,
    );
  }

  /** One look after the other, also the first: two at once would open two exchanges for the same calls. */
  #lookNow(): Promise<void> {
    this.#isSoon = false;
    this.#isLooking = true;
    const look = this.#look();
    this.#looking = look
      .catch(() => undefined) // told by who asked
      .then(() => {
        this.#isLooking = false;
        if (!this.#isClosed) this.#lookLater(this.#pause());
      });
    return look;
  }

  #pause(): number {
    if (this.#isSoon) return soon;
    return [...this.#desks.values()].some(({ token }) => token === null) ? waitFor : lookEvery;
  }

  /** Keeps the leases, takes those that are free, and tells the edge what has changed. */
  async #look(): Promise<void> {
    if (Date.now() - this.#lookedAround > lookAroundEvery && !this.#around)
      this.#around = this.#lookAround().finally(() => {
        this.#around = undefined;
      });
    // many organisations take long to be asked, and leases are kept meanwhile
    if (this.#desks.size === 0) await Promise.race([this.#around, sleep(patience, undefined, { ref: false })]);
    await this.#tell().catch(() => undefined); // whoever is in a call is known before calls are taken up
    for (const desk of this.#desks.values()) await this.#keep(desk).catch((error: Error) => this.#isAway(desk, error));
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const isAll = this.#isAll;
    const accounts = [...this.#desks.values()].map(seenFrom);
    const told = JSON.stringify([isAll, accounts], (_key, value) => (value instanceof Map ? [...value] : value));
    if (told === this.#told) return;
    await this.#parts.changed(accounts, isAll);
    this.#told = told;
  }

  async #lookAround(): Promise<void> {
    this.#lookedAround = Date.now();
    for (const organisation of await this.#parts.organisations()) {
      const isAsked = Date.now() - (this.#askedAt.get(organisation.id) ?? 0) < askAgainAfter;
      if (this.#isClosed || this.#desks.has(organisation.id) || isAsked) continue;
      this.#askedAt.set(organisation.id, Date.now());
      const { house, release } = await this.#parts.open(organisation);
      const known = new Map<string, string>();
      const accounts = await readAccounts(house, known);
      if (!isUsed(accounts)) {
        release();
        continue;
      }
      const share = this.#shared.share(organisation.id);
      this.#desks.set(organisation.id, {
        house,
        release,
        share,
        accounts,
        known,
        token: null,
        keptAt: 0,
        readAt: 0,
        isStale: false,
        exchange: undefined,
      });
    }
    this.#isAll = true;
  }

  #isAway({ house }: Desk, error: Error): void {
    this.#parts.log.warn({ error: error.message, organisation: house.organisation.slug }, "a lease could not be kept");
  }

  async #keep(desk: Desk): Promise<void> {
    const askedAt = performance.now();
    const lease = await holdLease(desk.house.db, this.#holder);
    desk.keptAt = askedAt;
    if (desk.isStale || askedAt - desk.readAt > readEvery) {
      desk.isStale = false; // what is written while they are read is read with the next look
      desk.accounts = await readAccounts(desk.house, desk.known);
      desk.readAt = askedAt;
    }
    if ((lease?.token ?? null) === desk.token) {
      void desk.exchange?.wake().catch(() => undefined); // word of a command may have been lost on its way from another node
      return;
    }
    await desk.exchange?.close();
    desk.exchange = undefined;
    desk.token = null;
    if (!lease) return leaveUnled(desk.share);
    const { house, share, accounts } = desk;
    const { recordingFolder, promptFolder, spoolFile } = this.#parts;
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

  #ownerOf(place: { trunkId: string } | { domain: string }): string | undefined {
    for (const [id, { accounts }] of this.#desks)
      if ("trunkId" in place ? accounts.trunks.has(place.trunkId) : accounts.domain === place.domain) return id;
    return undefined;
  }
}

/** Who has no lease signs in nowhere. */
const seenFrom = ({ accounts, token }: Desk): Accounts =>
  token !== null
    ? accounts
    : {
        ...accounts,
        trunks: new Map([...accounts.trunks].map(([id, trunk]) => [id, { ...trunk, isRegistered: false }])),
      };

const isUsed = ({ credentials, trunks }: Accounts): boolean => credentials.size + trunks.size > 0;
