import { useTranslation } from "react-i18next";
import { listSensitiveReadsContract } from "../../../../server/modules/customers/consent.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useCan } from "../../../frame/me.ts";
import { formatFull, formatWhen } from "../../../text/format.ts";
import { useRecord } from "./RecordContext.ts";

/** Who read this customer's sensitive facts, in the record or in a file, for who may know. */
export function SensitiveReads() {
  const can = useCan();
  return can(listSensitiveReadsContract.permission) ? <Reads /> : null;
}

function Reads() {
  const { t } = useTranslation();
  const { record, fieldName } = useRecord();
  const { data } = useRead(listSensitiveReadsContract, { params: { customerId: record.id } });
  if (!data || data.reads.length === 0) return null;
  return (
    <details className="reads">
      <summary>{t("customers.reads.title", { count: data.reads.length })}</summary>
      <ul>
        {data.reads.map(({ user, how, fields, read_at }) => (
          <li key={`${user?.id}${how}${read_at}`}>
            <b>{user?.name}</b> {t(`customers.reads.how.${how}`)}{" "}
            <span className="t2">{fields.map(fieldName).join(t("customers.reads.comma"))}</span>{" "}
            <time className="t3 small" dateTime={read_at} title={formatFull(read_at)}>
              {formatWhen(read_at)}
            </time>
          </li>
        ))}
      </ul>
    </details>
  );
}
