import { useEffect } from "react";
import { createStore } from "../ui/store.ts";
import type { Looker } from "./protocol.ts";
import { say } from "./socket.ts";

const lookers = createStore<ReadonlyMap<string, readonly Looker[]>>(new Map());
const again = 15_000;

export function setLookers(object: string, objectId: string, people: readonly Looker[]): void {
  lookers.set(new Map(lookers.get()).set(`${object}:${objectId}`, people));
}

/** Who else is on the record, and in which fact. */
export function useLookers(object: string, objectId: string, me: string): readonly Looker[] {
  const people = lookers.use().get(`${object}:${objectId}`) ?? [];
  return people.filter((person) => person.user_id !== me);
}

/** Tells the others that we look at a record, and which fact we edit. */
export function useLook(object: string, objectId: string, field: string | null): void {
  useEffect(() => {
    const look = () => say({ type: "look", object, object_id: objectId, field });
    look();
    const timer = setInterval(look, again);
    return () => clearInterval(timer);
  }, [object, objectId, field]);
  useEffect(() => () => say({ type: "leave" }), []);
}
