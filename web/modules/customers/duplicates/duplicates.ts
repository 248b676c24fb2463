import {
  decideDuplicatesContract,
  listDuplicatesContract,
  readDuplicatesContract,
} from "../../../../server/modules/customers/duplicate.contract.ts";
import {
  listMergesContract,
  mergeCustomersContract,
  undoMergeContract,
} from "../../../../server/modules/customers/merge.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { needStrings, t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";

export type Group = ResponseOf<typeof listDuplicatesContract>["groups"][number];
export type Reason = Group["pairs"][number]["reasons"][number];
export type Choice = BodyOf<typeof mergeCustomersContract>;
type Verdict = NonNullable<BodyOf<typeof decideDuplicatesContract>["verdict"]>;

/** A group goes by its oldest record. */
export const keyOfGroup = (group: Group): string => group.records[0]!.id;

/** The record that most is known of, the older one of two. */
export const winnerOf = (group: Group): string =>
  group.records.toSorted((one, other) => other.interaction_count - one.interaction_count)[0]!.id;

function changed(): void {
  listsChanged();
  for (const contract of [listDuplicatesContract, readDuplicatesContract, listMergesContract])
    void client.invalidateQueries({ queryKey: keyOf(contract) });
}

/** Says of a group what it is, with the way back. */
export async function decide(ids: string[], verdict: Verdict): Promise<void> {
  await needStrings("duplicates");
  try {
    await call(decideDuplicatesContract, { body: { ids, verdict } });
    changed();
    showToast({
      text: t(`duplicates.decided.${verdict}`),
      undo: async () => {
        await call(decideDuplicatesContract, { body: { ids, verdict: null } });
        changed();
      },
    });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}

/** Makes one of several, with the way back. @returns whether it was done */
export async function merge(choice: Choice): Promise<boolean> {
  await needStrings("duplicates");
  try {
    const made = await call(mergeCustomersContract, { body: choice });
    changed();
    showToast({
      text: t("duplicates.merged", { count: choice.loser_ids.length + 1, name: made.winner.name }),
      undo: () => unmerge(made.id),
    });
    return true;
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
    return false;
  }
}

/** Takes a merge back and says what stayed. */
export async function unmerge(mergeId: string): Promise<void> {
  await needStrings("duplicates");
  try {
    const { stays, fields_kept } = await call(undoMergeContract, { params: { mergeId } });
    changed();
    const kept = stays.reduce((sum, { count }) => sum + count, 0) + fields_kept.length;
    showToast({
      text: kept > 0 ? t("duplicates.unmerged_kept", { count: kept }) : t("duplicates.unmerged"),
      look: "undone",
    });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}
