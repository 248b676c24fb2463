import { useTranslation } from "react-i18next";
import {
  createViewContract,
  listViewsContract,
  pinViewsContract,
  removeViewContract,
  updateViewContract,
} from "../../../../server/modules/customers/view.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { isProblem } from "../../../api/problem.ts";
import { keyOf } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { viewsQuery } from "./page.ts";
import { useListView } from "./useListView.ts";
import { fromSaved, type ListState, type SavedView, searchFor, stateOf } from "./views.ts";

type Changes = BodyOf<typeof updateViewContract>["set"];
type NewView = Omit<BodyOf<typeof createViewContract>, "object">;

/** What a list shows, as a saved view keeps it. */
export const keptBy = ({ filter, sort, order, columns, group, layout }: ListState) => ({
  filter,
  sort,
  direction: order,
  columns: columns ? [...columns] : null,
  group_by: group,
  layout,
});

/** What can be done with saved views; each answer goes into the cache, each problem into a toast. */
export function useViewActs() {
  const { t } = useTranslation();
  const { saved, view: now, go } = useListView();
  const pinned = saved.filter((one) => one.is_pinned).map((one) => one.id);

  async function tried(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (isProblem(error, "view.conflict")) await client.invalidateQueries({ queryKey: keyOf(listViewsContract) });
      const text = isProblem(error, "view.conflict") ? t("list.view_conflict") : problemText(error);
      showToast({ text, look: "problem" });
      return false;
    }
  }

  const create = (body: NewView) =>
    tried(async () => {
      const view = await call(createViewContract, { body: { object: "customer", ...body } });
      put(view);
      go({ view: view.id });
      showToast({ text: t("list.view_saved", { name: view.name }), undo: () => remove(view, true) });
    });

  const update = (view: SavedView, set: Changes, isUndo = false) =>
    tried(async () => {
      const next = await call(updateViewContract, {
        params: { viewId: view.id },
        body: { set, seen: view.updated_at },
      });
      put(next);
      const text = t("list.view_saved", { name: next.name });
      if (isUndo) return void showToast({ text, look: "undone" });
      const before = Object.fromEntries(Object.keys(set).map((key) => [key, view[key as keyof SavedView]])) as Changes;
      showToast({ text, undo: () => void update(next, before, true) });
    });

  const remove = (view: SavedView, isUndo = false) =>
    tried(async () => {
      const gone = await call(removeViewContract, { params: { viewId: view.id } });
      if (now.id === view.id || isUndo) go({});
      set(known().filter((one) => one.id !== view.id));
      const text = t("list.view_removed", { name: view.name });
      if (isUndo) return void showToast({ text, look: "undone" });
      showToast({ text, undo: () => void create(asNew(gone)) });
    });

  const pin = (ids: readonly string[]) =>
    tried(async () => {
      set((await call(pinViewsContract, { body: { object: "customer", view_ids: [...ids] } })).views);
    });

  return {
    create,
    update,
    remove,
    pinned,
    pin,
    move(id: string, step: number) {
      const at = pinned.indexOf(id);
      return pin(pinned.toSpliced(at, 1).toSpliced(Math.max(0, at + step), 0, id));
    },
    /** The view shows from now on what the list shows. */
    keep: (view: SavedView, state: ListState) =>
      update(view, { ...keptBy(state), parameters: fitting(view.parameters, state) }).then((isDone) => {
        if (isDone) go(searchFor(fromSaved(view), stateOf(fromSaved(view))));
      }),
  };
}

/** Parameters whose place in the filter is still a value. */
function fitting(parameters: SavedView["parameters"], { filter }: ListState): SavedView["parameters"] {
  return parameters.filter(({ path }) => {
    const found = path
      .split(".")
      .reduce<unknown>((at, step) => (typeof at === "object" && at ? at[step as never] : undefined), filter);
    return typeof found === "number" || typeof found === "string";
  });
}

export function asNew(view: SavedView): NewView {
  const {
    id: _id,
    object: _object,
    owner: _owner,
    is_pinned: _pinned,
    updated_at: _at,
    blocked: _blocked,
    ...kept
  } = view;
  return kept;
}

const known = (): SavedView[] =>
  client.getQueryData<{ views: SavedView[] }>(keyOf(listViewsContract, viewsQuery))?.views ?? [];

function set(views: SavedView[]): void {
  client.setQueryData(keyOf(listViewsContract, viewsQuery), { views });
}

function put(view: SavedView): void {
  const views = known();
  const isKnown = views.some((one) => one.id === view.id);
  set(isKnown ? views.map((one) => (one.id === view.id ? view : one)) : [...views, view]);
}
