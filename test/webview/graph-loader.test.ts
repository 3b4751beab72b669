import assert from "node:assert/strict";
import { packGraph } from "../../src/protocol/drawing";
import type { GraphDrawing, OverviewState, ViewGraph } from "../../src/protocol/messages";
import { GraphLoader } from "../../webview/graph/graph-loader";
import { Store } from "../../webview/store";
import { chainScene } from "../support/scene";

describe("the loader of graphs", () => {
  it("selects nothing in a graph that was left while it was laid out", async () => {
    const store = new Store();
    const state = {} as OverviewState;
    const graph = chainScene(4).graph as unknown as ViewGraph;
    const drawing = { graph: packGraph(graph), isTyped: true, groups: null } as unknown as GraphDrawing;
    const laidOut: (() => void)[] = [];
    const selected: [number, number | null][] = [];
    const loader = new GraphLoader(
      store,
      { show: () => {}, tree: null } as never,
      { show: () => new Promise<void>((resolve) => laidOut.push(resolve)) } as never,
      { ghostsIn: () => null } as never,
      {
        drawing: () => Promise.resolve(drawing),
        select: (node: number | null) => selected.push([store.state.graphIndex, node]),
      } as never,
    );
    store.update({ document: state, graph, selected: 2 });
    const shown = [loader.show(state, true, null)];
    await new Promise(setImmediate);
    store.update({ graphIndex: 1, selected: null });
    shown.push(loader.show(state, true, null));
    await new Promise(setImmediate);
    laidOut.forEach((resolve) => resolve());
    await Promise.all(shown);
    assert.deepEqual(selected, [[1, null]]);
  });
});
