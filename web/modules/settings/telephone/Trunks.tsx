import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readDialRulesContract } from "../../../../server/modules/voice/dial_rules.contract.ts";
import { listTrunksContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { CloseTrunk } from "./CloseTrunk.tsx";
import { Part, PartLink } from "./Part.tsx";
import { TrunkDialog } from "./TrunkDialog.tsx";
import { TrunkTable } from "./TrunkTable.tsx";
import type { Trunk } from "./telephone.ts";

/** Lines to the telephone network. */
export function Trunks() {
  const { t } = useTranslation();
  const read = useRead(listTrunksContract, {});
  const rules = useRead(readDialRulesContract, {});
  const [open, setOpen] = useState<Trunk | "new" | null>(null);
  const [closing, setClosing] = useState<Trunk | null>(null);
  const trunks = read.data?.trunks ?? [];
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.telephone.trunk.add")}
    </ActionButton>
  );
  return (
    <Part name="trunks" act={trunks.length > 0 && add}>
      {read.isPending && <Skeleton rows={3} />}
      {read.isError && (
        <ErrorState title={t("settings.telephone.trunk.failed")} error={read.error} retry={() => void read.refetch()} />
      )}
      {read.isSuccess && trunks.length === 0 && (
        <EmptyState
          title={t("settings.telephone.trunk.none")}
          acts={
            <>
              {add}
              <PartLink to="extensions">{t("settings.telephone.trunk.extensions_first")}</PartLink>
            </>
          }
        >
          {t("settings.telephone.trunk.none_text")}
        </EmptyState>
      )}
      {trunks.length > 0 && <TrunkTable trunks={trunks} onEdit={setOpen} onClosing={setClosing} />}
      {open && !rules.isPending && (
        <TrunkDialog
          trunk={open === "new" ? undefined : open}
          country={rules.data?.country}
          onClose={() => setOpen(null)}
        />
      )}
      {closing && <CloseTrunk trunk={closing} onClose={() => setClosing(null)} />}
    </Part>
  );
}
