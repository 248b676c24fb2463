import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/Icon.tsx";
import { Mark } from "../ui/Mark.tsx";
import { useCan } from "./me.ts";

/** Only what exists stands here; a module that lands adds its line. */
export function Rail() {
  const { t } = useTranslation();
  const can = useCan();
  const isInSettings = useLocation({ select: ({ pathname }) => pathname.startsWith("/settings") });
  return (
    <nav className="rail" aria-label={t("frame.rail")}>
      <Link to="/customers" className="home" aria-label={t("frame.home")}>
        <Mark label={t("frame.product")} />
      </Link>
      <Link to="/customers" className="place" activeOptions={{ includeSearch: false }}>
        <Icon name="customers" size={18} />
        <span>{t("frame.customers")}</span>
      </Link>
      {can("task.read") && (
        <Link to="/tasks" className="place" activeOptions={{ includeSearch: false }}>
          <Icon name="task" size={18} />
          <span>{t("frame.tasks")}</span>
        </Link>
      )}
      <span className="grow only-l" />
      <Link to="/settings/$" params={{ _splat: "me" }} className={isInSettings ? "place active" : "place"}>
        <Icon name="settings" size={18} />
        <span>{t("frame.settings")}</span>
      </Link>
    </nav>
  );
}
