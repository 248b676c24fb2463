import { useTranslation } from "react-i18next";
import { ladderValues } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import { formatNumber } from "../../../text/format.ts";
import { bandPath, type Flow, layOut, type Node } from "./flow.ts";

type Ladder = keyof typeof ladderValues;

const width = 720;
const edge = 200;
const bar = 8;

/** Who moved from where to where in a month: upwards in jade, downwards in amber. The table beside it says the same. */
export function FlowChart({ ladder, month, flows }: { ladder: Ladder; month: string; flows: readonly Flow[] }) {
  const { t } = useTranslation();
  const order = ladderValues[ladder];
  const { height, left, right, ribbons } = layOut(order, flows);
  const name = (value: string) => t(`customers.${ladder}.${value}`);
  return (
    <svg
      className="flow"
      viewBox={`0 -2 ${width} ${height + 4}`}
      role="img"
      aria-label={t("movements.chart", { month, count: flows.reduce((sum, { count }) => sum + count, 0) })}
    >
      {ribbons.map((ribbon) => {
        const isUp = order.indexOf(ribbon.to) < order.indexOf(ribbon.from);
        return (
          <path
            key={`${ribbon.from} ${ribbon.to}`}
            d={bandPath(ribbon, edge + bar, width - edge - bar)}
            className={isUp ? "up" : "down"}
          >
            <title>{`${name(ribbon.from)} → ${name(ribbon.to)} ${formatNumber(ribbon.count)}`}</title>
          </path>
        );
      })}
      {left.map((node) => end(node, "left"))}
      {right.map((node) => end(node, "right"))}
    </svg>
  );

  function end(node: Node, side: "left" | "right") {
    const x = side === "left" ? edge : width - edge - bar;
    const middle = node.y + node.height / 2;
    const sign = side === "left" ? "−" : "+";
    return (
      <g key={`${side} ${node.value}`} className={node.count === 0 ? "none" : ""}>
        <rect x={x} y={node.y} width={bar} height={node.height} rx="2" />
        <text x={side === "left" ? x - 10 : x + bar + 10} y={middle} textAnchor={side === "left" ? "end" : "start"}>
          {name(node.value)}
          <tspan className="num"> {node.count > 0 ? `${sign}${formatNumber(node.count)}` : ""}</tspan>
        </text>
      </g>
    );
  }
}
