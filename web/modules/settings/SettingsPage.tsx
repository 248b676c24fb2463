import "./settings.css";
import "../../ui/table.css";
import "./tables.css";
import "./roles/roles.css";
import "./roles/try.css";
import "./operations/operations.css";
import "./narrow.css";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../frame/me.ts";
import { NotFound } from "../../frame/RouteProblem.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { revealCurrent } from "../../ui/reveal.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { type Page, pages, placeOf } from "./pages.ts";

const route = getRouteApi("/settings/$");
const groups = ["mine", "organisation", "system"] as const;

/** The settings menu beside the page it leads to: /settings/users, /settings/roles/<id> and so on. */
export function SettingsPage() {
  const { page, rest } = placeOf(route.useParams()._splat);
  const can = useCan();
  return (
    <div className="se">
      <SettingsMenu />
      <div className="se-page">{screen()}</div>
    </div>
  );

  function screen() {
    if (!page) return <NotFound />;
    if (page.permission && !can(page.permission)) return <NoRight page={page} />;
    const { Screen } = page;
    return (
      <Suspense key={page.name} fallback={<Skeleton />}>
        <Screen rest={rest} />
      </Suspense>
    );
  }
}

function SettingsMenu() {
  const { t } = useTranslation();
  const can = useCan();
  const open = pages.filter((page) => !page.permission || can(page.permission));
  return (
    <nav className="sn" aria-label={t("settings.menu")} ref={revealCurrent}>
      {groups
        .filter((group) => open.some((page) => page.group === group))
        .map((group) => (
          <div key={group} className="sn-group">
            <h2>{t(`settings.group.${group}`)}</h2>
            {open
              .filter((page) => page.group === group)
              .map((page) => (
                <Link
                  key={page.name}
                  to="/settings/$"
                  params={{ _splat: page.name }}
                  search={{}}
                  activeOptions={{ includeSearch: false }}
                >
                  {t(`settings.page.${page.name}`)}
                </Link>
              ))}
          </div>
        ))}
    </nav>
  );
}

/** Reached by a link that somebody sent: the menu never leads here. */
function NoRight({ page }: { page: Page }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("settings.no_right.title", { page: t(`settings.page.${page.name}`) })}
      acts={
        <Link to="/settings/$" params={{ _splat: "me" }} search={{}} className="btn">
          {t("settings.no_right.to_me")}
        </Link>
      }
    >
      {t("settings.no_right.text")}
    </EmptyState>
  );
}
