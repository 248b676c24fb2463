import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listWebWidgetsContract } from "../../../../server/modules/voice/widget.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Part } from "./Part.tsx";
import type { WebWidget } from "./telephone.ts";
import { WidgetDialog } from "./WidgetDialog.tsx";
import { WidgetTable } from "./WidgetTable.tsx";

/** Widgets for other web sites, by which visitors ask to be called back. */
export function Widgets() {
  const { t } = useTranslation();
  const read = useRead(listWebWidgetsContract, {});
  const [open, setOpen] = useState<WebWidget | "new" | null>(null);
  const widgets = read.data?.widgets ?? [];
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.telephone.widget.add")}
    </ActionButton>
  );
  return (
    <Part name="widgets" act={widgets.length > 0 && add}>
      {read.isPending && <Skeleton rows={2} />}
      {read.error && (
        <ErrorState
          title={t("settings.telephone.widget.failed")}
          error={read.error}
          retry={() => void read.refetch()}
        />
      )}
      {read.isSuccess && widgets.length === 0 && (
        <EmptyState title={t("settings.telephone.widget.none")} acts={add}>
          {t("settings.telephone.widget.none_text")}
        </EmptyState>
      )}
      {widgets.length > 0 && <WidgetTable widgets={widgets} onEdit={setOpen} />}
      {open && (
        <WidgetDialog
          key={open === "new" ? open : open.id}
          widget={open === "new" ? undefined : open}
          onMade={setOpen}
          onClose={() => setOpen(null)}
        />
      )}
    </Part>
  );
}
