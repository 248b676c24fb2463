import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useIsNarrow } from "../../../ui/narrow.ts";
import type { End, Graph } from "./graph.ts";
import { endName, type RelationType } from "./types.ts";

interface Props {
  graph: Graph;
  types: readonly RelationType[];
  isShown: (typeId: string) => boolean;
}

/** The same as the picture in lines, for readers by ear and for phones. */
export function GraphList({ graph, types, isShown }: Props) {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const nodes = new Map(graph.nodes.map((one) => [one.id, one]));
  const lines = graph.edges.filter((edge) => isShown(edge.type_id)).flatMap(lineOf);
  const order = types.map((one) => one.id);
  lines.sort((a, b) => a.near.distance - b.near.distance || order.indexOf(a.type) - order.indexOf(b.type));
  return (
    <table className="tbl slim graph-list" aria-label={t("relations.graph.list")}>
      <thead>
        <tr>
          {!isNarrow && <th scope="col">{t("relations.graph.of")}</th>}
          <th scope="col">{t("relations.graph.relation")}</th>
          <th scope="col">{t("relations.graph.customer")}</th>
          {!isNarrow && <th scope="col">{t("customers.column.number")}</th>}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ id, near, other, type, end }) => (
          <tr key={id}>
            {!isNarrow && <td className={near.distance === 0 ? "t3" : ""}>{near.name}</td>}
            <td className="t2">
              {endName(
                types.find((one) => one.id === type),
                end,
              )}
            </td>
            <td>
              <Link to="/customers/$customerId" params={{ customerId: other.id }} search={{ tab: "relations" }}>
                {other.name}
              </Link>
              {isNarrow && near.distance > 0 && (
                <div className="t3 small">{t("relations.graph.through", { name: near.name })}</div>
              )}
            </td>
            {!isNarrow && <td className="t3">{other.number}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );

  /** From the nearer one to the further. */
  function lineOf(edge: Graph["edges"][number]) {
    const [from, to] = [nodes.get(edge.from_id), nodes.get(edge.to_id)];
    if (!from || !to) return [];
    const line = { id: edge.id, type: edge.type_id };
    return from.distance <= to.distance
      ? [{ ...line, near: from, other: to, end: "to" as End }]
      : [{ ...line, near: to, other: from, end: "from" as End }];
  }
}
