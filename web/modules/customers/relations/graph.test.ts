import assert from "node:assert/strict";
import { test } from "node:test";
import { type Graph, layOut, pill, stepFrom } from "./graph.ts";

const typeOrder = ["parent", "partner", "distributor"];

/** A centre, `near` around it in all relations, and `far` around the first of these. */
function graphOf(near: number, far: number): Graph {
  const node = (id: string, distance: number) => ({ id, number: id, kind: "company" as const, name: id, distance });
  const graph: Graph = { nodes: [node("centre", 0)], edges: [], more: 0 };
  const edge = (from_id: string, to_id: string, at: number) =>
    graph.edges.push({ id: `${from_id}>${to_id}`, type_id: typeOrder[at % 3]!, from_id, to_id });
  for (let at = 0; at < near; at++) {
    graph.nodes.push(node(`near ${at}`, 1));
    if (at % 7) edge("centre", `near ${at}`, at);
    else edge(`near ${at}`, "centre", at);
  }
  for (let at = 0; at < far; at++) {
    graph.nodes.push(node(`far ${at}`, 2));
    edge(`near ${at % 9}`, `far ${at}`, at);
    edge(`near ${(at + 1) % 9}`, `far ${at}`, at);
  }
  return graph;
}

const everything = { has: () => true } as unknown as ReadonlySet<string>;

test("two hundred customers: each has a place, and no two lie over each other", () => {
  for (const [near, far] of [
    [199, 0],
    [60, 139],
    [9, 190],
    [1, 0],
    [0, 0],
  ] as const) {
    const graph = graphOf(near, far);
    const layout = layOut(graph, { typeOrder, opened: everything });
    assert.equal(layout.places.size, graph.nodes.length);
    const places = [...layout.places.values()];
    for (const [at, one] of places.entries())
      for (const other of places.slice(at + 1))
        assert.ok(
          Math.abs(one.x - other.x) >= pill.width || Math.abs(one.y - other.y) >= pill.height,
          `${near}/${far}: ${JSON.stringify([one, other])}`,
        );
    assert.deepEqual(layOut(graph, { typeOrder, opened: everything }), layout, "the same every time");
  }
});

test("a small group shows twelve, a large graph begins with six of each and nothing behind them", () => {
  const small = layOut(graphOf(50, 0), { typeOrder });
  assert.ok(small.groups.every((group) => group.members.length <= 12));
  const graph = graphOf(60, 139);
  const layout = layOut(graph, { typeOrder });
  assert.equal(
    layout.groups.reduce((sum, group) => sum + group.count, 0),
    60,
  );
  assert.ok(layout.groups.every((group) => group.members.length <= 6));
  assert.equal(
    layout.folds.reduce((sum, one) => sum + one.count, 0),
    139,
  );
  assert.ok(layout.box.height < 700, `${layout.box.height}`);
  const { id, count } = layout.folds[0]!;
  const opened = layOut(graph, { typeOrder, opened: new Set([id]) });
  assert.equal(
    opened.groups.filter((group) => group.of === id).reduce((sum, group) => sum + group.count, 0),
    count,
  );
});

test("a filter takes a relation and all behind it away", () => {
  const filtered = layOut(graphOf(50, 0), { typeOrder, isShown: (type) => type === "partner" });
  assert.deepEqual([...new Set(filtered.groups.map((group) => group.typeId))], ["partner"]);
});

test("a relation beside the way there is drawn as well, and arrows walk to the nearest", () => {
  const layout = layOut(graphOf(9, 9), { typeOrder, opened: everything });
  assert.equal(layout.others.length, 9);
  const right = stepFrom(layout, "centre", "ArrowRight")!;
  assert.ok(layout.places.get(right)!.x > layout.places.get("centre")!.x);
  const back = stepFrom(layout, right, "ArrowLeft")!;
  assert.ok(layout.places.get(back)!.x < layout.places.get(right)!.x);
  assert.equal(stepFrom(layOut(graphOf(0, 0), { typeOrder }), "centre", "ArrowUp"), undefined);
});
