import assert from "node:assert/strict";
import type { LayerRow, TableLook } from "../../src/protocol/messages";
import { inGraphOrder, unpackNodeRows } from "../../src/protocol/node-rows";
import { checkedLook, columnsOf, leastWidth, NO_LOOK, resized, toggled, widthOf } from "../../webview/layers/columns";
import { foundRows } from "../../webview/layers/found-rows";
import { Measures } from "../../webview/layers/measures";
import { compareRows } from "../../webview/layers/row-order";

function row(name: string, node: number | null, graph = 0): LayerRow {
  const place = node === null ? null : { graph, node };
  const held = { operator: "Conv", parameters: 1, share: 0, dtype: "int8", bytes: 1, bytesBefore: 1, shared: false };
  return { name, ...held, outputShape: "", place };
}

const namesOf = (rows: readonly LayerRow[]) => rows.map(({ name }) => name);

describe("Columns of the layer table", () => {
  it("are the usual ones until somebody chooses, and stand in one order", () => {
    const usual = columnsOf(NO_LOOK, false);
    assert.deepEqual(usual, ["layer", "operator", "parameters", "bytes", "macs", "noise", "profile", "share"]);
    const more = toggled(NO_LOOK, "zeros", ["layer", "bytes", "share"]);
    assert.deepEqual(columnsOf(more, false), ["layer", "bytes", "zeros", "share"]);
    const less = toggled(more, "bytes", columnsOf(more, false));
    assert.deepEqual(columnsOf(less, false), ["layer", "zeros", "share"]);
  });

  it("always have the name, and of tensors nothing that only nodes have", () => {
    const look: TableLook = { columns: ["macs", "activations", "zeros"], widths: {} };
    assert.deepEqual(columnsOf(look, true), ["layer", "zeros"]);
    assert.deepEqual(columnsOf(NO_LOOK, true), ["layer", "operator", "parameters", "bytes", "share"]);
  });

  it("are as wide as somebody made them, within what can be seen", () => {
    assert.equal(widthOf("bytes", NO_LOOK), null);
    assert.equal(widthOf("bytes", resized(NO_LOOK, "bytes", 120.4)), 120);
    assert.equal(widthOf("bytes", resized(NO_LOOK, "bytes", -5)), 36);
    const chosen: TableLook = { columns: ["layer", "shape"], widths: { shape: 200 } };
    assert.equal(widthOf("layer", chosen), null);
    assert.equal(leastWidth(["layer", "shape"], chosen), 360);
    assert.equal(leastWidth(["layer", "shape"], NO_LOOK), 0);
  });

  it("are taken from what was kept as far as that is one", () => {
    assert.deepEqual(checkedLook(null), NO_LOOK);
    assert.deepEqual(checkedLook({ columns: "all", widths: [] }), NO_LOOK);
    const kept = { columns: ["share", "other", "layer"], widths: { share: "9", bytes: NaN, macs: 90, other: 5 } };
    assert.deepEqual(checkedLook(kept), { columns: ["layer", "share"], widths: { macs: 90 } });
  });
});

describe("Rows of the layer table", () => {
  const layers = [row("a", 1), row("hidden", null), row("b", 3), row("c", 0, 1)];
  const nodes = unpackNodeRows({
    names: ["r", "s", "t"],
    places: Int32Array.of(0, 0, 0, 2, 1, 5),
    kinds: Int32Array.of(0, 1, 2, 0, 1, 1, 0, 1, 2),
    texts: ["Relu", "", "N×8"],
  });

  it("of nodes without parameters stand where they are in the graph", () => {
    assert.deepEqual(namesOf(inGraphOrder(layers, nodes)), ["r", "a", "hidden", "s", "b", "c", "t"]);
    assert.deepEqual(namesOf(inGraphOrder(layers, [])), ["a", "hidden", "b", "c"]);
    const [first, second] = nodes;
    assert.deepEqual([first!.operator, first!.dtype, first!.outputShape], ["Relu", "", "N×8"]);
    assert.deepEqual([second!.outputShape, second!.place, second!.parameters], ["", { graph: 0, node: 2 }, 0]);
  });

  it("that were found are left: layers by the report, nodes by their places", () => {
    const found = { nodes: Int32Array.of(2, 5), starts: Int32Array.of(0, 1, 2), layers: Int32Array.of(1, 3) };
    assert.deepEqual(namesOf(foundRows(inGraphOrder(layers, nodes), layers, found)), ["hidden", "s", "c", "t"]);
    assert.equal(foundRows(layers, layers, null).length, 4);
  });

  it("are sorted by what is worked out, what is not known first", () => {
    const values = new Map([
      [layers[0], 0.5],
      [layers[2], 0],
    ]);
    const known = { measureOf: (each: LayerRow) => values.get(each) ?? null, noise: null, profile: null };
    const sorted = layers.slice(0, 3).sort((a, b) => compareRows(a, b, "zeros", known));
    assert.deepEqual(namesOf(sorted), ["hidden", "b", "a"]);
  });

  it("ask for a column once, and again where there are more rows or another model", async () => {
    const asked: [string, boolean][] = [];
    const ask = (column: string, withNodes: boolean) => {
      asked.push([column, withNodes]);
      return Promise.resolve(Float64Array.of(7, NaN, 9, 1, ...(withNodes ? [4] : [])));
    };
    let changes = 0;
    const measures = new Measures(ask, () => changes++);
    measures.show(layers, false, false);
    assert.ok(measures.isPending("zeros"));
    measures.want("zeros");
    measures.want("zeros");
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual([asked.length, changes, measures.isPending("zeros")], [1, 1, false]);
    assert.deepEqual(
      layers.slice(0, 3).map((each) => measures.of(each, "zeros")),
      [7, null, 9],
    );
    measures.show([...layers, nodes[0]!], true, true);
    measures.want("zeros");
    assert.equal(measures.of(layers[0]!, "zeros"), 7, "what is known is shown meanwhile");
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(measures.of(nodes[0]!, "zeros"), 4);
    measures.tell("zeros", Float64Array.of(1));
    assert.equal(measures.of(nodes[0]!, "zeros"), 4, "what is known of all rows is kept");
    measures.show(layers, false, false);
    assert.deepEqual([measures.of(layers[0]!, "zeros"), measures.isPending("zeros")], [null, true]);
    measures.want("zeros");
    assert.deepEqual(asked, [
      ["zeros", false],
      ["zeros", true],
      ["zeros", false],
    ]);
  });
});
