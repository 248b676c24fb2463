import type { WebSocket } from "ws";
import { type Cursor, cursorText, type EventRow, eventsAfter, parseCursor, settledCursor } from "../event/cursor.ts";
import type { House } from "../house.ts";
import type { Actor } from "../permission/actor.ts";
import type { Bus } from "./bus.ts";
import { type Looker, Presence } from "./presence.ts";
import { visibleEvents } from "./visibility.ts";

export interface HubParts {
  house: House;
  bus: Bus;
  /** Milliseconds between two looks when nobody pings: more organisations, fewer looks each. */
  pollEvery(): number;
  /** The actor of a session as it stands now; null when the session has ended. */
  reload(sessionId: string): Promise<Actor | null>;
  /** May this actor see the record that they look at? */
  maySee(actor: Actor, object: string, objectId: string): Promise<boolean>;
}

interface Seat {
  socket: WebSocket;
  actor: Actor;
  looking: { record: string; looker: Looker; at: number } | null;
  heard: { second: number; count: number };
}

const replayLimit = 2_000;
const batchSize = 500;
const recheckEvery = 15_000;
const seatsOfOne = 30;
const messagesPerSecond = 20;
const lookersTold = 30;

/** The live channel of one organisation on this node: reads settled events and tells each socket what it may hear. */
export class Hub {
  readonly #parts: HubParts;
  readonly #seats = new Set<Seat>();
  readonly #presence = new Presence();
  #cursor: Cursor = { xid: "0", id: 0 };
  #reading: Promise<void> | undefined;
  #readAgain = false;
  #pollTimer: NodeJS.Timeout | undefined;
  #recheckTimer: NodeJS.Timeout | undefined;
  #unlisten: (() => void) | undefined;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  get socketCount(): number {
    return this.#seats.size;
  }

  async open(): Promise<void> {
    this.#cursor = await settledCursor(this.#parts.house.db);
    this.#unlisten = this.#parts.bus.listen(this.#parts.house.organisation.id, {
      events: () => this.wake(),
      presence: (note) => this.#hearPresence(note),
    });
    this.#pollLater();
    this.#recheckTimer = setInterval(() => void this.#recheck(), recheckEvery);
  }

  #pollLater(): void {
    this.#pollTimer = setTimeout(() => {
      void this.wake();
      this.#pollLater();
    }, this.#parts.pollEvery());
  }

  /** Takes a socket in: replays what it missed since `after`, or says "resync" when that is too much or unknown. */
  async join(socket: WebSocket, actor: Actor, after: string | null): Promise<void> {
    const seat: Seat = { socket, actor, looking: null, heard: { second: 0, count: 0 } };
    const sameSession = [...this.#seats].filter((one) => one.actor.sessionId === actor.sessionId).length;
    if (sameSession >= seatsOfOne) return socket.close(1013, "too many channels");
    socket.on("message", (message) => {
      if (isTooMany(seat)) socket.close(1008, "too many messages");
      else this.#hearPage(seat, String(message)).catch(() => socket.close(1011, "not understood"));
    });
    socket.on("close", () => this.#leave(seat));
    await this.wake();
    const since = after === null ? undefined : parseCursor(after);
    const joinedAt = this.#cursor;
    if (since) await this.#replay(seat, since, joinedAt);
    else if (after !== null) send(seat, { type: "resync" });
    send(seat, { type: "hello", cursor: cursorText(joinedAt) });
    this.#seats.add(seat);
    await this.#catchUp(seat, joinedAt);
  }

  async #replay(seat: Seat, since: Cursor, until: Cursor): Promise<void> {
    const missed = await eventsAfter(this.#parts.house.db, since, replayLimit + 1);
    if (missed.length > replayLimit) return send(seat, { type: "resync" });
    await this.#tell(
      seat,
      missed.filter((event) => !isAfter(event, until)),
      cursorText(until),
    );
  }

  /** Events settled between reading the cursor and taking the seat. */
  async #catchUp(seat: Seat, joinedAt: Cursor): Promise<void> {
    if (!isAfter(this.#cursor, joinedAt)) return;
    const missed = await eventsAfter(this.#parts.house.db, joinedAt, replayLimit);
    await this.#tell(seat, missed, cursorText(this.#cursor));
  }

  /** Reads on; calls during a read lead to one more read. */
  wake(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return this.#reading;
    }
    this.#reading = this.#readOn().finally(() => {
      this.#reading = undefined;
      if (this.#readAgain) {
        this.#readAgain = false;
        void this.wake();
      }
    });
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    const { house } = this.#parts;
    try {
      for (;;) {
        const events = await eventsAfter(house.db, this.#cursor, batchSize);
        const last = events.at(-1);
        if (!last) return;
        this.#cursor = { xid: last.xid, id: last.id };
        if (events.some((event) => event.root === "policy" || event.root === "session")) await this.#recheck();
        await Promise.all([...this.#seats].map((seat) => this.#tell(seat, events, cursorText(this.#cursor))));
        if (events.length < batchSize) return;
      }
    } catch (error) {
      house.log.warn({ error: (error as Error).message }, "events could not be read, trying again");
    }
  }

  async #tell(seat: Seat, events: readonly EventRow[], cursor: string): Promise<void> {
    const visible = await visibleEvents(this.#parts.house.db, seat.actor, events);
    if (visible.length === 0) return;
    const told = visible.map(({ name, object, object_id, root, root_id }) => ({
      name,
      object,
      object_id,
      root,
      root_id,
    }));
    send(seat, { type: "events", cursor, events: told });
  }

  async #recheck(): Promise<void> {
    for (const seat of this.#seats) {
      const actor = seat.actor.sessionId
        ? await this.#parts.reload(seat.actor.sessionId).catch(() => seat.actor)
        : null;
      if (!actor) seat.socket.close(4401, "session ended");
      else seat.actor = actor;
    }
  }

  async #hearPage(seat: Seat, text: string): Promise<void> {
    const message = parseMessage(text);
    if (!message) return;
    const { record: before } = seat.looking ?? { record: null };
    if (message.type === "leave") seat.looking = null;
    else {
      const record = `${message.object}:${message.object_id}`;
      if (before !== record && !(await this.#parts.maySee(seat.actor, message.object, message.object_id))) return;
      seat.looking = { record, looker: { user_id: seat.actor.userId, field: message.field }, at: Date.now() };
    }
    for (const record of new Set([before, seat.looking?.record])) if (record) await this.#tellPresence(record);
  }

  #leave(seat: Seat): void {
    this.#seats.delete(seat);
    if (seat.looking) void this.#tellPresence(seat.looking.record);
  }

  async #tellPresence(record: string): Promise<void> {
    const here = lookersOf([...this.#seats].filter((seat) => seat.looking?.record === record));
    this.#presence.set(record, this.#parts.bus.name, here, Date.now());
    this.#showPresence(record);
    const [object = "", object_id = ""] = record.split(":");
    const { bus, house } = this.#parts;
    await bus.tell(house.organisation.id, { object, object_id, people: here });
  }

  #hearPresence(note: { node: string; object: string; object_id: string; people: Looker[] }): void {
    const record = `${note.object}:${note.object_id}`;
    this.#presence.set(record, note.node, note.people, Date.now());
    this.#showPresence(record);
  }

  #showPresence(record: string): void {
    const [object, object_id] = record.split(":");
    const people = this.#presence.at(record, Date.now());
    for (const seat of this.#seats)
      if (seat.looking?.record === record) send(seat, { type: "presence", object, object_id, people });
  }

  async close(): Promise<void> {
    clearTimeout(this.#pollTimer);
    this.#unlisten?.();
    clearInterval(this.#recheckTimer);
    for (const seat of this.#seats) seat.socket.close(1001, "node stops");
    this.#seats.clear();
  }
}

/** One entry a person, and no more than a NOTIFY can carry; who edits a field comes first. */
function lookersOf(seats: readonly Seat[]): Looker[] {
  const people = new Map<string, Looker>();
  for (const { looking } of seats)
    if (looking && (looking.looker.field !== null || !people.has(looking.looker.user_id)))
      people.set(looking.looker.user_id, looking.looker);
  return [...people.values()].slice(0, lookersTold);
}

function isTooMany(seat: Seat): boolean {
  const second = Math.floor(Date.now() / 1000);
  seat.heard = second === seat.heard.second ? { second, count: seat.heard.count + 1 } : { second, count: 1 };
  return seat.heard.count > messagesPerSecond;
}

function send(seat: Seat, message: object): void {
  if (seat.socket.readyState === seat.socket.OPEN) seat.socket.send(JSON.stringify(message));
}

const isAfter = (one: Cursor, other: Cursor): boolean =>
  BigInt(one.xid) > BigInt(other.xid) || (one.xid === other.xid && one.id > other.id);

type PageMessage = { type: "look"; object: string; object_id: string; field: string | null } | { type: "leave" };

function parseMessage(text: string): PageMessage | undefined {
  try {
    const message = JSON.parse(text) as Record<string, unknown>;
    if (message.type === "leave") return { type: "leave" };
    const { object, object_id, field } = message;
    if (message.type !== "look" || typeof object !== "string" || typeof object_id !== "string") return undefined;
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(object_id) || !/^[a-z_]{1,40}$/.test(object))
      return undefined;
    return { type: "look", object, object_id, field: typeof field === "string" ? field.slice(0, 60) : null };
  } catch {
    return undefined;
  }
}
