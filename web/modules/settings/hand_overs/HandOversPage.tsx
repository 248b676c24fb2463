import "./hand_overs.css";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listHandOversContract } from "../../../../server/modules/customers/hand_over.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useKeys } from "../../../frame/keys.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import type { SettingsSearch } from "../search.ts";
import { HandOverDialog } from "./HandOverDialog.tsx";
import { HandOverTable } from "./HandOverTable.tsx";
import { isOver } from "./hand_overs.ts";

const route = getRouteApi("/settings/$");

/** What was handed over from whom to whom, newest first; `?user_id=` opens the dialog for that person. */
export function HandOversPage() {
  const { t } = useTranslation();
  const search: SettingsSearch = route.useSearch();
  const navigate = route.useNavigate();
  const [isAsking, setAsking] = useState(false);
  const read = useRead(listHandOversContract, {});
  const all = read.data?.hand_overs ?? [];
  const isRunning = all.some((one) => !isOver(one));
  useRead(listHandOversContract, {}, { refetchInterval: isRunning ? 1500 : false });
  useKeys("hand_overs", { n: () => setAsking(true) });
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.hand-overs")}</h1>
        <span className="grow" />
        <ActionButton look="primary" icon="plus" onClick={() => setAsking(true)}>
          {t("settings.hand_overs.new")}
        </ActionButton>
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.hand_overs.lead")}</p>
        {read.isPending && <Skeleton rows={5} />}
        {read.isError && all.length === 0 && (
          <ErrorState title={t("settings.hand_overs.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.isSuccess && all.length === 0 && (
          <EmptyState
            title={t("settings.hand_overs.none")}
            acts={<ActionButton onClick={() => setAsking(true)}>{t("settings.hand_overs.choose_people")}</ActionButton>}
          >
            {t("settings.hand_overs.none_text")}
          </EmptyState>
        )}
        {all.length > 0 && <HandOverTable all={all} />}
      </div>
      {(isAsking || search.user_id) && (
        <HandOverDialog key={search.user_id ?? ""} from={isAsking ? undefined : search.user_id} onClose={close} />
      )}
    </>
  );

  function close() {
    setAsking(false);
    if (search.user_id) void navigate({ search: {}, replace: true });
  }
}
