import "./layouts.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listLayoutsContract, readLayoutContract } from "../../../../server/modules/customers/own/layout.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { LayoutEditor } from "./LayoutEditor.tsx";

/** For whom on the left, the sections, and how a record looks then. */
export function LayoutsTab({ roleId }: { roleId: string }) {
  const { t } = useTranslation();
  const roles = useRead(listLayoutsContract, {});
  const chosen = roleId || "default";
  const layout = useRead(readLayoutContract, { params: { roleId: chosen } });
  const everybody = useRead(readLayoutContract, { params: { roleId: "default" } });
  const failed = [roles, layout, everybody].find((read) => read.isError && !read.data);
  return (
    <>
      <p className="lead t2 only-s">{t("settings.layouts.which")}</p>
      <div className="lay">
        <nav className="rl" aria-label={t("settings.layouts.for_whom")}>
          <ul>
            {roles.data?.layouts.map(({ role, is_set: isSet, user_count: count }) => (
              <li key={role?.id ?? "default"}>
                <Link
                  to="/settings/$"
                  params={{ _splat: `fields/layouts/${role?.id ?? "default"}` }}
                  search={{}}
                  className={(role?.id ?? "default") === chosen ? "on" : ""}
                  aria-current={(role?.id ?? "default") === chosen ? "true" : undefined}
                >
                  <span className="grow el">{role?.name ?? t("settings.layouts.everybody")}</span>
                  {isSet && (
                    <span title={t("settings.layouts.is_set")}>
                      <Icon name="check" size={14} />
                      <span className="sr">{t("settings.layouts.is_set")}</span>
                    </span>
                  )}
                  <span className="t3">{count}</span>
                </Link>
              </li>
            ))}
          </ul>
          <p className="small t3 rl-foot only-l">{t("settings.layouts.which")}</p>
        </nav>
        {failed ? (
          <ErrorState title={t("settings.layouts.failed")} error={failed.error} retry={() => void failed.refetch()} />
        ) : layout.data && everybody.data ? (
          <LayoutEditor key={chosen} roleId={chosen} layout={layout.data} everybody={everybody.data} />
        ) : (
          <Skeleton rows={8} />
        )}
      </div>
    </>
  );
}
