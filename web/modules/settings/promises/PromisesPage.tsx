import "./promises.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type createPromiseKindContract,
  listPromiseKindsContract,
  retirePromiseKindContract,
  revivePromiseKindContract,
} from "../../../../server/modules/customers/promise/promise.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { KindDialog } from "./KindDialog.tsx";

export type PromiseKind = ResponseOf<typeof createPromiseKindContract>;

export const reloadKinds = (): Promise<void> => client.invalidateQueries({ queryKey: keyOf(listPromiseKindsContract) });

/** The catalogue of standard promises, each weighed four times. */
export function PromisesPage() {
  const { t } = useTranslation();
  const read = useRead(listPromiseKindsContract, {});
  const [open, setOpen] = useState<PromiseKind | "new" | undefined>();
  const kinds = read.data?.kinds;
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.promises.add")}
    </ActionButton>
  );
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.promises")}</h1>
        <span className="grow" />
        {add}
      </div>
      <div className="page">
        <p className="t2">{t("settings.promises.text")}</p>
        {read.isPending && <Skeleton rows={4} />}
        {read.isError && (
          <ErrorState title={t("settings.promises.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {kinds?.length === 0 && (
          <EmptyState title={t("settings.promises.none")}>{t("settings.promises.none_text")}</EmptyState>
        )}
        <ul className="promise-kinds">
          {kinds?.map((kind) => (
            <Kind key={kind.id} kind={kind} onEdit={() => setOpen(kind)} />
          ))}
        </ul>
      </div>
      {open && <KindDialog kind={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const looks = { holds: "good", tight: "warn", fails: "danger" } as const;

function Kind({ kind, onEdit }: { kind: PromiseKind; onEdit: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={kind.is_retired ? "t3" : ""}>
      <div className="row">
        <b>{kind.name}</b>
        {kind.is_retired ? (
          <span className="tag">{t("settings.promises.retired")}</span>
        ) : (
          <span className={`tag ${kind.is_feasible ? "good" : "danger"}`}>
            {t(kind.is_feasible ? "settings.promises.feasible" : "settings.promises.not_feasible")}
          </span>
        )}
        <span className="grow" />
        <ActionButton small look="text" onClick={onEdit}>
          {t("settings.promises.edit")}
        </ActionButton>
        <ActionButton small look="text" onClick={() => void toggle(kind.is_retired)}>
          {t(kind.is_retired ? "settings.promises.revive" : "settings.promises.retire")}
        </ActionButton>
      </div>
      {kind.why_not && <p className="danger small">{kind.why_not}</p>}
      <dl>
        {kind.checks.map((check) => (
          <div key={check.aspect}>
            <dt className="t3">{t(`settings.promises.aspect.${check.aspect}`)}</dt>
            <dd>
              <span className={`tag ${looks[check.verdict]}`}>{t(`settings.promises.verdict.${check.verdict}`)}</span>{" "}
              {check.finding}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );

  async function toggle(isRetired: boolean) {
    const params = { kindId: kind.id };
    try {
      await call(isRetired ? revivePromiseKindContract : retirePromiseKindContract, { params });
      await reloadKinds();
      const text = t(isRetired ? "settings.promises.revived" : "settings.promises.retired_now", { name: kind.name });
      showToast({
        text,
        undo: async () => {
          await call(isRetired ? retirePromiseKindContract : revivePromiseKindContract, { params });
          await reloadKinds();
        },
      });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }
}
