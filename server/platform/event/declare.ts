import type { TObject } from "typebox";

const declared = new Map<string, TObject>();

/** A module declares its events with the shape of their payload: ids and counts only, never values. */
export function declareEvents(events: Record<string, TObject>): void {
  for (const [name, payload] of Object.entries(events)) {
    if (declared.has(name)) throw new Error(`event ${name} is declared twice`);
    declared.set(name, payload);
  }
}

export const isDeclared = (name: string): boolean => declared.has(name);
export const declaredEvents = (): ReadonlyMap<string, TObject> => declared;
