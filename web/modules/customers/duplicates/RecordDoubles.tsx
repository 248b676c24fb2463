import "./duplicates.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readDuplicatesContract } from "../../../../server/modules/customers/duplicate.contract.ts";
import { listMergesContract } from "../../../../server/modules/customers/merge.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useCan } from "../../../frame/me.ts";
import { formatFull, formatWhen } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { useRecord } from "../record/RecordContext.ts";
import { unmerge } from "./duplicates.ts";

/** On the record: that it may be a double, of what it was made, and what one client alone knows. */
export function RecordDoubles() {
  const { t } = useTranslation();
  const can = useCan();
  const { record, show, fieldName } = useRecord();
  const params = { customerId: record.id };
  const group = useRead(readDuplicatesContract, { params }, { staleTime: 60_000 }).data?.group;
  const merges = useRead(listMergesContract, { params }, { staleTime: 60_000 }).data?.merges ?? [];
  const standing = merges.filter(({ state }) => state === "done");
  const others = group?.records.filter(({ id }) => id !== record.id) ?? [];
  return (
    <>
      {others.length > 0 && (
        <section>
          <div className="sect">
            <h2>{t("customers.doubles.title")}</h2>
            {can("customer.merge") && (
              <Link to="/duplicates" search={{ group: group!.records[0]!.id }}>
                {t("customers.doubles.look")}
              </Link>
            )}
          </div>
          {others.slice(0, 3).map((other) => (
            <p key={other.id} className="row line">
              <Link to="/customers/$customerId" params={{ customerId: other.id }} search={{}} className="el grow">
                {other.name}
              </Link>
              <span className="t3 small">{other.number}</span>
            </p>
          ))}
        </section>
      )}
      {record.client_facts.length > 0 && (
        <section>
          <div className="sect">
            <h2>{t("customers.doubles.client_facts")}</h2>
          </div>
          <dl className="dup-facts">
            {record.client_facts.map(({ client, field, value }) => (
              <div key={`${client.id} ${field}`}>
                <dt>
                  {client.name} · {fieldName(field)}
                </dt>
                <dd>{show(field, value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {standing.length > 0 && (
        <section>
          <div className="sect">
            <h2>{t("customers.doubles.merged")}</h2>
          </div>
          {standing.map((merge) => (
            <p key={merge.id} className="row line">
              <span className="el grow" title={formatFull(merge.merged_at)}>
                {merge.losers.map(({ name, number }) => name ?? number).join("、")}
                <span className="t3 small">
                  {" "}
                  {formatWhen(merge.merged_at)} {merge.merged_by?.name}
                </span>
              </span>
              {can("customer.merge") && (
                <ActionButton
                  small
                  look="text"
                  icon="undo"
                  blocked={merge.blocked.undo}
                  onClick={() => void unmerge(merge.id)}
                >
                  {t("customers.doubles.undo")}
                </ActionButton>
              )}
            </p>
          ))}
        </section>
      )}
    </>
  );
}
