import type { Offer } from "./call.ts";

export interface Person {
  readonly userId: string;
  readonly teamIds: readonly string[];
  /** Of the devices that are registered now, each `user@domain` once. */
  readonly addresses: readonly string[];
  /** Neither in a call nor in wrap-up, and there for work. */
  readonly isFree: boolean;
}

export interface Rung {
  readonly target:
    | { readonly kind: "user"; readonly userId: string }
    | { readonly kind: "team"; readonly teamId: string };
  /** For how long, in milliseconds. */
  readonly timeoutMs: number;
}

/** Whom a number rings: all devices of its person, or of every free member of its team. Queues will take this place. */
export function ringPlan({ target, timeoutMs }: Rung, people: readonly Person[]): Offer {
  const rung = people.filter((person) =>
    target.kind === "user" ? person.userId === target.userId : person.isFree && person.teamIds.includes(target.teamId),
  );
  const rings = rung.flatMap(({ userId, addresses }) =>
    addresses.map((address) => ({
      party: { kind: "user", userId, address } as const,
      target: { kind: "user", address } as const,
      isAutoAnswer: false,
    })),
  );
  return { rings, timeoutMs };
}
