import { useTranslation } from "react-i18next";
import type { CustomerFact } from "../../../../server/modules/customers/customer.contract.ts";
import { absent } from "../../../text/format.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import { type Place, PlacePicker } from "../PlacePicker.tsx";
import { FactEditor } from "./FactEditor.tsx";
import { factTypes, fromText, toText, Unreadable } from "./facts.ts";
import { useRecord } from "./RecordContext.ts";
import type { Facts } from "./record.ts";

/** One fact, edited where it stands. */
export function Fact({ fact }: { fact: CustomerFact }) {
  const { t } = useTranslation();
  const { record, saving, show, fieldName, setEditing } = useRecord();
  const type = factTypes[fact];
  const value = record.facts[fact];
  const isEmpty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return (
    <>
      <dt>{fieldName(fact)}</dt>
      <dd>
        <InlineEdit
          label={fieldName(fact)}
          value={toText(type, value)}
          shown={
            isEmpty ? (
              <span className="t3">{absent}</span>
            ) : (
              <span className={type === "long" ? "long" : ""}>{show(fact, value)}</span>
            )
          }
          readOnly={useReadOnly(fact)}
          multiline={type === "long"}
          onEditing={(isEditing) => setEditing(isEditing ? fact : null)}
          seen={value ?? null}
          onSave={(text, seen) => saving.save({ [fact]: fromText(type, text) } as Facts, { [fact]: seen } as Facts)}
          explain={explain}
          editor={(props) => <FactEditor fact={fact} type={type} {...props} />}
        />
        <Editors fact={fact} />
      </dd>
    </>
  );

  function explain(error: unknown): string {
    if (error instanceof Unreadable) return t(`customers.unreadable.${error.message}`);
    return fieldProblem(error, fact) ?? problemText(error);
  }
}

export function PlaceFact() {
  const { record, saving, fieldName, setEditing } = useRecord();
  const { province = null, city = null, district = null } = record.facts;
  const value: Place = { province, city, district };
  const words = [province, city, district].filter((one, at, all) => one && one !== all[at - 1] && one !== "市辖区");
  return (
    <>
      <dt>{fieldName("place")}</dt>
      <dd>
        <InlineEdit
          label={fieldName("place")}
          value={value}
          shown={words.length ? words.join(" ") : <span className="t3">{absent}</span>}
          readOnly={useReadOnly("province")}
          onEditing={(isEditing) => setEditing(isEditing ? "province" : null)}
          seen={value}
          onSave={(place, seen) => saving.save(changedOf(seen, place), changedOf(place, seen))}
          explain={problemText}
          editor={(props) => <PlacePicker value={props.value} label={props.label} onChange={props.onChange} />}
        />
        <Editors fact="province" />
      </dd>
    </>
  );
}

/** Those parts of a place that differ, with their values after. */
function changedOf(before: Place, after: Place): Facts {
  const fields = Object.keys(before) as (keyof Place)[];
  return Object.fromEntries(
    fields.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  );
}

function useReadOnly(fact: CustomerFact): string | undefined {
  const { t } = useTranslation();
  const { record } = useRecord();
  if (record.blocked.update) return t(`blocked.${record.blocked.update}`);
  return record.read_only.includes(fact) ? t("blocked.read_only") : undefined;
}

/** Who is editing the same fact now: seen before it comes to a conflict. */
function Editors({ fact }: { fact: CustomerFact }) {
  const { t } = useTranslation();
  const names = useRecord().editorsOf(fact);
  if (names.length === 0) return null;
  return (
    <span className="row small info editors" role="status">
      <Avatar name={names[0] ?? ""} size="s" look="blue" />
      {t("customers.editing", { names: names.join("、"), count: names.length })}
    </span>
  );
}
