import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatTime } from "../text/format.ts";
import { ActionButton } from "./ActionButton.tsx";
import { Avatar } from "./Avatar.tsx";
import { Dialog } from "./Dialog.tsx";

export interface Conflict {
  field: string;
  theirs: unknown;
  yours: unknown;
  by: string;
  at: string;
}

interface Props {
  conflicts: readonly Conflict[];
  /** Names of fields and values as the page shows them. */
  fieldName: (field: string) => string;
  show: (field: string, value: unknown) => string;
  stillLooking?: boolean;
  onKeepTheirs: () => void;
  /** The fields for which the reader's own value is wanted. */
  onSave: (fields: readonly string[]) => void;
}

/** Two people changed the same place: both sides, and nobody's is lost silently. */
export function ConflictDialog({ conflicts, fieldName, show, stillLooking, onKeepTheirs, onSave }: Props) {
  const { t } = useTranslation();
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set(conflicts.map((one) => one.field)));
  const first = conflicts[0];
  if (!first) return null;
  return (
    <Dialog
      title={t("conflict.title", { name: first.by, count: conflicts.length })}
      onClose={onKeepTheirs}
      footer={
        <>
          {stillLooking && (
            <span className="row small t3" style={{ marginRight: "auto" }}>
              <Avatar name={first.by} size="s" look="blue" />
              {t("conflict.still_looking")}
            </span>
          )}
          <ActionButton onClick={onKeepTheirs}>{t("conflict.keep_theirs")}</ActionButton>
          <ActionButton look="primary" autoFocus onClick={() => onSave([...own])}>
            {t("conflict.save")}
          </ActionButton>
        </>
      }
    >
      <p className="t2">{t("conflict.when", { time: formatTime(first.at) })}</p>
      <table className="cf">
        <thead>
          <tr>
            <th>{t("conflict.field")}</th>
            <th>{t("conflict.theirs", { name: first.by })}</th>
            <th>{t("conflict.yours")}</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map((one) => (
            <tr key={one.field}>
              <td className="t3">{fieldName(one.field)}</td>
              <td>{side(one, false)}</td>
              <td>{side(one, true)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );

  function side(one: Conflict, isOwn: boolean) {
    return (
      <label className="row">
        <input
          type="radio"
          name={one.field}
          checked={own.has(one.field) === isOwn}
          onChange={() => choose(one, isOwn)}
        />
        <span className="el">{show(one.field, isOwn ? one.yours : one.theirs)}</span>
      </label>
    );
  }

  function choose(one: Conflict, isOwn: boolean) {
    const next = new Set(own);
    if (isOwn) next.add(one.field);
    else next.delete(one.field);
    setOwn(next);
  }
}
