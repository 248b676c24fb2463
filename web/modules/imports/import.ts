import type { Static } from "typebox";
import type { ImportTarget, readImportContract } from "../../../server/modules/customers/import.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";

export type Import = ResponseOf<typeof readImportContract>;
export type Target = Static<typeof ImportTarget>;
export type Defaults = Import["defaults"];

export const isRunning = ({ state }: Import): boolean =>
  ["queued", "running", "pausing", "paused", "cancelling"].includes(state);

/** Part of the file that is done, 0 to 1. */
export const partOf = ({ byte_position, byte_size }: Import): number =>
  byte_size === 0 ? 0 : Math.min(1, byte_position / byte_size);
