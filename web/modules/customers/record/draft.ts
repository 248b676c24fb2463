import type { InteractionKind } from "../kinds.ts";

/** What somebody has begun to write about a customer; it survives a reload. */
export interface Draft {
  kind: InteractionKind;
  body: string;
  direction: "in" | "out";
  contactId: string;
  /** Local time as the box shows it, "" for now. */
  happenedAt: string;
  minutes: string;
}

export const emptyDraft: Draft = {
  kind: "note",
  body: "",
  direction: "out",
  contactId: "",
  happenedAt: "",
  minutes: "",
};

const place = (customerId: string) => `zhiyin.draft.${customerId}`;

export function loadDraft(customerId: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place(customerId)) ?? "null");
    return stored && typeof stored === "object" ? { ...emptyDraft, ...stored } : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

export function keepDraft(customerId: string, draft: Draft): void {
  try {
    if (draft.body.trim() === "") localStorage.removeItem(place(customerId));
    else localStorage.setItem(place(customerId), JSON.stringify(draft));
  } catch {}
}
