import type { Extension, VoiceNumber } from "./telephone.ts";

const first = 801;
const most = 999_999;

/** The next extension that nobody has: one above the highest; where there is none above, the first that is free. */
export function nextExtension(taken: Iterable<string>): string {
  const numbers = new Set([...taken].map(Number).filter(Number.isFinite));
  const above = numbers.size === 0 ? first : Math.max(...numbers) + 1;
  if (above <= most) return String(above);
  let free = first;
  while (numbers.has(free)) free += 1;
  return String(free);
}

export interface Colleague {
  id: string;
  name: string;
  team_id: string | null;
}

/** Whom a number rings: the person, or the people of the team, as far as they have an extension. */
export function ringsWhom(
  number: Pick<VoiceNumber, "user_id" | "team_id">,
  people: readonly Colleague[],
  extensions: readonly Extension[],
): Colleague[] {
  const have = new Set(extensions.map(({ user }) => user.id));
  return people.filter(
    ({ id, team_id }) =>
      have.has(id) && (number.user_id ? id === number.user_id : team_id !== null && team_id === number.team_id),
  );
}
