import assert from "node:assert/strict";
import { test } from "node:test";
import { bandPath, layOut } from "./flow.ts";

const order = ["A", "B", "C"];

test("ends are as tall as what flows there; ribbons lie beside each other and inside their ends", () => {
  const flows = [
    { from: "B", to: "A", count: 30 },
    { from: "C", to: "B", count: 60 },
    { from: "B", to: "C", count: 10 },
  ];
  const { left, right, ribbons, height } = layOut(order, flows);
  assert.deepEqual(
    left.map(({ count }) => count),
    [0, 40, 60],
  );
  assert.deepEqual(
    right.map(({ count }) => count),
    [30, 60, 10],
  );
  for (const side of ["left", "right"] as const)
    for (const one of ribbons) {
      const node = (side === "left" ? left : right).find(
        ({ value }) => value === (side === "left" ? one.from : one.to),
      )!;
      assert.ok(one[side] >= node.y && one[side] + one.height <= node.y + node.height + 0.001);
      for (const other of ribbons)
        if (other !== one)
          assert.ok(one[side] + one.height <= other[side] + 0.001 || other[side] + other.height <= one[side] + 0.001);
    }
  assert.ok(height > 0 && left.every(({ y, height: tall }) => y + tall <= height));
});

test("one in ten thousand can still be seen and clicked", () => {
  const { ribbons } = layOut(order, [
    { from: "A", to: "B", count: 9_999 },
    { from: "C", to: "A", count: 1 },
  ]);
  assert.equal(ribbons.find(({ from }) => from === "C")!.height, 3);
});

test("nothing moved: the ends stand, there is no band", () => {
  const { ribbons, left } = layOut(order, []);
  assert.deepEqual([ribbons, left.length], [[], 3]);
});

test("a band closes on itself", () => {
  const [ribbon] = layOut(order, [{ from: "A", to: "C", count: 5 }]).ribbons;
  const path = bandPath(ribbon!, 0, 100);
  assert.match(path, /^M0 [\d.]+C50 .*v[\d.]+C50 .*z$/);
});
