import { givePromiseContract } from "../../../../../server/modules/customers/promise/promise.contract.ts";
import {
  addIntelligenceContract,
  addTouchContract,
  type intelligenceKinds,
  type reliabilities,
  removeIntelligenceContract,
  removeTouchContract,
  type touchChannels,
} from "../../../../../server/modules/customers/said/said.contract.ts";
import { call } from "../../../../api/call.ts";
import type { Draft, SaidKind } from "../draft.ts";
import { removePromise } from "./said.ts";

/** Today at five in the afternoon, or tomorrow once it is four, as the box of a local time writes it. */
export function usualDue(now = new Date()): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + (now.getHours() >= 16 ? 1 : 0));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T17:00`;
}

/** Writes what stands in the composer; answers how to take it back. */
export async function sendSaid(customerId: string, kind: SaidKind, draft: Draft): Promise<() => Promise<unknown>> {
  const params = { customerId };
  const { more } = draft;
  const body = draft.body.trim();
  const shared = {
    ...(draft.contactId ? { contact_id: draft.contactId } : {}),
    ...(draft.happenedAt ? { happened_at: new Date(draft.happenedAt).toISOString() } : {}),
  };
  if (kind === "promise") {
    const made = await call(givePromiseContract, {
      params,
      body: {
        ...(body ? { what: body } : {}),
        ...(more.kind_id ? { kind_id: more.kind_id } : {}),
        ...(more.why ? { why: more.why } : {}),
        ...(more.owner_id ? { owner_id: more.owner_id } : {}),
        ...(draft.contactId ? { contact_id: draft.contactId } : {}),
        due_at: new Date(more.due || usualDue()).toISOString(),
      },
    });
    return () => removePromise(made);
  }
  if (kind === "touch") {
    const made = await call(addTouchContract, {
      params,
      body: {
        ...shared,
        body,
        channel: (more.channel || "mail") as (typeof touchChannels)[number],
        campaign: more.campaign?.trim() || null,
        other_party: more.other_party?.trim() || null,
      },
    });
    return () => call(removeTouchContract, { params: { ...params, touchId: made.id } });
  }
  const made = await call(addIntelligenceContract, {
    params,
    body: {
      ...shared,
      body,
      kind: (more.intelligence_kind || "reputation") as (typeof intelligenceKinds)[number],
      source: more.source?.trim() || null,
      source_url: more.source_url?.trim() || null,
      reliability: (more.reliability || "likely") as (typeof reliabilities)[number],
    },
  });
  return () => call(removeIntelligenceContract, { params: { ...params, intelligenceId: made.id } });
}
