import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listTurnServersContract, mostTurnServers } from "../../../../server/modules/voice/turn_server.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Part } from "./Part.tsx";
import { TurnServerDialog } from "./TurnServerDialog.tsx";
import { TurnServerTable } from "./TurnServerTable.tsx";
import type { TurnServer } from "./telephone.ts";

/** Servers that carry the audio of people at home. */
export function TurnServers() {
  const { t } = useTranslation();
  const read = useRead(listTurnServersContract, {});
  const [open, setOpen] = useState<TurnServer | "new" | null>(null);
  const servers = read.data?.turn_servers ?? [];
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.telephone.turn.add")}
    </ActionButton>
  );
  return (
    <Part name="home" act={servers.length > 0 && servers.length < mostTurnServers && add}>
      {read.isPending && <Skeleton rows={2} />}
      {read.error && (
        <ErrorState title={t("settings.telephone.turn.failed")} error={read.error} retry={() => void read.refetch()} />
      )}
      {read.isSuccess && servers.length === 0 && (
        <EmptyState title={t("settings.telephone.turn.none")} acts={add}>
          {t("settings.telephone.turn.none_text")}
        </EmptyState>
      )}
      {servers.length > 0 && <TurnServerTable servers={servers} onEdit={setOpen} />}
      {open && (
        <TurnServerDialog
          key={open === "new" ? open : open.id}
          server={open === "new" ? undefined : open}
          onClose={() => setOpen(null)}
        />
      )}
    </Part>
  );
}
