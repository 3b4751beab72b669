import assert from "node:assert/strict";
import { graphPart } from "../../src/drawing/groups/graph-part";
import { EVERYTHING, visibleGraph } from "../../src/drawing/groups/visible-graph";
import { layOut } from "../../src/drawing/layout/layout";
import { labelsOf, makeScene, sizesOf } from "../../src/drawing/scene";
import { pictured } from "../../webview/graph/drawn";
import { chainTree } from "../support/grouped";
import { chainScene } from "../support/scene";

/** An input, two nodes in an inner group of the outer one, two in this alone, and an output; the outer one is open. */
function grouped(openInner: boolean) {
  const tree = chainTree([-1, 1, 1, 0, 0, -1], [-1, 0]);
  const graph = visibleGraph(tree.graph, { tree, open: Uint8Array.of(1, openInner ? 1 : 0), hidden: null });
  const labels = labelsOf(graph, 0, [], tree);
  const sizes = sizesOf(graph, labels, (text) => text.length * 7);
  return { tree, scene: makeScene(graph, labels, sizes, layOut({ ...sizes, edges: graph.edges }), tree, []) };
}

describe("A picture of the selection", () => {
  it("shows a node with those it reads and those that read it", () => {
    assert.deepEqual(pictured(chainScene(6), 2, null), [1, 2, 3]);
    assert.deepEqual(pictured(chainScene(6), 0, Int32Array.of(0, 0, 0, 0, 0, 1)), [0, 1]);
  });

  it("shows what was found where nothing else is selected, and is none where neither is there", () => {
    assert.deepEqual(pictured(chainScene(6), 4, Int32Array.of(0, 1, 0, 0, 2, 0)), [1, 4]);
    assert.deepEqual(pictured(chainScene(6), null, Int32Array.of(0, 1, 0, 0, 2, 0)), [1, 4]);
    assert.deepEqual(pictured(chainScene(6), null, null), []);
  });

  it("shows all in an open group, those in groups of it included", () => {
    const { scene } = grouped(true);
    assert.deepEqual([...scene.graph.frames], [0, 1]);
    assert.deepEqual(pictured(scene, ~0, null), [1, 2, 3, 4]);
    assert.deepEqual(pictured(scene, ~1, null), [1, 2]);
  });

  it("has the edges between what it shows, and the frames around that", () => {
    const plain = visibleGraph(chainTree([-1, 0, 0, -1], [-1]).graph, EVERYTHING);
    const few = graphPart(plain, null, [0, 1, 3]);
    assert.deepEqual([[...few.edges], few.labels, [...few.nodeOf]], [[0, 1], ["value0"], [0, 1, 3]]);
    assert.deepEqual([...few.standsFor], [0, 1, -1, 2]);

    const { tree, scene } = grouped(false);
    // The closed inner group, and a node beside it in the outer one.
    const part = graphPart(scene.graph, tree, [1, 2]);
    assert.deepEqual(
      part.nodes.map(({ kind }) => kind),
      ["group", "operator"],
    );
    assert.deepEqual([[...part.frames], [...part.frameOf]], [[0], [0, 0]]);
    assert.deepEqual([...graphPart(scene.graph, tree, [0]).frames], []);
  });
});
