import type { readGraphContract } from "../../../../server/modules/customers/relation/relation.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";

export type Graph = ResponseOf<typeof readGraphContract>;
export type Node = Graph["nodes"][number];
export type Edge = Graph["edges"][number];
export type End = "from" | "to";

export const pill = { width: 156, height: 26, gap: 4 };
const header = 22;
const link = 44;
const between = 18;

/** Those who stand in the same relation to the one before them. */
export interface Group {
  key: string;
  typeId: string;
  /** Which end of the type its members take. */
  end: End;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Opens to the left. */
  isLeft: boolean;
  /** Whose group it is. */
  of: string;
  count: number;
  hidden: number;
  members: string[];
}

/** Beyond how many customers a graph begins folded: few of each group, and nothing behind them. */
const manyNodes = 60;
export const badge = { width: 40, height: 20 };

/** Upper left corners in a plane of its own: deterministic, nothing lies over anything else. */
export interface Layout {
  places: Map<string, { x: number; y: number }>;
  /** Who leads to more than is shown: opened by the node's id. */
  folds: { id: string; x: number; y: number; count: number }[];
  groups: Group[];
  /** Relations that are not the way by which somebody was reached. */
  others: Edge[];
  box: { x: number; y: number; width: number; height: number };
}

interface Branch {
  id: string;
  /** Whom it leads to and does not show yet. */
  folded: number;
  groups: { key: string; typeId: string; end: End; members: Branch[]; hidden: number; count: number }[];
}

interface Options {
  /** Order of the groups of one. */
  typeOrder: readonly string[];
  isShown?: (typeId: string) => boolean;
  /** Groups, by key, and customers, by id, that show all they have. */
  opened?: ReadonlySet<string>;
}

/**
 * The customer in the middle and, to both sides, one block a relation: a group's members stand in columns, those with
 * relations of their own in rows with their groups behind them.
 */
export function layOut(graph: Graph, options: Options): Layout {
  const { root, used } = branchesOf(graph, options);
  const layout: Layout = {
    places: new Map(),
    folds: [],
    groups: [],
    others: [],
    box: { x: 0, y: 0, width: 0, height: 0 },
  };
  const [left, right] = halves(root);
  layout.places.set(root.id, { x: -pill.width / 2, y: -pill.height / 2 });
  for (const [groups, isLeft] of [
    [left, true],
    [right, false],
  ] as const) {
    const height = heightOf(groups);
    placeGroups(layout, { ...root, groups }, { x: pill.width / 2 + link, y: -height / 2, isLeft });
  }
  layout.others = graph.edges.filter(
    (edge) =>
      !used.has(edge.id) &&
      (options.isShown?.(edge.type_id) ?? true) &&
      layout.places.has(edge.from_id) &&
      layout.places.has(edge.to_id),
  );
  layout.box = boxOf(layout);
  return layout;
}

/** A tree over the graph: everyone hangs on the first nearer one that leads to them. */
function branchesOf(graph: Graph, { typeOrder, isShown = () => true, opened }: Options) {
  const isLarge = graph.nodes.length > manyNodes;
  const most = isLarge ? 6 : 12;
  const distance = new Map(graph.nodes.map((one) => [one.id, one.distance]));
  const rank = (edge: Edge) => typeOrder.indexOf(edge.type_id);
  const edges = graph.edges.filter((edge) => isShown(edge.type_id)).toSorted((a, b) => rank(a) - rank(b));
  const around = new Map<string, { edge: Edge; other: string; end: End }[]>();
  for (const edge of edges) {
    const add = (id: string, other: string, end: End) =>
      around.set(id, [...(around.get(id) ?? []), { edge, other, end }]);
    add(edge.from_id, edge.to_id, "to");
    add(edge.to_id, edge.from_id, "from");
  }
  const used = new Set<string>();
  const reached = new Set<string>();
  const root: Branch = { id: graph.nodes[0]?.id ?? "", folded: 0, groups: [] };
  reached.add(root.id);
  let level = [root];
  while (level.length > 0) {
    const next: Branch[] = [];
    for (const branch of level) {
      for (const { edge, other, end } of around.get(branch.id) ?? []) {
        if (reached.has(other) || !distance.has(other)) continue;
        reached.add(other);
        used.add(edge.id);
        if (isLarge && branch !== root && !opened?.has(branch.id)) {
          branch.folded++;
          continue;
        }
        const key = `${branch.id} ${edge.type_id} ${end}`;
        let group = branch.groups.find((one) => one.key === key);
        if (!group) {
          group = { key, typeId: edge.type_id, end, members: [], hidden: 0, count: 0 };
          branch.groups.push(group);
        }
        group.count++;
        if (group.members.length >= most && !opened?.has(key)) {
          group.hidden++;
          continue;
        }
        const child = { id: other, folded: 0, groups: [] };
        group.members.push(child);
        next.push(child);
      }
    }
    level = next;
  }
  return { root, used };
}

