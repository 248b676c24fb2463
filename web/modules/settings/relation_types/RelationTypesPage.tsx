import "./relation_types.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listRelationTypesContract,
  relationEnds,
  retireRelationTypeContract,
  reviveRelationTypeContract,
} from "../../../../server/modules/customers/relation/relation_type.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { endName, type RelationType } from "../../customers/relations/types.ts";
import { RelationTypeDialog } from "./RelationTypeDialog.tsx";

/** How customers and people can be related; the organisation adds its own to what came with the product. */
export function RelationTypesPage() {
  const { t } = useTranslation();
  const read = useRead(listRelationTypesContract, {});
  const [open, setOpen] = useState<RelationType | "new" | null>(null);
  const types = read.data?.types ?? [];
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.relation-types")}</h1>
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setOpen("new")}>
          <Icon name="plus" />
          {t("settings.relation_types.new")}
        </button>
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.relation_types.text")}</p>
        {read.isPending && <Skeleton rows={6} />}
        {read.isError && (
          <ErrorState
            title={t("settings.relation_types.failed")}
            error={read.error}
            retry={() => void read.refetch()}
          />
        )}
        {read.isSuccess &&
          relationEnds.map((ends) => (
            <section key={ends}>
              <h2 className="rt-head">{t(`settings.relation_types.${ends}`)}</h2>
              <TypeTable
                title={t(`settings.relation_types.${ends}`)}
                types={types.filter((one) => one.applies_to === ends)}
                onEdit={setOpen}
              />
            </section>
          ))}
      </div>
      {open && <RelationTypeDialog type={open === "new" ? undefined : open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface TableProps {
  title: string;
  types: readonly RelationType[];
  onEdit: (type: RelationType) => void;
}

function TypeTable({ title, types, onEdit }: TableProps) {
  const { t } = useTranslation();
  return (
    <table className="tbl slim relation-types" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{t("settings.relation_types.name")}</th>
          <th scope="col">{t("settings.relation_types.inverse")}</th>
          <th scope="col" className="only-l">
            {t("settings.relation_types.shape")}
          </th>
          <th scope="col" className="num only-l">
            {t("settings.relation_types.count")}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {types.map((one) => (
          <tr key={one.id} className={one.is_retired ? "t3" : ""}>
            <td>
              <button type="button" className="btn link" onClick={() => onEdit(one)}>
                {endName(one, "from")}
              </button>{" "}
              {one.is_retired && <Tag>{t("settings.relation_types.is_retired")}</Tag>}
            </td>
            <td className={one.inverse ? "" : "t3"}>
              {one.inverse ? endName(one, "to") : t("settings.relation_types.same")}
            </td>
            <td className="t2 only-l">{t(`settings.relation_types.shapes.${one.shape}`)}</td>
            <td className="num only-l">{one.count === 1000 ? "1000+" : formatNumber(one.count ?? 0)}</td>
            <td className="acts-cell">
              <ActionButton small look="text" onClick={() => void setRetired(one, !one.is_retired)}>
                {t(one.is_retired ? "settings.relation_types.revive" : "settings.relation_types.retire")}
              </ActionButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

  async function setRetired(type: RelationType, isRetired: boolean, isUndo = false) {
    const contract = isRetired ? retireRelationTypeContract : reviveRelationTypeContract;
    try {
      await call(contract, { params: { relationTypeId: type.id } });
      const text = t(`settings.relation_types.${isRetired ? "retired" : "revived"}`, { name: endName(type, "from") });
      showToast(isUndo ? { text } : { text, undo: () => setRetired(type, !isRetired, true) });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await client.invalidateQueries({ queryKey: keyOf(listRelationTypesContract) });
  }
}
