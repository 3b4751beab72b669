import assert from "node:assert/strict";
import { heatOf } from "../../webview/graph/heat";
import { visibleGraph } from "../../webview/groups/visible-graph";
import { chainTree } from "../support/grouped";

describe("noise in the graph", () => {
  it("is that of each node, and of a closed group the most that is in it", () => {
    const tree = chainTree([-1, 0, 0, -1, 1, 1, -1], [-1, -1]);
    const visible = visibleGraph(tree.graph, { tree, open: Uint8Array.of(0, 1), hidden: null });
    const heat = heatOf(Float32Array.of(Infinity, 40, 25, 30, NaN, 20, NaN), visible);
    assert.deepEqual([...heat], [Infinity, 25, 30, NaN, 20, NaN]);
    const closed = visibleGraph(tree.graph, { tree, open: Uint8Array.of(0, 0), hidden: null });
    assert.deepEqual([...heatOf(new Float32Array(7).fill(NaN), closed)], [NaN, NaN, NaN, NaN, NaN]);
    assert.deepEqual([...heatOf(Float32Array.of(1, 2, NaN, 3, NaN, 4, 5), closed)], [1, 2, 3, 4, 5]);
  });
});
