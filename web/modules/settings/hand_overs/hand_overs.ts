import {
  listHandOversContract,
  undoHandOverContract,
} from "../../../../server/modules/customers/hand_over.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, reading } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../../customers/changed.ts";

export type HandOver = ResponseOf<typeof listHandOversContract>["hand_overs"][number];

/** "3 views" in words; a kind that has no word yet is told by its own name. */
export function countOf(kind: string, count: number): string {
  const shown = formatNumber(count);
  return t(`settings.hand_overs.count_of.${kind}`, { count, shown, defaultValue: `${shown} ${kind}` });
}

/** How many each gets when `count` records are dealt to them in turn. */
export const shares = (count: number, receivers: number): number[] =>
  Array.from({ length: receivers }, (_, at) => Math.floor(count / receivers) + (at < count % receivers ? 1 : 0));

/** Two names in full, more of them as a number. */
export function namesOf(people: readonly { name: string }[]): string {
  const names = people.map(({ name }) => name);
  const first = names.slice(0, 2).join(t("settings.comma"));
  return names.length <= 2 ? first : t("settings.hand_overs.and_more", { names: first, count: names.length });
}

export const isOver = ({ state }: Pick<HandOver, "state">): boolean => state === "done" || state === "undone";

const pause = 1000;
const watched = new Set<string>();

/** Asks every second until the hand-over has ended, on whatever page the reader is by then, and says what came of it. */
export async function watchHandOver(id: string): Promise<void> {
  if (watched.has(id)) return;
  watched.add(id);
  try {
    for (let left = 3600; left > 0; left--) {
      await new Promise((done) => setTimeout(done, pause));
      const one = await readAgain(id);
      if (!one || !isOver(one)) continue;
      listsChanged();
      return tell(one);
    }
  } finally {
    watched.delete(id);
  }
}

async function readAgain(id: string): Promise<HandOver | undefined> {
  try {
    const { hand_overs } = await client.fetchQuery({ ...reading(listHandOversContract, {}), staleTime: 0 });
    return hand_overs.find((one) => one.id === id);
  } catch {
    return undefined; // cut off for a moment: the next second asks again
  }
}

function tell(one: HandOver): void {
  const { from, moved, moved_back: back } = one;
  if (one.state === "undone") {
    const stayed = moved - back;
    const text = t("settings.hand_overs.came_back", { name: from.name, count: back, shown: formatNumber(back) });
    const rest = stayed > 0 ? t("settings.hand_overs.stayed", { count: stayed, shown: formatNumber(stayed) }) : "";
    showToast({ text: text + rest, look: "undone" });
    return;
  }
  if (moved === 0) {
    showToast({ text: t("settings.hand_overs.nothing_moved", { name: from.name }), look: "problem" });
    return;
  }
  showToast({
    text: t("settings.hand_overs.moved", {
      name: from.name,
      to: namesOf(one.to),
      count: moved,
      shown: formatNumber(moved),
    }),
    undo: () => void undoHandOver(one.id),
  });
}

export async function undoHandOver(handOverId: string): Promise<void> {
  try {
    await call(undoHandOverContract, { params: { handOverId } });
    void watchHandOver(handOverId);
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
  await client.invalidateQueries({ queryKey: keyOf(listHandOversContract) });
}
