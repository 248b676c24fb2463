import { useTranslation } from "react-i18next";
import { useMe } from "../../../frame/me.ts";
import { type ListSearch, type View, views, without } from "./search.ts";

interface Props {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Views that come with the house. */
export function ViewTabs({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const now = search.view ?? "all";
  return (
    <nav className="tabs" aria-label={t("customers.views")}>
      {views
        .filter((view) => view !== "team" || user.team_id)
        .map((view) => (
          <button
            key={view}
            type="button"
            aria-current={view === now ? "page" : undefined}
            onClick={() => choose(view)}
          >
            {t(`customers.view.${view}`)}
          </button>
        ))}
    </nav>
  );

  function choose(view: View) {
    const rest = without(without(without(search, "view"), "sort"), "order");
    onSearch(view === "all" ? rest : { ...rest, view });
  }
}
