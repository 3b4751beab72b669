import assert from "node:assert/strict";
import { filterTree, graphTree, pathTo } from "../../webview/navigation/graph-tree";
import { History } from "../../webview/navigation/history";

const at = (node: number | null, graph = 0, group: number | null = null) => ({ graph, node, group });

describe("the way back", () => {
  it("leads to where one was, and forward again", () => {
    const stops = new History();
    stops.visit(at(null));
    stops.visit(at(1));
    stops.visit(at(1));
    stops.visit(at(4, 2));
    assert.deepEqual([stops.canGoBack, stops.canGoForward], [true, false]);
    assert.deepEqual(stops.go(-1), at(1));
    assert.deepEqual(stops.go(-1), at(null));
    assert.equal(stops.go(-1), null);
    assert.deepEqual(stops.go(1), at(1));
    assert.deepEqual([stops.canGoBack, stops.canGoForward], [true, true]);
  });

  it("forgets what lay ahead once one goes elsewhere", () => {
    const stops = new History();
    [0, 1, 2].forEach((node) => stops.visit(at(node)));
    stops.go(-1);
    stops.visit(at(7));
    assert.equal(stops.go(1), null);
    assert.deepEqual(stops.go(-1), at(1));
  });

  it("keeps the last of several stops that one only passes", () => {
    const stops = new History();
    stops.visit(at(0));
    [1, 2, 3].forEach((node) => stops.visit(at(node), true));
    stops.visit(at(9));
    assert.deepEqual([stops.go(-1), stops.go(-1), stops.go(-1)], [at(3), at(0), null]);
    stops.visit(at(5), true);
    assert.deepEqual(stops.go(-1), at(0));
    stops.clear();
    assert.ok(!stops.canGoBack && !stops.canGoForward);
  });

  it("does not grow without end", () => {
    const stops = new History();
    for (let node = 0; node < 10_000; node++) {
      stops.visit(at(node));
    }
    let back = 0;
    while (stops.go(-1) !== null) {
      back++;
    }
    assert.equal(back, 199);
  });
});

describe("the graphs of a model", () => {
  const caller = (graph: number, node: number) => ({ caller: { graph, node } });
  /** 0 runs 2, then 1; 2 runs 3; nothing runs 4. */
  const graphs = [{ caller: null }, caller(0, 9), caller(0, 5), caller(2, 1), { caller: null }];

  it("are a tree in the order in which they are run", () => {
    assert.deepEqual(
      graphTree(graphs).map(({ graph, depth }) => [graph, depth]),
      [
        [0, 0],
        [2, 1],
        [3, 2],
        [1, 1],
        [4, 0],
      ],
    );
    assert.deepEqual(pathTo(graphs, 3), [0, 2, 3]);
    assert.deepEqual(pathTo(graphs, 0), [0]);
  });

  it("are found by parts of their names", () => {
    const names = ["main graph", "function Body_1", "function cond", "loop › body", "function body_2"];
    const found = (text: string) =>
      filterTree(graphTree(graphs), (graph) => names[graph]!, text).map(({ graph }) => graph);
    assert.deepEqual(found("body"), [3, 1, 4]);
    assert.deepEqual(found("func 2"), [4]);
    assert.deepEqual(found(""), [0, 2, 3, 1, 4]);
    assert.deepEqual(found("nothing"), []);
  });

  it("may lie as deep as the file has them", () => {
    const deep = Array.from({ length: 100_000 }, (_, graph) => (graph === 0 ? { caller: null } : caller(graph - 1, 0)));
    assert.equal(graphTree(deep).at(-1)!.depth, 99_999);
    assert.equal(pathTo(deep, 99_999).length, 100_000);
  });
});
