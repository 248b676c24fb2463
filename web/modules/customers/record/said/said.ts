import { listInteractionsContract } from "../../../../../server/modules/customers/interaction.contract.ts";
import {
  type givePromiseContract,
  keepPromiseContract,
  listPromisesContract,
  movePromiseContract,
  removePromiseContract,
  reopenPromiseContract,
  withdrawPromiseContract,
} from "../../../../../server/modules/customers/promise/promise.contract.ts";
import {
  addIntelligenceContract,
  addTouchContract,
  listIntelligenceContract,
  removeIntelligenceContract,
  removeTouchContract,
} from "../../../../../server/modules/customers/said/said.contract.ts";
import type { ResponseOf } from "../../../../../server/platform/contract/contract.ts";
import { call } from "../../../../api/call.ts";
import { client } from "../../../../api/client.ts";
import { keyOf } from "../../../../api/queries.ts";
import { t } from "../../../../text/locale.ts";
import { problemText } from "../../../../text/problem.ts";
import { createStore } from "../../../../ui/store.ts";
import { showToast } from "../../../../ui/toasts.ts";
import type { SaidKind } from "../draft.ts";

export type CustomerPromise = ResponseOf<typeof givePromiseContract>;
export type Touch = ResponseOf<typeof addTouchContract>;
export type Intelligence = ResponseOf<typeof addIntelligenceContract>;

/** What the composer is asked to begin with, by a button elsewhere on the record. */
export const wantedKind = createStore<SaidKind | undefined>(undefined);

export function saidChanged(customerId: string): void {
  for (const contract of [listPromisesContract, listIntelligenceContract, listInteractionsContract])
    void client.invalidateQueries({
      predicate: ({ queryKey: [name, args] }) =>
        name === keyOf(contract)[0] &&
        (args as { params?: { customerId?: string } })?.params?.customerId === customerId,
    });
}

/** Does a write on something of the customer, says so and keeps the way back. */
export async function doSaid(
  customerId: string,
  work: () => Promise<unknown>,
  text: string,
  undo?: () => Promise<unknown>,
) {
  try {
    await work();
    saidChanged(customerId);
    const back = undo && (() => void doSaid(customerId, undo, t("frame.undone", { text })));
    showToast(back ? { text, undo: back } : { text, look: "undone" });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}

const idsOf = (promise: CustomerPromise) => ({ params: { customerId: promise.customer_id, promiseId: promise.id } });

export const keepPromise = (promise: CustomerPromise) =>
  doSaid(
    promise.customer_id,
    () => call(keepPromiseContract, idsOf(promise)),
    t("customers.promise.kept_now"),
    () => call(reopenPromiseContract, idsOf(promise)),
  );

export const withdrawPromise = (promise: CustomerPromise, reason: string) =>
  call(withdrawPromiseContract, { ...idsOf(promise), body: { reason } });

export const reopenPromise = (promise: CustomerPromise) => call(reopenPromiseContract, idsOf(promise));

export const movePromise = (
  promise: CustomerPromise,
  body: { due_at: string; reason: string; is_customer_told: boolean },
) => call(movePromiseContract, { ...idsOf(promise), body });

export const removePromise = (promise: CustomerPromise) => call(removePromiseContract, idsOf(promise));

export const removeTouch = (touch: Touch) =>
  doSaid(
    touch.customer_id,
    () => call(removeTouchContract, { params: { customerId: touch.customer_id, touchId: touch.id } }),
    t("customers.said.removed"),
    () =>
      call(addTouchContract, {
        params: { customerId: touch.customer_id },
        body: {
          channel: touch.channel,
          campaign: touch.campaign,
          other_party: touch.other_party,
          body: touch.body,
          happened_at: touch.happened_at,
          contact_id: touch.contact?.id ?? null,
          client_id: touch.client_id,
        },
      }),
  );

export const removeIntelligence = (note: Intelligence) =>
  doSaid(
    note.customer_id,
    () => call(removeIntelligenceContract, { params: { customerId: note.customer_id, intelligenceId: note.id } }),
    t("customers.said.removed"),
    () =>
      call(addIntelligenceContract, {
        params: { customerId: note.customer_id },
        body: {
          kind: note.kind,
          body: note.body,
          source: note.source,
          source_url: note.source_url,
          reliability: note.reliability,
          happened_at: note.happened_at,
          contact_id: note.contact?.id ?? null,
          client_id: note.client_id,
        },
      }),
  );
