import assert from "node:assert/strict";
import fc from "fast-check";
import { layOut, type Layout } from "../../src/drawing/layout/layout";

type Edges = readonly (readonly [number, number])[];

function draw(count: number, edges: Edges, width = 120): Layout {
  return layOut({
    widths: new Float32Array(count).fill(width),
    heights: new Float32Array(count).fill(40),
    edges: Int32Array.from(edges.flat()),
  });
}

/** Nodes of a row stand apart, and edges that close no loop run downwards. */
function check(layout: Layout, count: number, edges: Edges, width = 120): void {
  const rows = new Map<number, number[]>();
  for (let node = 0; node < count; node++) {
    assert.ok(Number.isFinite(layout.x[node]!) && Number.isFinite(layout.y[node]!));
    assert.ok(layout.x[node]! >= width / 2 - 0.5 && layout.x[node]! <= layout.width - width / 2 + 0.5);
    rows.set(layout.rank[node]!, [...(rows.get(layout.rank[node]!) ?? []), layout.x[node]!]);
  }
  for (const xs of rows.values()) {
    xs.sort((a, b) => a - b);
    xs.slice(1).forEach((x, i) => assert.ok(x - xs[i]! >= width, `${x} and ${xs[i]} overlap`));
  }
  edges.forEach(([from, to], edge) => {
    const down = layout.rank[from]! < layout.rank[to]!;
    assert.equal(layout.isBack[edge] === 0, down);
  });
}

const graphs = fc.integer({ min: 2, max: 40 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: count - 1 }), fc.integer({ min: 0, max: count - 1 }))
        .filter(([a, b]) => a !== b),
      { maxLength: 80 },
    ),
  }),
);

describe("the layout", () => {
  it("stacks a chain in a straight line", () => {
    const layout = draw(5, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    assert.deepEqual([...layout.rank], [0, 1, 2, 3, 4]);
    assert.ok([...layout.x].every((x) => x === layout.x[0]));
  });

  it("puts a residual connection beside the branch it skips, not through it", () => {
    const layout = draw(5, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [0, 4],
    ]);
    assert.equal(layout.trunkLength[0], 3);
    const bends = [...layout.bendX.slice(layout.trunkStart[0], layout.trunkStart[0]! + 3)];
    bends.forEach((x, i) => assert.ok(Math.abs(x - layout.x[i + 1]!) >= 60, `bend ${i}`));
  });

  it("keeps rows apart and edges downwards, whatever the graph", () => {
    fc.assert(fc.property(graphs, ({ count, edges }) => check(draw(count, edges), count, edges)));
  });

  it("is the same each time", () => {
    fc.assert(
      fc.property(graphs, ({ count, edges }) => assert.deepEqual(draw(count, edges), draw(count, edges))),
      { numRuns: 20 },
    );
  });

  it("takes no graph, lone nodes and loops", () => {
    assert.deepEqual([draw(0, []).width, draw(0, []).height], [0, 0]);
    check(draw(3, []), 3, []);
    const loop: Edges = [
      [0, 1],
      [1, 2],
      [2, 0],
    ];
    const layout = draw(3, loop);
    assert.equal(
      layout.isBack.reduce((sum, each) => sum + each, 0),
      1,
    );
  });

  it("has no more bends than the graph is large, and no edge without an end", () => {
    const count = 3000;
    const edges: [number, number][] = [];
    for (let node = 1; node < count; node++) {
      edges.push([node - 1, node]);
      if (node < count - 1) {
        edges.push([node, count - 1]);
      }
    }
    const layout = draw(count, edges);
    check(layout, count, edges);
    assert.ok(layout.bendX.length <= 200_000 + 4 * (count + edges.length), `${layout.bendX.length} bends`);
    const longest = Math.max(...layout.trunkLength);
    edges.forEach(([from, to], edge) => {
      const [, top, x, bottom] = layout.branches.slice(edge * 4, edge * 4 + 4);
      assert.equal(layout.isFar[edge] === 1, to - from - 1 > longest, `${to - from - 1} bends`);
      assert.equal(x, layout.x[to]);
      assert.ok(top! < bottom!);
    });
    assert.ok(longest > 50 && layout.isFar.includes(1));
  });

  it("takes a node with a hundred thousand inputs from far, and one with as many readers", function () {
    this.timeout(60_000);
    const fan = 100_000;
    const inputs: [number, number][] = [];
    for (let node = 0; node < fan; node++) {
      inputs.push([node, fan + 3]);
    }
    inputs.push([0, fan], [fan, fan + 1], [fan + 1, fan + 2], [fan + 2, fan + 3]);
    // So that inputs are not moved down to their reader.
    for (let node = 0; node < fan; node++) {
      inputs.push([node, fan + 1]);
    }
    assert.equal(draw(fan + 4, inputs).branches.length, inputs.length * 4);
    const outputs = Array.from({ length: fan }, (_, node) => [0, node + 1] as const);
    assert.equal(new Set(draw(fan + 1, outputs).x).size > fan / 2, true);
  });

  it("lays out thousands of nodes with long edges", () => {
    const count = 4000;
    const edges: [number, number][] = [];
    for (let node = 1; node < count; node++) {
      edges.push([node - 1, node]);
      if (node % 3 === 0) {
        edges.push([Math.max(0, node - 30), node]);
      }
    }
    check(draw(count, edges), count, edges);
  });
});
