import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Adapter, EngineError, type EngineErrorCode, type EngineEvent } from "../adapter.ts";
import type { Phone, Phones } from "../phones.ts";

/** An engine under test with the phones around it. Its trunk is `carrier`; its prompts are those below. */
export interface Engine {
  adapter: Adapter;
  phones: Phones;
  /** Lets time pass, in milliseconds. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export type Open = () => Promise<Engine>;

/** What every engine under test can play: one tone each. */
export const prompts = {
  music: { tone: 350, ms: 4000 },
  welcome: { tone: 600, ms: 500 },
  menu: { tone: 800, ms: 500 },
} as const;
/** What people in the tests say, in hertz, far enough from each other and from the prompts. */
export const tones = { caller: 440, agent: 1000, other: 1500, supervisor: 2000 } as const;
/** How long an engine under test waits for packets before it tells. */
export const silenceMs = 1000;

type Told = EngineEvent extends infer Event ? (Event extends EngineEvent ? Omit<Event, "at"> : never) : never;

/** One test of the contract, with an engine of its own and what it told. */
export class Trial {
  readonly adapter: Adapter;
  readonly phones: Phones;
  readonly told: Told[] = [];
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.adapter = engine.adapter;
    this.phones = engine.phones;
    this.adapter.listen(({ at, ...event }) => {
      assert.ok(at > 0, "an event says when");
      this.told.push(event as Told);
    });
  }

  pass(ms: number): Promise<void> {
    return this.#engine.pass(ms);
  }

  /** Waits until it holds, at most four seconds. */
  async until<T>(look: () => T, expected: T): Promise<void> {
    for (let left = 4000; ; left -= 20) {
      const seen = await look();
      try {
        return assert.deepEqual(seen, expected);
      } catch (error) {
        if (left <= 0) throw error;
      }
      await this.pass(20);
    }
  }

  hears(phone: Phone, ...expected: number[]): Promise<void> {
    return this.until(() => phone.hears(), expected);
  }

  /** What was told of a leg: kinds only, endpoints aside. */
  kindsOf(legId: string): string[] {
    return this.told.flatMap((event) => ("legId" in event && event.legId === legId ? [event.kind] : []));
  }

  /** What was told of one kind. */
  toldOf<Kind extends EngineEvent["kind"]>(kind: Kind): Extract<Told, { kind: Kind }>[] {
    return this.told.filter((event): event is Extract<Told, { kind: Kind }> => event.kind === kind);
  }

  bridges(): (readonly string[])[] {
    return this.toldOf("bridge.changed").map(({ legIds }) => legIds);
  }

  /** A phone that says its tone and has come in, not yet answered. */
  async caller(tone: number = tones.caller): Promise<{ phone: Phone; callId: string; legId: string }> {
    const phone = await this.phones.subscriber("5550100");
    phone.say(tone);
    const before = this.toldOf("leg.incoming").length;
    await phone.call("5550199");
    await this.until(() => this.toldOf("leg.incoming").length, before + 1);
    const { callId, legId } = this.toldOf("leg.incoming").at(-1)!;
    return { phone, callId, legId };
  }

  /** A caller whom we have answered. */
  async answered(): Promise<{ phone: Phone; callId: string; legId: string }> {
    const caller = await this.caller();
    await this.adapter.answer(caller.legId);
    await this.until(() => caller.phone.state, "talking");
    return caller;
  }

  /** A device under an address that was dialled for a call and has picked up. */
  async agent(callId: string, legId: string, address: string, tone: number): Promise<Phone> {
    const phone = await this.phones.device(address);
    phone.say(tone);
    await this.adapter.dial(callId, legId, { kind: "user", address }, dialing);
    await this.until(() => phone.state, "ringing");
    await this.until(() => this.kindsOf(legId).at(-1), "leg.ringing"); // by another way than the answer, which could be there first
    await phone.answer();
    await this.until(() => this.kindsOf(legId).at(-1), "leg.answered");
    return phone;
  }

  /** A caller and an agent who hear each other. */
  async bridged(): Promise<{ caller: Phone; agent: Phone; callId: string; callerLeg: string; agentLeg: string }> {
    const { phone: caller, callId, legId: callerLeg } = await this.answered();
    const agent = await this.agent(callId, "agent", "lee@agents.test", tones.agent);
    await this.adapter.bridge(callId, [callerLeg, "agent"]);
    await this.hears(caller, tones.agent);
    await this.hears(agent, tones.caller);
    return { caller, agent, callId, callerLeg, agentLeg: "agent" };
  }

  async refuses(verb: Promise<unknown>, code: EngineErrorCode): Promise<void> {
    await assert.rejects(verb, (error) => error instanceof EngineError && error.code === code);
  }
}

export const dialing = { from: { number: "5550199", name: "Shop" }, timeoutMs: 30_000 } as const;

/** Declares a test of the contract for one engine. */
export type Declare = (name: string, body: (trial: Trial) => Promise<void>) => void;

/** @param except names of tests that this engine cannot keep yet; each must be one */
export function declareFor(engineName: string, open: Open, except: Set<string>, skip: string | false): Declare {
  return (name, body) => {
    if (except.delete(name)) return;
    test(`${engineName}: ${name}`, { skip }, async (t: TestContext) => {
      const engine = await open();
      t.after(() => engine.close());
      await body(new Trial(engine));
    });
  };
}
