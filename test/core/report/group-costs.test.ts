import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  costsOf,
  groupRows,
  layersOf,
  memoryFiles,
  quietContext,
  readModel,
  viewGraphs,
  viewGroups,
  type GroupRow,
} from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";
import { encodeSafetensors } from "../../support/safetensors";

async function rowsOf(name: string, bytes: Uint8Array, depth?: number): Promise<GroupRow[]> {
  const model = await readModel(memoryFiles(name, bytes), quietContext());
  return groupRows(model, await layersOf(model), await costsOf(model), depth);
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Ten blocks of two nodes each, and a node before them whose result is not known. */
const BLOCKS = encodeText(`onnx 13
input x float32[2,4]
constant w float32[4,4] = ramp
u = Unknown(x)
${numbers(10)
  .map((block) => `a${block} = MatMul(${block === 0 ? "x" : `b${block - 1}`}, w)\nb${block} = Relu(a${block})`)
  .join("\n")}
output b9 float32[2,4]
output u float32[2,4]`);

describe("What groups hold and cost", () => {
  it("is what their nodes do, those of inner groups included", async () => {
    const rows = await rowsOf(BLOCKS.name, BLOCKS.bytes);
    const [all, first, ...others] = rows;
    assert.deepEqual(all, {
      graph: "main graph",
      title: "10 × dense block",
      parent: null,
      depth: 1,
      count: 20,
      parameters: 16,
      bytes: 64,
      macs: 10 * 32,
      unknownMacs: 0,
      activationBytes: 20 * 32,
      unknownActivations: 0,
    });
    assert.deepEqual(first, {
      ...{ graph: "main graph", title: "dense block 1", parent: 0, depth: 2, count: 2 },
      ...{ parameters: 16, bytes: 64, macs: 32, unknownMacs: 0, activationBytes: 64, unknownActivations: 0 },
    });
    assert.deepEqual(
      others.map(({ title, parent, parameters, macs }) => [title, parent, parameters, macs]),
      numbers(9).map((block) => [`dense block ${block + 2}`, 0, 0, 32]),
    );
    assert.deepEqual(await rowsOf(BLOCKS.name, BLOCKS.bytes, 1), [all]);
  });

  it("is also told of tensors without a graph", async () => {
    const tensors = ["a.b.weight", "a.b.bias", "a.c.weight", "a.c.bias", "d"].map((name) => ({
      name,
      dtype: "F32",
      shape: [2],
      bytes: new Uint8Array(8),
    }));
    const rows = await rowsOf("m.safetensors", encodeSafetensors(tensors));
    assert.deepEqual(
      rows.map(({ graph, title, parent, count, parameters, bytes, macs }) => [
        ...[graph, title, parent, count],
        ...[parameters, bytes, macs],
      ]),
      [
        ["", "a", null, 4, 8, 32, 0],
        ["", "b", 0, 2, 4, 16, 0],
        ["", "c", 0, 2, 4, 16, 0],
      ],
    );
  });

  it("stands by the view's nodes as columns, which agree with the rows", async () => {
    const { name, bytes } = BLOCKS;
    const model = await open(name, bytes);
    const [layers, costs] = [await layersOf(model), await costsOf(model)];
    const [view] = viewGraphs(model, layers);
    const groups = viewGroups(view!, model.dialect, layers, costs);
    assert.deepEqual(
      view!.graph.nodes.map(({ kind, operator }, position) => [kind, operator, groups.of[position]]),
      [
        ["input", "", -1],
        ["operator", "Unknown", -1],
        ...numbers(10).flatMap((block) => ["MatMul", "Relu"].map((operator) => ["operator", operator, block + 1])),
        ["output", "", -1],
        ["output", "", -1],
      ],
    );
    const rows = await rowsOf(name, bytes);
    assert.deepEqual(
      rows,
      rows.map((row, group) => ({
        ...row,
        title: groups.titles[group],
        parent: groups.parents[group]! < 0 ? null : groups.parents[group],
        count: groups.counts[group],
        parameters: groups.parameters[group],
        bytes: groups.bytes[group],
        macs: groups.macs[group],
        unknownMacs: groups.unknownMacs[group],
        activationBytes: groups.activationBytes[group],
        unknownActivations: groups.unknownActivations[group],
      })),
    );
  });

  it("counts what is not known apart", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[2,4]
${numbers(8)
  .map((block) => `a${block} = Unknown(${block === 0 ? "x" : `b${block - 1}`})\nb${block} = Relu(a${block})`)
  .join("\n")}
output b7 float32[2,4]`);
    const [all] = await rowsOf(name, bytes);
    assert.deepEqual([all!.count, all!.unknownMacs], [16, 8]);
    assert.ok(all!.unknownActivations >= 8);
  });

  it("of samples is at most what all of it is", async () => {
    for (const sample of ["mnist-cnn.pb", "mnist-cnn.tflite", "mnist-cnn.onnx"]) {
      const model = await open(sample, readFileSync(`samples/${sample}`));
      const [layers, costs] = [await layersOf(model), await costsOf(model)];
      const tops = groupRows(model, layers, costs, 1);
      const sum = (amountOf: (row: GroupRow) => number) => tops.reduce((all, row) => all + amountOf(row), 0);
      assert.ok(sum(({ parameters }) => parameters) <= layers.parameters);
      assert.ok(sum(({ macs }) => macs) <= costs.macs!);
    }
  });
});
