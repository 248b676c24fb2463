import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../../../platform/house.ts";
import type { Log } from "../../../platform/log.ts";
import type { Adapter } from "../../../platform/telephony/adapter.ts";
import type { RegistrationState } from "../../../platform/telephony/sip/registration.ts";
import { sweepLeftFiles } from "../recording/left_files.ts";
import { type Accounts, readAccounts } from "./accounts.ts";
import { type Desk, type DeskPlaces, keepDesk, leaveDesk, newDesk, seenFrom } from "./desk.ts";
import { writeRegistration } from "./registration.write.ts";
import { divide } from "./share.ts";

export interface OfficeParts extends DeskPlaces {
  adapter: Adapter;
  log: Log;
  /** Organisations that this node serves; each is let go of with `release`. */
  organisations(): Promise<{ id: string; slug: string; name: string }[]>;
  open(organisation: { id: string; slug: string; name: string }): Promise<{ house: House; release(): void }>;
  /** Where this engine is: one office at a time stands there. */
  place: string;
  /** Called when what the edge must know has changed; `isAll`: every organisation was asked. */
  changed(accounts: readonly Accounts[], isAll: boolean): Promise<void>;
}

/** A lease is kept four times before it ends: another place has it five seconds after the last time at the latest. */
const lookEvery = 1000;
/** While another place has a lease that may end at any moment. */
const waitFor = 400;
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
    await this.#look();
    this.#lookLater(lookEvery);
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
    for (const desk of this.#desks.values()) await leaveDesk(desk, this.#holder);
    await this.#parts.adapter.close();
  }

  #lookLater(pause: number): void {
    this.#timer = setTimeout(() => {
      this.#isSoon = false;
      this.#isLooking = true;
      this.#looking = this.#look()
        .catch((error: Error) =>
          this.#parts.log.warn({ error: error.message }, "exchanges could not be looked after, trying again"),
        )
        .finally(() => {
          this.#isLooking = false;
        });
      void this.#looking.then(() => !this.#isClosed && this.#lookLater(this.#pause()));
    }, pause);
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
    for (const desk of this.#desks.values())
      await keepDesk(desk, this.#holder, this.#parts).catch((error: Error) => this.#isAway(desk, error));
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
      this.#desks.set(organisation.id, newDesk({ house, release, share, accounts, known }));
    }
    this.#isAll = true;
  }

  #isAway({ house }: Desk, error: Error): void {
    this.#parts.log.warn({ error: error.message, organisation: house.organisation.slug }, "a lease could not be kept");
  }

  #ownerOf(place: { trunkId: string } | { domain: string }): string | undefined {
    for (const [id, { accounts }] of this.#desks)
      if ("trunkId" in place ? accounts.trunks.has(place.trunkId) : accounts.domain === place.domain) return id;
    return undefined;
  }
}

const isUsed = ({ credentials, trunks }: Accounts): boolean => credentials.size + trunks.size > 0;
