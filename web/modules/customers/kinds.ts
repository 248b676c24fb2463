import type { interactionKinds } from "../../../server/modules/customers/interaction.contract.ts";
import type { IconName } from "../../ui/icons.ts";

export type InteractionKind = (typeof interactionKinds)[number];

export const kindIcons: Record<InteractionKind, IconName> = {
  note: "note",
  visit: "visit",
  call: "phone",
  mail: "mail",
  meeting: "meeting",
  letter: "letter",
  fax: "fax",
};

export function iconOfKind(kind: string): IconName {
  return kind in kindIcons ? kindIcons[kind as InteractionKind] : "chat";
}
