/** Customers whom rows of the file itself have made or will make, by key. */
export interface Known {
  find(key: string): string | undefined;
  add(key: string, id: string): void;
}

/** Of chunks that the database may not show yet. One that is written is found there and forgotten here. */
export class InFlight implements Known {
  #chunks: { number: number; ids: Map<string, string> }[] = [];

  begin(number: number): void {
    this.#chunks.push({ number, ids: new Map() });
  }

  find(key: string): string | undefined {
    for (const { ids } of this.#chunks) {
      const id = ids.get(key);
      if (id) return id;
    }
    return undefined;
  }

  add(key: string, id: string): void {
    const { ids } = this.#chunks.at(-1)!;
    if (!ids.has(key)) ids.set(key, id);
  }

  /** The database shows all chunks before this one. */
  forgetBefore(number: number): void {
    this.#chunks = this.#chunks.filter((chunk) => chunk.number >= number);
  }
}

/**
 * Of a whole file that is only checked: keys as numbers of 52 bits in an open table, 16 bytes each at most. Two keys of one
 * number are one in a billion at a million rows, and then a count is off by one.
 */
export class WholeFile implements Known {
  #table = new Float64Array(1 << 16);
  #size = 0;

  find(key: string): string | undefined {
    return this.#table[this.#slot(hash(key))] === 0 ? undefined : "own";
  }

  add(key: string): void {
    const value = hash(key);
    const slot = this.#slot(value);
    if (this.#table[slot] !== 0) return;
    this.#table[slot] = value;
    if (++this.#size * 2 > this.#table.length) this.#grow();
  }

  #slot(value: number): number {
    const mask = this.#table.length - 1;
    let slot = value % this.#table.length;
    while (this.#table[slot] !== 0 && this.#table[slot] !== value) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Float64Array(old.length * 2);
    for (const value of old) if (value !== 0) this.#table[this.#slot(value)] = value;
  }
}

/** Two rounds of FNV-1a, 52 bits of them; never 0. */
function hash(text: string): number {
  let one = 0x811c9dc5;
  let other = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    one = Math.imul(one ^ text.charCodeAt(i), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(i), 0x85ebca6b) ^ (other >>> 13);
  }
  return (one >>> 0) * 0x100000 + ((other >>> 0) & 0xfffff) || 1;
}
