import "./purposes.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listPurposesContract,
  retirePurposeContract,
  revivePurposeContract,
} from "../../../../server/modules/customers/consent.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { nameOf } from "../../customers/consent/Consents.tsx";
import { PurposeDialog } from "./PurposeDialog.tsx";

type Listed = ResponseOf<typeof listPurposesContract>;
export type Purpose = Listed["purposes"][number];

/** Every write answers the whole list. */
export const replacePurposes = (answer: Listed): void =>
  void client.setQueryData(keyOf(listPurposesContract, {}), answer);

/** What contact may be for, and what holds while nobody has said anything. */
export function PurposesPage() {
  const { t } = useTranslation();
  const read = useRead(listPurposesContract, {});
  const [open, setOpen] = useState<Purpose | "new" | undefined>();
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.purposes")}</h1>
        <span className="grow" />
        <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
          {t("settings.purposes.add")}
        </ActionButton>
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.purposes.text")}</p>
        {read.isPending && <Skeleton rows={4} />}
        {read.isError && (
          <ErrorState title={t("settings.purposes.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.data && <PurposeTable purposes={read.data.purposes} onEdit={setOpen} />}
      </div>
      {open && <PurposeDialog purpose={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function PurposeTable({ purposes, onEdit }: { purposes: readonly Purpose[]; onEdit: (purpose: Purpose) => void }) {
  const { t } = useTranslation();
  return (
    <table className="tbl slim purposes" aria-label={t("settings.page.purposes")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.purposes.name")}</th>
          <th scope="col">{t("settings.purposes.rule_of")}</th>
          <th scope="col" className="num only-l">
            {t("settings.purposes.count")}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {purposes.map((one) => (
          <tr key={one.key} className={one.retired_at ? "t3" : ""}>
            <td>
              <button type="button" className="btn link" onClick={() => onEdit(one)}>
                {nameOf(one)}
              </button>{" "}
              {one.retired_at && <Tag>{t("settings.purposes.is_retired")}</Tag>}
            </td>
            <td className="t2" title={t(`settings.purposes.rule_text.${one.rule}`)}>
              {t(`settings.purposes.rule.${one.rule}`)}
            </td>
            <td className="num only-l">{formatNumber(one.statement_count)}</td>
            <td className="acts-cell">
              <ActionButton small look="text" onClick={() => void setRetired(one, !one.retired_at)}>
                {t(one.retired_at ? "settings.purposes.revive" : "settings.purposes.retire")}
              </ActionButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

  async function setRetired(purpose: Purpose, isRetired: boolean, isUndo = false) {
    const contract = isRetired ? retirePurposeContract : revivePurposeContract;
    try {
      replacePurposes(await call(contract, { params: { purpose: purpose.key } }));
      const text = t(`settings.purposes.${isRetired ? "retired" : "revived"}`, { name: nameOf(purpose) });
      showToast(isUndo ? { text } : { text, undo: () => setRetired(purpose, !isRetired, true) });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }
}
