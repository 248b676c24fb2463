import { useTranslation } from "react-i18next";
import { Kbd } from "../../../ui/Kbd.tsx";
import { keyScopes } from "./grants.ts";

export function ScopeLegend() {
  const { t } = useTranslation();
  return (
    <div className="row small t2 legend">
      {keyScopes.map((scope, key) => (
        <span key={scope ?? "none"} className="lg">
          <i className={`sc-${scope ?? "none"}`} />
          {t(`settings.roles.scope.${scope ?? "none"}`)}
          <span className="only-l">
            <Kbd keys={String(key)} />
          </span>
        </span>
      ))}
      <span className="lg">
        <i className="sc-shared" />
        {t("settings.roles.scope.shared")}
      </span>
    </div>
  );
}

/** How the grid is walked; stands beside the role's name. */
export function GridKeys() {
  const { t } = useTranslation();
  return (
    <span className="small t3 only-l nw gridkeys">
      <Kbd keys="←" /> <Kbd keys="→" /> {t("settings.roles.walk")}　<Kbd keys="Enter" /> {t("settings.roles.several")}
    </span>
  );
}
