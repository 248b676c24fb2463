import { showToast } from "../../../ui/toasts.ts";
import { attempt } from "./telephone.ts";

interface Parts<Rule> {
  before: readonly Rule[];
  after: readonly Rule[];
  put: (rules: readonly Rule[]) => Promise<unknown>;
  said: string;
  saidOfUndo: string;
}

/** All rules of a part are set at once; the ones before come back by undo. @returns whether it was done */
export async function setAll<Rule>({ before, after, put, said, saidOfUndo }: Parts<Rule>): Promise<boolean> {
  if (!(await attempt(() => put(after)))) return false;
  showToast({
    text: said,
    undo: async () => {
      if (await attempt(() => put(before))) showToast({ text: saidOfUndo, look: "undone" });
    },
  });
  return true;
}
