import type { GeneratedCustomer, Stage } from "./customers.ts";
import { type Random, randomOf } from "./random.ts";
import { type TalkKind, talk } from "./talk.ts";

/** A touch in a customer's past. `contact` and `user` are indexes; a user is missing when nobody owns the customer. */
export type GeneratedInteraction = {
  kind: TalkKind;
  direction?: "in" | "out";
  department: "sales" | "marketing" | "service";
  subject: string;
  body: string;
  contact?: number;
  user?: number;
  happenedAt: Date;
  durationS?: number;
};

/** The eighteen months before `now`, oldest first, in working hours (UTC+8), more for better customers. `count` fixes how many. */
export function interactionsOf(
  seed: number,
  customer: GeneratedCustomer,
  now: Date,
  count?: number,
): GeneratedInteraction[] {
  const random = randomOf(seed ^ 0x51ed27, customer.index);
  const [low, high] = density[customer.stage];
  const length = count ?? random.between(low, high);
  const times = Array.from({ length }, () => workingTime(random, customer, now)).sort((a, b) => a - b);
  return times.map((time) => interaction(random, customer, time));
}

const density: Record<Stage, [number, number]> = {
  prospect: [0, 3],
  interested: [2, 8],
  buyer: [4, 14],
  loyal: [8, 24],
  high_value: [18, 44],
  lapsed: [1, 6],
};

function interaction(random: Random, customer: GeneratedCustomer, time: number): GeneratedInteraction {
  const kind = random.pick(kinds);
  const contact = customer.contacts.length > 0 ? random.below(customer.contacts.length) : undefined;
  const person = contact === undefined ? customer.name : (customer.contacts[contact]?.name ?? customer.name);
  const result: GeneratedInteraction = {
    kind,
    department: random.chance(0.75) ? "sales" : random.chance(0.7) ? "service" : "marketing",
    ...talk(random, kind, customer.language, person),
    happenedAt: new Date(time),
  };
  if (kind === "call" || kind === "mail") result.direction = random.chance(0.62) ? "out" : "in";
  if (kind === "call") result.durationS = random.between(40, 1100);
  if (kind === "visit" || kind === "meeting") result.durationS = random.between(2, 12) * 900;
  if (contact !== undefined) result.contact = contact;
  if (customer.owner !== undefined) result.user = customer.owner;
  return result;
}

const day = 86_400_000;
const china = 8 * 3_600_000;

/** A moment on a weekday between 8:30 and 18:00 in China, never in the future; a lapsed customer's last half year is silent. */
function workingTime(random: Random, customer: GeneratedCustomer, now: Date): number {
  const until = now.getTime() - (customer.stage === "lapsed" ? 180 * day : 0);
  const from = now.getTime() - 540 * day;
  const midnight = Math.floor((from + random.next() * (until - from) + china) / day) * day - china;
  const weekday = new Date(midnight + china).getUTCDay();
  const shifted = midnight - (weekday === 6 ? day : weekday === 0 ? 2 * day : 0);
  const time = shifted + 8.5 * 3_600_000 + random.below(570) * 60_000;
  if (time <= until) return time;
  const back = new Date(shifted + china).getUTCDay() === 1 ? 3 * day : day;
  return time - back;
}

const kinds: TalkKind[] = [
  "call",
  "call",
  "call",
  "call",
  "note",
  "note",
  "note",
  "visit",
  "visit",
  "mail",
  "mail",
  "mail",
  "meeting",
];
