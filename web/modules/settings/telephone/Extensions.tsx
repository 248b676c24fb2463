import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listExtensionsContract } from "../../../../server/modules/voice/extension.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { ExtensionTable } from "./ExtensionTable.tsx";
import { GiveExtensions } from "./GiveExtensions.tsx";
import { Part } from "./Part.tsx";

/** Who can be rung, and by which short number. */
export function Extensions() {
  const { t } = useTranslation();
  const read = useRead(listExtensionsContract, {});
  const { users } = useColleagues();
  const [isGiving, setGiving] = useState(false);
  const extensions = read.data?.extensions ?? [];
  const have = new Set(extensions.map(({ user }) => user.id));
  const without = users.filter(({ id, is_active }) => is_active && !have.has(id));
  const give = (
    <ActionButton look="primary" icon="plus" onClick={() => setGiving(true)}>
      {t("settings.telephone.extension.give")}
    </ActionButton>
  );
  return (
    <Part name="extensions" act={extensions.length > 0 && without.length > 0 && give}>
      {read.isPending && <Skeleton rows={5} />}
      {read.isError && (
        <ErrorState
          title={t("settings.telephone.extension.failed")}
          error={read.error}
          retry={() => void read.refetch()}
        />
      )}
      {read.isSuccess && extensions.length === 0 && (
        <EmptyState title={t("settings.telephone.extension.none")} acts={give}>
          {t("settings.telephone.extension.none_text")}
        </EmptyState>
      )}
      {extensions.length > 0 && (
        <>
          <ExtensionTable extensions={extensions} />
          <p className="tel-hint small t3">
            {without.length === 0
              ? t("settings.telephone.extension.all_have")
              : t("settings.telephone.extension.without", { count: without.length })}
          </p>
        </>
      )}
      {isGiving && <GiveExtensions extensions={extensions} people={without} onClose={() => setGiving(false)} />}
    </Part>
  );
}
