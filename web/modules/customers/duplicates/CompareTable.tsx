import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { previewMergeContract } from "../../../../server/modules/customers/merge.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { absent, formatNumber, formatWhen } from "../../../text/format.ts";
import { useFactText } from "../record/useFactText.ts";
import type { Group } from "./duplicates.ts";

export type Preview = ResponseOf<typeof previewMergeContract>;

interface Props {
  group: Group;
  preview: Preview | undefined;
  winner: string;
  left: readonly string[];
  fields: Record<string, string>;
  onWinner: (id: string) => void;
  onLeft: (ids: string[]) => void;
  onField: (field: string, id: string) => void;
}

/** A column a record, a row a field; what differs is chosen in the cell, what agrees can be folded out. */
export function CompareTable({ group, preview, winner, left, onWinner, onLeft, onField }: Props) {
  const { t } = useTranslation();
  const { show, fieldName } = useFactText("CNY");
  const [showsSame, setShowsSame] = useState(false);
  const { records } = group;
  const differing = preview?.fields.filter(({ differs }) => differs) ?? [];
  const same = preview?.fields.filter(({ differs }) => !differs) ?? [];
  const isLeft = (id: string) => left.includes(id) && id !== winner;
  return (
    <div className="dup-scroll">
      <table className="tbl dup-tbl">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">{t("duplicates.field")}</span>
            </th>
            {records.map((record) => (
              <th key={record.id} scope="col" className={isLeft(record.id) ? "out" : ""}>
                <Link to="/customers/$customerId" params={{ customerId: record.id }} search={{}} target="_blank">
                  {record.number}
                </Link>
                <span className="t3"> · {record.owner?.name ?? t("customers.no_owner")}</span>
              </th>
            ))}
            <th scope="col" className="after">
              {t("duplicates.after")}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("duplicates.stays_as")}</th>
            {records.map((record) => (
              <td key={record.id} className={isLeft(record.id) ? "out" : ""}>
                <label className="dup-pick">
                  <input
                    type="radio"
                    name="winner"
                    checked={record.id === winner}
                    onChange={() => onWinner(record.id)}
                  />
                  {t("duplicates.winner")}
                </label>
                {record.id !== winner && records.length > 2 && (
                  <label className="dup-pick">
                    <input
                      type="checkbox"
                      checked={!left.includes(record.id)}
                      onChange={(event) =>
                        onLeft(event.target.checked ? left.filter((id) => id !== record.id) : [...left, record.id])
                      }
                    />
                    {t("duplicates.part")}
                  </label>
                )}
              </td>
            ))}
            <td className="after">{records.find(({ id }) => id === winner)?.number}</td>
          </tr>
          <tr>
            <th scope="row">{t("duplicates.known")}</th>
            {records.map((record) => (
              <td key={record.id} className={isLeft(record.id) ? "out" : ""}>
                {t("duplicates.interactions", {
                  count: record.interaction_count,
                  shown: formatNumber(record.interaction_count),
                })}
                <span className="t3"> · {formatWhen(record.created_at)}</span>
              </td>
            ))}
            <td className="after" />
          </tr>
          {differing.map((field) => row(field))}
          {!preview &&
            (["name", "phone", "city"] as const).map((field) => (
              <tr key={field}>
                <th scope="row">{field === "phone" ? t("customers.point.phone") : fieldName(field)}</th>
                {records.map((record) => (
                  <td key={record.id}>{record[field] ?? absent}</td>
                ))}
                <td className="after" />
              </tr>
            ))}
          {same.length > 0 && (
            <tr className="dup-fold">
              <td colSpan={records.length + 2}>
                <button
                  type="button"
                  className="btn text s"
                  aria-expanded={showsSame}
                  onClick={() => setShowsSame(!showsSame)}
                >
                  {t(showsSame ? "duplicates.fold_same" : "duplicates.same", { count: same.length })}
                </button>
              </td>
            </tr>
          )}
          {showsSame && same.map((field) => row(field))}
        </tbody>
      </table>
    </div>
  );

  function row(field: Preview["fields"][number]) {
    const name = fieldName(field.field);
    return (
      <tr key={field.field}>
        <th scope="row">{name}</th>
        {records.map((record) => {
          const value = field.values.find(({ customer_id }) => customer_id === record.id);
          const text = value ? show(field.field, value.value) : absent;
          const isFrom = field.from === record.id;
          if (!value || !field.differs || isLeft(record.id))
            return (
              <td key={record.id} className={isLeft(record.id) ? "out" : ""} title={text}>
                {text}
              </td>
            );
          return (
            <td key={record.id} className="dup-cell">
              <button
                type="button"
                aria-pressed={isFrom}
                title={text}
                aria-label={t("duplicates.take", { field: name, value: text, number: record.number })}
                onClick={() => onField(field.field, record.id)}
              >
                {text}
              </button>
            </td>
          );
        })}
        <td className="after" title={show(field.field, field.after)}>
          {show(field.field, field.after)}
        </td>
      </tr>
    );
  }
}
