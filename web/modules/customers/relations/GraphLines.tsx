import { type Layout, pill } from "./graph.ts";

interface Props {
  layout: Layout;
  colourOf: (typeId: string) => string;
}

/** One line to each group, a bracket along it, and dashes between those who are related besides. */
export function GraphLines({ layout, colourOf }: Props) {
  const { x, y, width, height } = layout.box;
  return (
    <svg
      className="graph-lines"
      style={{ left: x - 40, top: y - 40 }}
      width={width + 80}
      height={height + 80}
      viewBox={`${x - 40} ${y - 40} ${width + 80} ${height + 80}`}
      aria-hidden="true"
    >
      {layout.groups.map((group) => {
        const from = layout.places.get(group.of);
        if (!from) return null;
        const side = group.isLeft ? -1 : 1;
        const start = { x: from.x + (group.isLeft ? 0 : pill.width), y: from.y + pill.height / 2 };
        const edge = group.isLeft ? group.x + group.width + 8 : group.x - 8;
        const middle = group.y + group.height / 2;
        const bend = start.x + (side * Math.abs(edge - start.x)) / 2;
        return (
          <g key={group.key} stroke={colourOf(group.typeId)} fill="none">
            <path
              d={`M${start.x} ${start.y}C${bend} ${start.y} ${bend} ${middle} ${edge} ${middle}`}
              strokeWidth={1.5}
            />
            <path d={`M${edge} ${group.y + 2}V${group.y + group.height}`} strokeWidth={3} strokeLinecap="round" />
          </g>
        );
      })}
      {layout.others.map((edge) => {
        const [from, to] = [layout.places.get(edge.from_id)!, layout.places.get(edge.to_id)!];
        const [x1, x2] = [from.x + pill.width / 2, to.x + pill.width / 2];
        const [y1, y2] = [from.y + pill.height / 2, to.y + pill.height / 2];
        return (
          <path
            key={edge.id}
            d={`M${x1} ${y1}Q${(x1 + x2) / 2 + 30} ${(y1 + y2) / 2} ${x2} ${y2}`}
            stroke={colourOf(edge.type_id)}
            strokeDasharray="4 4"
            fill="none"
          />
        );
      })}
    </svg>
  );
}
