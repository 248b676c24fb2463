import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/Icon.tsx";
import { useOwnFields } from "../customers/own/useOwnFields.ts";
import type { Import, Target } from "./import.ts";
import { targetGroups } from "./targets.ts";
import { useTargetName } from "./useTargetName.ts";

interface Props {
  one: Import;
  targets: readonly Target[];
  onChoose: (position: number, target: Target) => void;
}

/** A row a column: its head, the first value, how many rows have one, the field it goes to, and why we think so. */
export function ColumnTable({ one, targets, onChoose }: Props) {
  const { t } = useTranslation();
  const nameOf = useTargetName();
  const own = useOwnFields().flatMap(({ field, own: { kind } }) =>
    kind === "formula" || kind === "file" ? [] : [field as Target],
  );
  const ownGroup = own.length > 0 ? [{ group: "own" as const, targets: own }] : [];
  return (
    <table className="im-table im-columns">
      <thead>
        <tr>
          <th>{t("imports.head.column")}</th>
          <th className="only-l">{t("imports.head.sample")}</th>
          <th className="num only-l">{t("imports.head.filled")}</th>
          <td className="only-l im-arrow" />
          <th>{t("imports.head.field")}</th>
          <th>{t("imports.head.why")}</th>
        </tr>
      </thead>
      <tbody>
        {one.columns.map((column, i) => {
          const name = column.header || t("imports.column_number", { number: column.position + 1 });
          return (
            <tr key={column.position}>
              <td title={name}>
                {name}
                <span className="small t3 only-s el">{column.samples[0]}</span>
              </td>
              <td className="t2 only-l" title={column.samples.join("\n")}>
                {column.samples[0]}
              </td>
              <td className="num t3 only-l">{column.filled}%</td>
              <td className="t3 only-l im-arrow">
                <Icon name="right" size={14} />
              </td>
              <td>
                <select
                  className="inp s"
                  aria-label={t("imports.field_of", { column: name })}
                  value={targets[i]}
                  onChange={(event) => onChoose(i, event.target.value as Target)}
                >
                  <option value="">{t("imports.skip")}</option>
                  {[...targetGroups, ...ownGroup].map(({ group, targets: fields }) => (
                    <optgroup key={group} label={t(`imports.group.${group}`)}>
                      {fields
                        .filter((field) => !one.closed_targets.includes(field))
                        .map((field) => (
                          <option key={field} value={field}>
                            {nameOf(field)}
                          </option>
                        ))}
                    </optgroup>
                  ))}
                </select>
              </td>
              <td>
                <Why target={targets[i] ?? ""} found={column.target} why={column.why} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Why({ target, found, why }: { target: Target; found: Target; why: Import["columns"][number]["why"] }) {
  const { t } = useTranslation();
  const reason = target === "" ? "none" : target === found ? why : "chosen";
  return <span className={reason === "guess" ? "tag warn" : "small t3"}>{t(`imports.why.${reason}`)}</span>;
}
