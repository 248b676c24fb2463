import type { InteractionKind } from "../kinds.ts";

export const saidKinds = ["promise", "touch", "intelligence"] as const;
export type SaidKind = (typeof saidKinds)[number];

/** What somebody has begun to write about a customer; it survives a reload. */
export interface Draft {
  kind: InteractionKind | SaidKind;
  body: string;
  direction: "in" | "out";
  contactId: string;
  /** Local time as the box shows it, "" for now. */
  happenedAt: string;
  minutes: string;
  /** What promises, touches and intelligence say beside their text. */
  more: Record<string, string>;
}

export const saidOf = (kind: Draft["kind"]): SaidKind | undefined => saidKinds.find((one) => one === kind);

export const emptyDraft: Draft = {
  kind: "note",
  body: "",
  direction: "out",
  contactId: "",
  happenedAt: "",
  minutes: "",
  more: {},
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
