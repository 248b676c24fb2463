import type { interactionKinds, timelineKinds } from "../../../server/modules/customers/interaction.contract.ts";
import type { IconName } from "../../ui/icons.ts";

export type InteractionKind = (typeof interactionKinds)[number];

export type TimelineKind = (typeof timelineKinds)[number];

export const kindIcons: Record<TimelineKind, IconName> = {
  note: "note",
  visit: "visit",
  call: "phone",
  mail: "mail",
  meeting: "meeting",
  letter: "letter",
  fax: "fax",
  promise: "promise",
  touch: "touch",
  intelligence: "intelligence",
  trade: "yuan",
};

export function iconOfKind(kind: string): IconName {
  return kind in kindIcons ? kindIcons[kind as TimelineKind] : "chat";
}
