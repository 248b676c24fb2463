import "./relations.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listRelationsContract } from "../../../../server/modules/customers/relation/relation.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { useRecord } from "../record/RecordContext.ts";
import { AddRelation } from "./AddRelation.tsx";
import { endRelation } from "./acts.ts";
import { endName, useRelationTypes } from "./types.ts";

const most = 6;

/** The customers it is tied to, each by what it is to this one. */
export function Relations() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { types, typeOf } = useRelationTypes();
  const read = useRead(listRelationsContract, { params: { customerId: record.id } });
  const isShut = record.blocked.update !== undefined;
  if (read.isError)
    return <ErrorState title={t("relations.failed")} error={read.error} retry={() => void read.refetch()} />;
  const order = types.map((one) => one.id);
  const all = (read.data?.relations ?? []).toSorted((a, b) => order.indexOf(a.type_id) - order.indexOf(b.type_id));
  if (isShut && all.length === 0) return null;
  return (
    <section aria-labelledby="relations-of">
      <div className="sect">
        <h2 id="relations-of">{t("relations.title")}</h2>
        {all.length > 0 && <span className="cnt">{read.data?.next ? `${all.length}+` : all.length}</span>}
        <span className="grow" />
        {!isShut && <AddRelation look="btn link small" />}
      </div>
      {all.length > 0 && (
        <dl className="dl rel-dl">
          {all.slice(0, most).map((one) => (
            <div key={one.id} className="rel-line">
              <dt>{endName(typeOf(one.type_id), one.end)}</dt>
              <dd>
                <Link className="el" to="/customers/$customerId" params={{ customerId: one.other.id }}>
                  {one.other.name}
                </Link>
                {one.note && <span className="t3 small el">{one.note}</span>}
                {!isShut && (
                  <span className="row quiet">
                    <ActionButton
                      look="text"
                      small
                      icon="close"
                      label={t("relations.end", { name: one.other.name })}
                      onClick={() => void endRelation(record.id, one)}
                    />
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {all.length === 0 && !read.isPending && <p className="t3 small">{t("relations.none_yet")}</p>}
      {all.length > 0 && (
        <Link
          className="small"
          to="/customers/$customerId"
          params={{ customerId: record.id }}
          search={{ tab: "relations" }}
        >
          {all.length > most ? t("relations.all", { count: all.length }) : t("relations.open_graph")}
        </Link>
      )}
    </section>
  );
}
