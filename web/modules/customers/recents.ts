export interface Recent {
  id: string;
  name: string;
  number: string;
  kind: "company" | "person";
}

const place = "zhiyin.recent_customers";
const kept = 8;

/** Keeps the records opened last on this computer, for an empty palette. */
export function remember(recent: Recent): void {
  const before = recents();
  if (before[0]?.id === recent.id && before[0].name === recent.name) return;
  keep([recent, ...before.filter((one) => one.id !== recent.id)].slice(0, kept));
}

/** Of an erased customer not even the name stays here. */
export function forget(id: string): void {
  keep(recents().filter((one) => one.id !== id));
}

function keep(next: readonly Recent[]): void {
  try {
    localStorage.setItem(place, JSON.stringify(next));
  } catch {}
}

export function recents(): Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(stored) ? (stored as Recent[]) : [];
  } catch {
    return [];
  }
}
