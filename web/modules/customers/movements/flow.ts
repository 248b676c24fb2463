export interface Flow {
  from: string;
  to: string;
  count: number;
}

export interface Node {
  value: string;
  y: number;
  height: number;
  count: number;
}

export interface Ribbon extends Flow {
  /** Top edge at the left and at the right end. */
  left: number;
  right: number;
  height: number;
}

export interface Drawing {
  height: number;
  left: Node[];
  right: Node[];
  ribbons: Ribbon[];
}

const least = 3;
const gap = 14;
const empty = 18;
/** A handful is not drawn as a flood. */
const mostForOne = 12;

/**
 * Lays flows out between two columns of values in one order: each end is as tall as what flows there, ribbons leave and
 * arrive in that order, so that they cross as little as may be. Who stays is not drawn: they would hide those who move.
 */
export function layOut(order: readonly string[], flows: readonly Flow[], room = 320): Drawing {
  const total = flows.reduce((sum, { count }) => sum + count, 0);
  const space = Math.max(80, room - order.length * (gap + empty));
  const heightOf = (count: number) => (total === 0 ? 0 : Math.max(least, count * Math.min(mostForOne, space / total)));
  const sorted = [...flows].sort(
    (one, other) =>
      order.indexOf(one.from) - order.indexOf(other.from) || order.indexOf(one.to) - order.indexOf(other.to),
  );
  const column = (end: "from" | "to"): Node[] => {
    let y = 0;
    return order.map((value) => {
      const mine = sorted.filter((flow) => flow[end] === value);
      const height = Math.max(
        empty,
        mine.reduce((sum, { count }) => sum + heightOf(count), 0),
      );
      const node = { value, y, height, count: mine.reduce((sum, { count }) => sum + count, 0) };
      y += height + gap;
      return node;
    });
  };
  const [left, right] = [column("from"), column("to")];
  const used = new Map<string, number>();
  const take = (side: string, node: Node, height: number) => {
    const key = `${side} ${node.value}`;
    const at = used.get(key) ?? node.y;
    used.set(key, at + height);
    return at;
  };
  const ribbons = sorted.map((flow) => {
    const height = heightOf(flow.count);
    const [from, to] = [left.find(({ value }) => value === flow.from)!, right.find(({ value }) => value === flow.to)!];
    return { ...flow, height, left: take("left", from, height), right: take("right", to, height) };
  });
  const bottom = (nodes: readonly Node[]) => Math.max(...nodes.map(({ y, height }) => y + height), 0);
  return { height: Math.max(bottom(left), bottom(right)), left, right, ribbons };
}

/** A band between two edges, as an SVG path. */
export function bandPath({ left, right, height }: Ribbon, from: number, to: number): string {
  const middle = (from + to) / 2;
  return `M${from} ${left}C${middle} ${left} ${middle} ${right} ${to} ${right}v${height}C${middle} ${right + height} ${middle} ${left + height} ${from} ${left + height}z`;
}
