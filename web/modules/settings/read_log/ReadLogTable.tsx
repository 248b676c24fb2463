import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { listReadLogContract } from "../../../../server/modules/customers/consent.contract.ts";
import { listFieldsContract } from "../../../../server/modules/customers/fields.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { formatFull, formatNumber, formatWhen } from "../../../text/format.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { useFieldName } from "../roles/TriedLine.tsx";

type Entry = ResponseOf<typeof listReadLogContract>["entries"][number];

const looks = { reveal: "warn", export: "info" } as const;

/** A line a reading: who, how, whose facts, which of them. */
export function ReadLogTable({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  return (
    <table className="tbl read-log" aria-label={t("settings.page.read-log")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.read_log.who")}</th>
          <th scope="col">{t("settings.read_log.how_of")}</th>
          <th scope="col">{t("settings.read_log.whom")}</th>
          <th scope="col">{t("settings.read_log.fields")}</th>
          <th scope="col" className="when">
            {t("settings.read_log.when")}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const nameOf = useNames();
  const { how, user, last_read_at } = entry;
  const how_ = t(`settings.read_log.how.${how}`);
  const fields = entry.fields.map(nameOf).join(t("settings.comma"));
  return (
    <tr>
      <td>
        <span className="row">
          <Avatar name={user.name} size="s" look="grey" />
          <b className="el">{user.name}</b>
        </span>
      </td>
      <td>{how in looks ? <Tag look={looks[how as keyof typeof looks]}>{how_}</Tag> : how_}</td>
      <td>
        <Whom entry={entry} />
      </td>
      <td title={fields}>{fields}</td>
      <td className="t2 when" title={formatFull(last_read_at)}>
        {formatWhen(last_read_at)}
      </td>
    </tr>
  );
}

function Whom({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const nameOf = useNames();
  const { how, customer, row_count, filtered_by } = entry;
  if (customer)
    return (
      <Link to="/customers/$customerId" params={{ customerId: customer.id }} search={{}} className="el">
        {customer.name}
      </Link>
    );
  if (how === "record" || how === "reveal") return <span className="t3">{t("settings.read_log.gone")}</span>;
  const count = t("settings.read_log.rows", { count: row_count, shown: formatNumber(row_count) });
  const by = filtered_by.map(nameOf).join(t("settings.comma"));
  return (
    <span title={by ? t("settings.read_log.by", { fields: by }) : undefined}>
      {count}
      {by && <span className="t3"> · {t("settings.read_log.by", { fields: by })}</span>}
    </span>
  );
}

/** Own fields have the names that the organisation gave them. */
function useNames(): (field: string) => string {
  const known = useFieldName();
  const { data } = useRead(listFieldsContract, {});
  return (field) => data?.fields.find((one) => one.field === field)?.label ?? known(field);
}
