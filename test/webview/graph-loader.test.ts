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

  for (const { what, ahead, first, wanted, fails, asked } of [
    { what: "draws what was asked for ahead", ahead: null, first: 0, wanted: 0, fails: false, asked: [null] },
    { what: "asks again where another graph is wanted", ahead: 1, first: 0, wanted: 0, fails: false, asked: [1, 0] },
    { what: "asks again where that failed", ahead: null, first: 0, wanted: 0, fails: true, asked: [null, 0] },
  ]) {
    it(what, async () => {
      const store = new Store();
      const state = { firstGraph: first } as OverviewState;
      const graph = chainScene(4).graph as unknown as ViewGraph;
      const calls: (number | null)[] = [];
      const drawn: string[] = [];
      const loader = new GraphLoader(
        store,
        { show: () => {}, tree: null } as never,
        { show: ({ name }: ViewGraph) => Promise.resolve(drawn.push(name)) } as never,
        { ghostsIn: () => null } as never,
        {
          drawing: (at: number | null) => {
            calls.push(at);
            const packed = packGraph({ ...graph, name: `graph ${at ?? first}` });
            return fails && calls.length === 1
              ? Promise.reject(new Error("The model is not open."))
              : Promise.resolve({ graph: packed, isTyped: true, groups: null });
          },
          select: () => {},
        } as never,
      );
      loader.askAhead(ahead);
      store.update({ document: state, graphIndex: wanted });
      await loader.show(state, true, null);
      assert.deepEqual(calls, asked);
      await loader.show(state, true, null);
      assert.deepEqual(calls, [...asked, wanted], "and only once");
      assert.deepEqual(drawn, [`graph ${wanted}`, `graph ${wanted}`]);
    });
  }
});
