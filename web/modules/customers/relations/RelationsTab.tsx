import "./relations.css";
import "../../../ui/table.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readGraphContract } from "../../../../server/modules/customers/relation/relation.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { useRecord } from "../record/RecordContext.ts";
import { AddRelation } from "./AddRelation.tsx";
import { CustomerGroup } from "./CustomerGroup.tsx";
import { GraphList } from "./GraphList.tsx";
import { GraphView } from "./GraphView.tsx";
import { endName, useRelationTypes } from "./types.ts";

const colours = [1, 3, 2, 4, 5, 6].map((at) => `var(--series-${at})`);

/** Whom the customer belongs to and with whom it is tied, over one step or more. */
export function RelationsTab() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const isNarrow = useIsNarrow();
  const [depth, setDepth] = useState(2);
  const [isList, setList] = useState(isNarrow);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const { types } = useRelationTypes();
  const read = useRead(readGraphContract, { params: { customerId: record.id }, query: { depth } }, { keeps: true });
  const graph = read.data;
  const mine = types.filter((type) => graph?.edges.some((edge) => edge.type_id === type.id));
  const isShown = (typeId: string) => !off.has(typeId);
  const colourOf = (typeId: string) =>
    colours[mine.findIndex((one) => one.id === typeId) % colours.length] ?? colours[0]!;
  if (read.isPending) return <Skeleton rows={6} height={44} />;
  if (read.isError)
    return <ErrorState title={t("relations.failed")} error={read.error} retry={() => void read.refetch()} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area is reached by keyboard
    <section className="rel-tab" tabIndex={0} aria-label={t("customers.tab.relations")}>
      <div className="row rel-bar">
        <div className="row chips">
          {mine.map((type) => (
            <button
              key={type.id}
              type="button"
              className="chip"
              aria-pressed={isShown(type.id)}
              onClick={() => toggle(type.id)}
            >
              <i className="rel-dot" style={{ background: isShown(type.id) ? colourOf(type.id) : "transparent" }} />
              {endName(type, "from")}
            </button>
          ))}
        </div>
        <span className="grow" />
        {mine.length > 0 && (
          <>
            <select
              className="pick"
              aria-label={t("relations.graph.depth")}
              value={depth}
              onChange={(event) => setDepth(Number(event.target.value))}
            >
              {[1, 2, 3].map((steps) => (
                <option key={steps} value={steps}>
                  {t("relations.graph.steps", { count: steps })}
                </option>
              ))}
            </select>
            {/* biome-ignore lint/a11y/useSemanticElements: looks like the other switches */}
            <div className="seg" role="group" aria-label={t("relations.graph.as")}>
              <button type="button" aria-pressed={!isList} onClick={() => setList(false)}>
                {t("relations.graph.picture")}
              </button>
              <button type="button" aria-pressed={isList} onClick={() => setList(true)}>
                {t("relations.graph.lines")}
              </button>
            </div>
          </>
        )}
        {record.blocked.update === undefined && <AddRelation />}
      </div>
      {mine.length === 0 ? (
        <EmptyState title={t("relations.none")}>{t("relations.none_text")}</EmptyState>
      ) : isList ? (
        <GraphList graph={graph!} types={types} isShown={isShown} />
      ) : (
        <GraphView key={`${record.id} ${depth}`} graph={graph!} types={types} isShown={isShown} colourOf={colourOf} />
      )}
      {graph!.more > 0 && <p className="note">{t("relations.graph.cut", { count: graph!.more })}</p>}
      <CustomerGroup />
    </section>
  );

  function toggle(typeId: string) {
    const next = new Set(off);
    if (!next.delete(typeId)) next.add(typeId);
    setOff(next);
  }
}
