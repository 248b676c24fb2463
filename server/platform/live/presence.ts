export interface Looker {
  user_id: string;
  field: string | null;
}

const staleAfter = 45_000;

/** Who looks at which record, on this node and on others; entries that are not repeated fade. */
export class Presence {
  readonly #records = new Map<string, Map<string, { lookers: Looker[]; at: number }>>();

  /** Sets who looks at the record through one source (a node); an empty list removes the source. */
  set(record: string, source: string, lookers: Looker[], now: number): void {
    const sources = this.#records.get(record) ?? new Map<string, { lookers: Looker[]; at: number }>();
    if (lookers.length === 0) sources.delete(source);
    else sources.set(source, { lookers, at: now });
    if (sources.size === 0) this.#records.delete(record);
    else this.#records.set(record, sources);
  }

  /** Everybody at the record, one entry a person; who edits a field wins over who only looks. */
  at(record: string, now: number): Looker[] {
    const people = new Map<string, Looker>();
    for (const [source, { lookers, at }] of this.#records.get(record) ?? []) {
      if (now - at > staleAfter) this.#records.get(record)?.delete(source);
      else
        for (const looker of lookers)
          if (looker.field !== null || !people.has(looker.user_id)) people.set(looker.user_id, looker);
    }
    return [...people.values()].sort((one, other) => (one.user_id < other.user_id ? -1 : 1));
  }
}
