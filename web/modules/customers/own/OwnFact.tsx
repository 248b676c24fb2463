import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { absent } from "../../../text/format.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import { Unreadable } from "../record/facts.ts";
import { useRecord } from "../record/RecordContext.ts";
import type { Facts } from "../record/record.ts";
import { fromDraft, toDraft, toSeen } from "./draft.ts";
import { FileLook } from "./FileLook.tsx";
import { OwnEditor } from "./OwnEditor.tsx";
import type { OwnField } from "./useOwnFields.ts";

/** One own field, edited where it stands like any other fact. */
export function OwnFact({ field }: { field: OwnField }) {
  const { t } = useTranslation();
  const { record, saving, show, setEditing } = useRecord();
  const key = field.field;
  const value = (record.facts as Record<string, unknown>)[key];
  const name = field.label ?? key;
  const isEmpty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  const words = isEmpty ? (
    <span className="t3">{absent}</span>
  ) : (
    <span className={field.own.is_long ? "long" : ""}>{show(key, value)}</span>
  );
  return (
    <>
      <dt title={field.own.help ?? undefined}>
        {name}
        {field.own.is_required && (
          <span className="danger" title={t("customers.own.required")}>
            {" "}
            *
          </span>
        )}
      </dt>
      <dd>
        <span className="row own-value">
          <InlineEdit
            label={name}
            value={toDraft(field, value)}
            shown={words}
            readOnly={readOnly()}
            multiline={field.own.is_long}
            onEditing={(isEditing) => setEditing(isEditing ? key : null)}
            seen={toSeen(value)}
            onSave={(draft, seen) => saving.save({ [key]: fromDraft(field, draft) } as Facts, { [key]: seen } as Facts)}
            explain={explain}
            editor={(props) => <OwnEditor field={field} {...props} />}
          />
          {field.own.target === "customer" && isSeen(value) && (
            <Link to="/customers/$customerId" params={{ customerId: value.id }} className="small">
              {t("customers.own.open")}
            </Link>
          )}
          {field.kind === "file" && isSeen(value) && <FileLook fileId={value.id} />}
        </span>
        {field.own.help && <p className="small t3">{field.own.help}</p>}
      </dd>
    </>
  );

  function readOnly(): string | undefined {
    if (field.own.kind === "formula") return t("customers.own.counted");
    if (record.blocked.update) return t(`blocked.${record.blocked.update}`);
    return record.read_only.includes(key) ? t("blocked.read_only") : undefined;
  }

  function explain(error: unknown): string {
    if (error instanceof Unreadable) return t(`customers.unreadable.${error.message}`);
    return fieldProblem(error, key) ?? problemText(error);
  }
}

const isSeen = (value: unknown): value is { id: string; name: string } =>
  typeof value === "object" && value !== null && typeof (value as { name?: unknown }).name === "string";
