import assert from "node:assert/strict";
import { edgeLabelsIn } from "../../src/drawing/edge-labels";
import type { Scene } from "../../src/drawing/scene";

/** Edges of one row by where their arrows end, what they say and which node they lead to. */
function labelsOf(...edges: readonly (readonly [x: number, text: string, to?: number])[]) {
  const scene = {
    layout: { branches: Float32Array.from(edges.flatMap(([x]) => [0, 0, x, 100])) },
    graph: { edges: Int32Array.from(edges.flatMap(([, , to], at) => [0, to ?? at + 1])), inferred: [] },
    edgeLabels: edges.map(([, text]) => text),
    edgesByRow: [edges.map((_, at) => at)],
  } as unknown as Scene;
  return edgeLabelsIn(scene, 0, (text) => text.length * 6).map(({ text, x, width }) => [text, x, x + width]);
}

describe("shapes on edges", () => {
  it("stand right of their arrows, and of several edges to a node once", () => {
    assert.deepEqual(labelsOf([100, "1×8"], [300, "2×16", 9], [330, "2×16", 9]), [
      ["1×8", 107, 125],
      ["2×16", 269, 293],
    ]);
  });

  it("stand left of them where another arrow would be covered", () => {
    assert.deepEqual(labelsOf([200, "batch×172×309"], [260, "3"]), [
      ["batch×172×309", 115, 193],
      ["3", 267, 273],
    ]);
  });

  it("lose the middle of names where that helps, and else are left out", () => {
    assert.deepEqual(labelsOf([100, ""], [140, "dimension_name×309"], [240, "1"]), [
      ["dimen…name×309", 147, 231],
      ["1", 247, 253],
    ]);
    assert.deepEqual(labelsOf([100, ""], [120, "172×309"], [140, "3"]), [["3", 147, 153]]);
  });

  it("never lie over each other, however many there are", () => {
    const edges = Array.from({ length: 5000 }, (_, at) => [(at * 37) % 4001, `${at}×${at}`] as const);
    const found = labelsOf(...edges).sort((one, other) => Number(one[1]) - Number(other[1]));
    assert.ok(found.length > 0);
    found.slice(1).forEach(([, x], at) => assert.ok(Number(x) >= Number(found[at]![2])));
  });
});
