import { useTranslation } from "react-i18next";
import { useMe } from "../../../frame/me.ts";
import { useListView } from "./useListView.ts";
import { shipped } from "./views.ts";

/** Views that come with the house. */
export function ViewTabs() {
  const { t } = useTranslation();
  const { user } = useMe();
  const { view: now, go } = useListView();
  return (
    <nav className="tabs" aria-label={t("customers.views")}>
      {shipped
        .filter((view) => view.id !== "team" || user.team_id)
        .map((view) => (
          <button
            key={view.id}
            type="button"
            aria-current={view.id === now.id ? "page" : undefined}
            onClick={() => go(view.id === "all" ? {} : { view: view.id })}
          >
            {t(`customers.view.${view.id}`)}
          </button>
        ))}
    </nav>
  );
}
