import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../../../platform/house.ts";
import type { Log } from "../../../platform/log.ts";
import type { Adapter } from "../../../platform/telephony/adapter.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import { Recorder } from "../recording/recorder.ts";
import { type Accounts, readAccounts } from "./accounts.ts";
import { Exchange } from "./exchange.ts";
import { giveUpLease, holdLease } from "./lease.ts";
import { divide, type Share } from "./share.ts";

export interface OfficeParts {
  adapter: Adapter;
  log: Log;
  /** Where the engine writes recordings. */
  recordingFolder: string;
  promptFolder: string;
  /** Organisations that this node serves; each is let go of with `release`. */
  organisations(): Promise<{ id: string; slug: string; name: string }[]>;
  open(organisation: { id: string; slug: string; name: string }): Promise<{ house: House; release(): void }>;
  /** Called when what the edge must know has changed. */
  changed(accounts: readonly Accounts[]): Promise<void>;
}

interface Desk {
  house: House;
  release(): void;
  share: Share;
  accounts: Accounts;
  token: string | null;
  exchange: Exchange | undefined;
  /** HA1 of extensions that were decrypted already. */
  known: Map<string, string>;
}

const lookEvery = 2000;
const soon = 200;
const lookAroundEvery = 15_000;
const askAgainAfter = 600_000;
const patience = 1000;

/** The exchanges of one node: one for each organisation whose lease it holds, over one engine. */
export class Office {
  readonly #parts: OfficeParts;
  readonly #holder = `${process.pid}-${randomBytes(6).toString("hex")}`;
  readonly #desks = new Map<string, Desk>();
  readonly #shared: ReturnType<typeof divide>;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  /** When an organisation was asked last whether it has a telephone: to ask opens it. */
  readonly #askedAt = new Map<string, number>();
  #around: Promise<void> | undefined;
  #lookedAround = 0;
  #told = "";
  #isSoon = false;
  #isClosed = false;

  constructor(parts: OfficeParts) {
    this.#parts = parts;
    this.#shared = divide(parts.adapter, (place) => this.#ownerOf(place));
  }

  async open(): Promise<void> {
    await this.#look();
    this.#lookLater();
  }

  /** Somebody wrote in this organisation: perhaps a command. */
  wake(organisationId: string): void {
    this.#desks
      .get(organisationId)
      ?.exchange?.wake()
      .catch((error: Error) => this.#parts.log.warn({ error: error.message }, "commands could not be read"));
    if (!this.#desks.has(organisationId)) this.#askAgain(organisationId);
    else if (!this.#isClosed && !this.#isSoon) this.#lookSoon();
  }

  #lookSoon(): void {
    this.#isSoon = true; // extensions and trunks are at the edge a moment after they are set
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
    await this.#looking;
    await this.#around?.catch(() => undefined);
    for (const desk of this.#desks.values()) {
      await desk.exchange?.close();
      await giveUpLease(desk.house.db, this.#holder).catch(() => undefined);
      desk.release();
    }
    await this.#parts.adapter.close();
  }

  #lookLater(pause = lookEvery): void {
    this.#timer = setTimeout(() => {
      this.#isSoon = false;
      this.#looking = this.#look().catch((error: Error) =>
        this.#parts.log.warn({ error: error.message }, "exchanges could not be looked after, trying again"),
      );
      void this.#looking.then(() => !this.#isClosed && !this.#isSoon && this.#lookLater());
    }, pause);
  }

  /** Keeps the leases, takes those that are free, and tells the edge what has changed. */
  async #look(): Promise<void> {
    if (Date.now() - this.#lookedAround > lookAroundEvery && !this.#around)
      this.#around = this.#lookAround().finally(() => {
        this.#around = undefined;
      });
    // many organisations take long to be asked, and leases are kept meanwhile
    await Promise.race([this.#around, sleep(patience, undefined, { ref: false })]);
    for (const desk of this.#desks.values()) await this.#keep(desk).catch((error: Error) => this.#isAway(desk, error));
    const accounts = [...this.#desks.values()].map((desk) => desk.accounts);
    const told = JSON.stringify(accounts, (_key, value) => (value instanceof Map ? [...value] : value));
    if (told === this.#told) return;
    await this.#parts.changed(accounts);
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
      this.#desks.set(organisation.id, { house, release, share, accounts, known, token: null, exchange: undefined });
    }
  }

  #isAway({ house }: Desk, error: Error): void {
    this.#parts.log.warn({ error: error.message, organisation: house.organisation.slug }, "a lease could not be kept");
  }

  async #keep(desk: Desk): Promise<void> {
    desk.accounts = await readAccounts(desk.house, desk.known);
    const token = await holdLease(desk.house.db, this.#holder);
    if (token === desk.token) return;
    await desk.exchange?.close();
    desk.exchange = undefined;
    desk.token = token;
    if (token === null) return;
    const { house, share } = desk;
    const { recordingFolder, promptFolder } = this.#parts;
    const recorder = new Recorder(house, recordingFolder);
    const { domain } = desk.accounts;
    desk.exchange = new Exchange({ house, adapter: share, clock: systemClock, domain, token, recorder, promptFolder });
    await desk.exchange.open();
  }

  #ownerOf(place: { trunkId: string } | { domain: string }): string | undefined {
    for (const [id, { accounts }] of this.#desks)
      if ("trunkId" in place ? accounts.trunks.has(place.trunkId) : accounts.domain === place.domain) return id;
    return undefined;
  }
}

const isUsed = ({ credentials, trunks }: Accounts): boolean => credentials.size + trunks.size > 0;
