import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "../../../ui/toasts.ts";
import { useListView } from "./useListView.ts";
import { useViewActs } from "./useViewActs.ts";
import { ViewDialog } from "./ViewDialog.tsx";
import { searchFor, stateOf } from "./views.ts";

/** The list shows something else than its view: save it, save a copy, or go back. */
export function Unsaved() {
  const { t } = useTranslation();
  const { view, state, isChanged, isMissing, search, go } = useListView();
  const acts = useViewActs();
  const [isOpen, setOpen] = useState(false);
  if (isMissing) return <span className="small t2">{t("list.view_missing")}</span>;
  return (
    <>
      {isChanged && (
        <span className="row small unsaved">
          <span className="t2">{t(view.saved ? "list.unsaved" : "list.changed")}</span>
          {view.saved && !view.saved.blocked.update && (
            <button
              type="button"
              className="btn link small"
              onClick={() => view.saved && void acts.keep(view.saved, state)}
            >
              {t("list.save_to_view")}
            </button>
          )}
          <button type="button" className="btn link small" onClick={() => setOpen(true)}>
            {t("list.save_as")}
          </button>
          <button type="button" className="btn link small" onClick={back}>
            {t("list.go_back")}
          </button>
        </span>
      )}
      {isOpen && <ViewDialog onClose={() => setOpen(false)} />}
    </>
  );

  function back() {
    go(searchFor(view, stateOf(view)));
    showToast({ text: t("list.gone_back"), undo: () => go(search) });
  }
}
