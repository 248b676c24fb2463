import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { personOf } from "./reach.ts";
import type { addTouchContract, updateTouchContract } from "./said.contract.ts";
import { addSaid, readSaid, removeSaid, type Shelf, updateSaid } from "./said.ts";

export type Touch = ResponseOf<typeof addTouchContract>;
type Ids = { customerId: string; touchId: string };

export const touchShelf: Shelf = {
  object: "touch",
  fields: ["channel", "campaign", "other_party", "user_id"],
  shown: sql`x.channel, x.campaign, x.other_party, ${personOf("x.user_id")} as user`,
};

/** Without another party it was the caller. */
export const addTouch = (tx: Tx, actor: Actor, customerId: string, input: BodyOf<typeof addTouchContract>) =>
  addSaid<Touch>(tx, actor, touchShelf, customerId, { ...input, ...byWhom(actor, input.other_party ?? null) });

export const readTouch = (db: Db, actor: Actor, { customerId, touchId }: Ids): Promise<Touch> =>
  readSaid<Touch>(db, actor, touchShelf, customerId, touchId);

export const updateTouch = (
  tx: Tx,
  actor: Actor,
  { customerId, touchId }: Ids,
  input: BodyOf<typeof updateTouchContract>,
): Promise<Touch> =>
  updateSaid<Touch>(
    tx,
    actor,
    touchShelf,
    { customerId, id: touchId },
    {
      ...input,
      ...(input.other_party === undefined ? {} : byWhom(actor, input.other_party)),
    },
  );

export const removeTouch = (tx: Tx, actor: Actor, { customerId, touchId }: Ids) =>
  removeSaid(tx, actor, touchShelf, { customerId, id: touchId });

const byWhom = (actor: Actor, otherParty: string | null) => ({
  other_party: otherParty,
  user_id: otherParty === null ? actor.userId : null,
});
