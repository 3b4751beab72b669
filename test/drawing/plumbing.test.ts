import assert from "node:assert/strict";
import { ENDS, plumbingIn, THROUGH } from "../../src/drawing/groups/plumbing";
import { visibleGraph } from "../../src/drawing/groups/visible-graph";
import { viewGraph } from "../support/grouped";

const identity = { operator: "Identity", role: "identity" } as const;

describe("what changes no values", () => {
  it("is identities, and what reads shapes and nothing else", () => {
    const graph = viewGraph(
      [
        { kind: "input" },
        identity,
        {},
        { operator: "Shape", role: "shape" },
        { operator: "Gather" },
        { operator: "Concat" },
        { operator: "Reshape" },
        { kind: "output" },
      ],
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
        [3, 5],
        [2, 6],
        [5, 6],
        [6, 7],
      ],
    );
    const hidden = plumbingIn(graph)!;
    assert.deepEqual([...hidden], [0, THROUGH, 0, ENDS, ENDS, ENDS, 0, 0]);
    const { nodeOf, edges } = visibleGraph(graph, { tree: null, open: new Uint8Array(), hidden });
    const drawn = Array.from(edges, (place) => nodeOf[place]!);
    // The identity is led through; what is known of a shape is no value.
    assert.deepEqual(drawn, [0, 2, 2, 6, 6, 7]);
  });

  it("is not what makes an output, runs graphs, or begins a graph", () => {
    const graph = viewGraph(
      [{ kind: "input" }, { operator: "Shape" }, { kind: "output" }, { ...identity, runsGraphs: true }, identity],
      [
        [0, 1],
        [1, 2],
        [0, 3],
      ],
    );
    assert.equal(plumbingIn(graph), null);
  });

  it("is found in circles and long chains", () => {
    const count = 200_000;
    const nodes = Array.from({ length: count }, (_, node) => (node === 1 ? { operator: "Shape" } : {}));
    const chain = Array.from({ length: count - 1 }, (_, node) => [node, node + 1] as const);
    assert.equal(plumbingIn(viewGraph(nodes, chain))!.filter((each) => each === ENDS).length, count - 1);
    const circle = viewGraph(
      [{ operator: "Shape" }, {}, {}],
      [
        [0, 1],
        [1, 2],
        [2, 1],
      ],
    );
    assert.deepEqual([...plumbingIn(circle)!], [ENDS, 0, 0]);
  });
});