/** Groups of the middle, in order, until one side is half of the whole. */
function halves({ groups }: Branch): [Branch["groups"], Branch["groups"]] {
  const sides: [Branch["groups"], Branch["groups"]] = [[], []];
  for (const group of groups) {
    const [left, right] = sides.map(heightOf) as [number, number];
    sides[left < right ? 0 : 1].push(group);
  }
  return sides;
}

const isLeaf = (branch: Branch): boolean => branch.groups.length === 0 && branch.folded === 0;
const heightOf = (groups: Branch["groups"]): number =>
  groups.reduce((sum, group) => sum + sizeOf(group).height, Math.max(0, groups.length - 1) * between);
const rowOf = (branch: Branch): number => Math.max(pill.height, heightOf(branch.groups));
const columnsOf = (leaves: number): number => Math.max(1, Math.min(5, Math.ceil(Math.sqrt(leaves * 0.4))));

function sizeOf(group: Branch["groups"][number]): { width: number; height: number; leafRows: number; columns: number } {
  const leaves = group.members.filter(isLeaf).length + (group.hidden > 0 ? 1 : 0);
  const branches = group.members.filter((one) => !isLeaf(one));
  const columns = columnsOf(leaves);
  const leafRows = Math.ceil(leaves / columns);
  const step = pill.height + pill.gap;
  const height =
    header +
    leafRows * step +
    branches.reduce((sum, one) => sum + rowOf(one) + pill.gap * 2, 0) -
    (leafRows ? pill.gap : 0);
  const behind = branches.flatMap((one) => one.groups).map((one) => pill.width + link + sizeOf(one).width);
  const badged = branches.some((one) => one.folded > 0) ? pill.width + pill.gap + badge.width : 0;
  const grid = leaves === 0 ? pill.width : columns * (pill.width + pill.gap) - pill.gap;
  return { width: Math.max(grid, pill.width, badged, ...behind), height, leafRows, columns };
}

/** Places groups below each other; x is measured from the middle outwards. */
function placeGroups(layout: Layout, branch: Branch, at: { x: number; y: number; isLeft: boolean }): void {
  const mirrored = (x: number, width: number) => (at.isLeft ? -x - width : x);
  let y = at.y;
  for (const group of branch.groups) {
    const { width, height, leafRows, columns } = sizeOf(group);
    layout.groups.push({
      key: group.key,
      typeId: group.typeId,
      end: group.end,
      x: mirrored(at.x, width),
      y,
      width,
      height,
      isLeft: at.isLeft,
      of: branch.id,
      count: group.count,
      hidden: group.hidden,
      members: group.members.map((one) => one.id),
    });
    const step = pill.height + pill.gap;
    const leaves = group.members.filter(isLeaf);
    for (const [index, leaf] of leaves.entries()) layout.places.set(leaf.id, cell(index));
    if (group.hidden > 0) layout.places.set(moreOf(group.key), cell(leaves.length));
    let row = y + header + leafRows * step;
    for (const one of group.members.filter((each) => !isLeaf(each))) {
      const tall = rowOf(one);
      layout.places.set(one.id, { x: mirrored(at.x, pill.width), y: row + (tall - pill.height) / 2 });
      if (one.folded > 0)
        layout.folds.push({
          id: one.id,
          x: mirrored(at.x + pill.width + pill.gap, badge.width),
          y: row + (tall - badge.height) / 2,
          count: one.folded,
        });
      placeGroups(layout, one, {
        x: at.x + pill.width + link,
        y: row + (tall - heightOf(one.groups)) / 2,
        isLeft: at.isLeft,
      });
      row += tall + pill.gap * 2;
    }
    y += height + between;

    function cell(index: number) {
      const column = index % columns;
      return {
        x: mirrored(at.x + column * (pill.width + pill.gap), pill.width),
        y: y + header + Math.floor(index / columns) * step,
      };
    }
  }
}

/** Where "show N more" of a group stands among the places. */
export const moreOf = (key: string): string => `more ${key}`;

function boxOf({ places, groups }: Layout): Layout["box"] {
  const spots = [
    ...[...places.values()].map((one) => ({ ...one, ...{ width: pill.width, height: pill.height } })),
    ...groups,
  ];
  const x = Math.min(...spots.map((one) => one.x));
  const y = Math.min(...spots.map((one) => one.y));
  const width = Math.max(...spots.map((one) => one.x + one.width)) - x;
  const height = Math.max(...spots.map((one) => one.y + one.height)) - y;
  return { x, y, width, height };
}

/** The place that one gets to from another with an arrow key: the nearest in that direction. */
export function stepFrom(layout: Layout, id: string, key: string): string | undefined {
  const here = layout.places.get(id);
  if (!here) return undefined;
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  const ahead = [...layout.places].flatMap(([other, place]) => {
    const along = (place.x - here.x) * dx! + (place.y - here.y) * dy!;
    const aside = Math.abs((place.x - here.x) * dy!) + Math.abs((place.y - here.y) * dx!);
    return other === id || along <= 1 ? [] : [{ other, cost: along + aside * 3 }];
  });
  return ahead.toSorted((a, b) => a.cost - b.cost)[0]?.other;
}
