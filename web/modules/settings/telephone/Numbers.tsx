import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listExtensionsContract } from "../../../../server/modules/voice/extension.contract.ts";
import { listVoiceNumbersContract } from "../../../../server/modules/voice/number.contract.ts";
import { listTrunksContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { ringsWhom } from "./extensions.ts";
import { NumberDialog } from "./NumberDialog.tsx";
import { NumberTable } from "./NumberTable.tsx";
import { Part, PartLink } from "./Part.tsx";
import type { VoiceNumber } from "./telephone.ts";

/** Our telephone numbers and whom they ring. */
export function Numbers() {
  const { t } = useTranslation();
  const read = useRead(listVoiceNumbersContract, {});
  const trunkRead = useRead(listTrunksContract, {});
  const trunks = trunkRead.data?.trunks;
  const failed = read.error ?? trunkRead.error;
  const extensions = useRead(listExtensionsContract, {}).data?.extensions;
  const { users } = useColleagues();
  const [open, setOpen] = useState<VoiceNumber | "new" | null>(null);
  const numbers = read.data?.numbers ?? [];
  const hasTrunk = trunks !== undefined && trunks.length > 0;
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.telephone.number.add")}
    </ActionButton>
  );
  const silent = new Set(
    extensions ? numbers.filter((one) => ringsWhom(one, users, extensions).length === 0).map(({ id }) => id) : [],
  );
  return (
    <Part name="numbers" act={numbers.length > 0 && add}>
      {(read.isPending || trunkRead.isPending) && <Skeleton rows={3} />}
      {failed && <ErrorState title={t("settings.telephone.number.failed")} error={failed} retry={readAgain} />}
      {read.isSuccess && numbers.length === 0 && hasTrunk && (
        <EmptyState title={t("settings.telephone.number.none")} acts={add}>
          {t("settings.telephone.number.none_text")}
        </EmptyState>
      )}
      {read.isSuccess && trunks?.length === 0 && (
        <EmptyState
          title={t("settings.telephone.number.no_trunk")}
          acts={
            <PartLink to="trunks" look="primary">
              {t("settings.telephone.number.to_trunks")}
            </PartLink>
          }
        >
          {t("settings.telephone.number.no_trunk_text")}
        </EmptyState>
      )}
      {numbers.length > 0 && <NumberTable numbers={numbers} trunks={trunks ?? []} silent={silent} onEdit={setOpen} />}
      {silent.size > 0 && (
        <p className="tel-hint t2">
          {t("settings.telephone.number.silent_text")}{" "}
          <PartLink to="extensions" look="link">
            {t("settings.telephone.number.to_extensions")}
          </PartLink>
        </p>
      )}
      {open && hasTrunk && (
        <NumberDialog number={open === "new" ? undefined : open} trunks={trunks} onClose={() => setOpen(null)} />
      )}
    </Part>
  );

  function readAgain() {
    void read.refetch();
    void trunkRead.refetch();
  }
}
