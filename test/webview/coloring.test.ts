import assert from "node:assert/strict";
import { drawnColoring, type NodeColoring } from "../../src/drawing/coloring";
import { colorings } from "../../webview/graph/coloring/colorings";
import type { VisibleGraph } from "../../src/drawing/groups/visible-graph";
import type { ViewState } from "../../webview/store";

const place = (node: number) => ({ graph: 0, node });

function state(change: object): ViewState {
  const layers = [
    { place: place(0), bytes: 90, dtype: "float32" },
    { place: place(1), bytes: 9, dtype: "int8" },
    { place: place(2), bytes: 1, dtype: "float16" },
  ];
  return {
    ...{ graph: { nodes: [{}, {}, {}, {}] }, graphIndex: 0, contents: { layers } },
    ...{ cost: null, verification: null, comparison: null, profile: null, styles: [], ...change },
  } as unknown as ViewState;
}

function byId(id: string, change: object = {}): NodeColoring {
  return colorings(state(change)).find((each) => each.id === id)!;
}

describe("Colours of the graph", () => {
  it("are offered for what there is to show", () => {
    const ids = (change: object) => colorings(state(change)).map(({ id }) => id);
    assert.deepEqual(ids({}), ["bytes", "types"]);
    assert.deepEqual(ids({ cost: { layers: [1, 2, null] } }), ["bytes", "macs", "types"]);
    assert.deepEqual(ids({ graphIndex: 1 }), []);
  });

  it("tell shares, types, changes and noise in levels and in words", () => {
    assert.deepEqual([...byId("bytes").levelOf], [4, 3, 2, 0]);
    assert.equal(byId("bytes").text(1), "9 B, 9.0 % of the bytes");
    assert.deepEqual([...byId("types").levelOf], [3, 1, 2, 0]);
    const comparison = { other: "a", marks: [Uint8Array.of(0, 1, 2, 0)] };
    assert.deepEqual(
      [0, 1, 2].map((node) => byId("changes", { comparison }).text(node)),
      ["", "added", "changed"],
    );
    const verification = { noise: { graph: 0, decibels: Float32Array.of(Infinity, 41, 19, NaN) } };
    assert.deepEqual([...byId("noise", { verification }).levelOf], [1, 2, 4, 0]);
    assert.equal(byId("noise", { verification }).text(3), "");
    const graphs = [
      {
        amounts: Float64Array.of(6, 0.5, NaN, NaN),
        providers: Uint8Array.of(1, 2, 0, 0),
        marks: Uint8Array.of(0, 1, 2, 0),
      },
    ];
    const providers = [{ name: "GPU" }, { name: "CPU" }];
    const profile = { file: "p", total: 10, unit: "ms", providers, graphs };
    assert.deepEqual([...byId("profile", { profile }).levelOf], [4, 3, 0, 0]);
    assert.deepEqual(
      [0, 1, 2, 3].map((node) => byId("profile", { profile }).text(node)),
      [
        "6 ms, 60.0 % of the profile, ran on GPU",
        "0.5 ms, 5.0 % of the profile, fell back to CPU",
        "ran within another node",
        "",
      ],
    );
    assert.deepEqual([...byId("providers", { profile }).levelOf], [1, 3, 0, 0]);
  });

  it("of a group are those of the node that tells most; what is hidden has none", () => {
    const visible = { nodes: [{}, {}], standsFor: Int32Array.of(1, 0, 1, -1) } as unknown as VisibleGraph;
    const verification = { noise: { graph: 0, decibels: Float32Array.of(50, 30, 10, 0) } };
    const drawn = drawnColoring(byId("noise", { verification }), visible);
    assert.deepEqual([...drawn.levelOf], [3, 4]);
    assert.equal(drawn.text(1), "accumulated signal to noise 10.0 dB");
  });
});
