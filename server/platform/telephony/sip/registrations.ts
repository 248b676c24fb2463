import type { Clock } from "../clock.ts";
import type { Edge } from "./edge.ts";
import { Registration, type RegistrationState, type SignIn } from "./registration.ts";

/** The trunks at which we sign in. */
export class Registrations {
  readonly #edge: Edge;
  readonly #clock: Clock;
  readonly #changed: (trunkId: string, state: RegistrationState) => void;
  readonly #open = new Map<string, Registration>();

  constructor(edge: Edge, clock: Clock, changed: (trunkId: string, state: RegistrationState) => void) {
    this.#edge = edge;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** From now on exactly these, by the trunk's id: who is new is signed in, who has gone is signed off, who has changed is both. */
  replace(wanted: ReadonlyMap<string, SignIn>): void {
    for (const [trunkId, registration] of this.#open) {
      const signIn = wanted.get(trunkId);
      if (signIn && JSON.stringify(signIn) === JSON.stringify(registration.signIn)) continue;
      registration.end();
      this.#open.delete(trunkId);
    }
    for (const [trunkId, signIn] of wanted) {
      if (this.#open.has(trunkId)) continue;
      const changed = (state: RegistrationState) => this.#changed(trunkId, state);
      this.#open.set(trunkId, new Registration(this.#edge, lineUser(trunkId), signIn, this.#clock, changed));
    }
  }

  states(): Map<string, RegistrationState> {
    return new Map([...this.#open].map(([trunkId, { state }]) => [trunkId, state]));
  }

  close(): void {
    this.replace(new Map());
  }
}

/** As whom a trunk's calls come to the edge, which then takes whom they mean from To. */
const lineUser = (trunkId: string): string => `line-${trunkId}`;
