// Folding batch normalization, with numbers worked out by evaluating both forms in plain loops.
import assert from "node:assert/strict";
import { quietContext } from "../../../src/core/context";
import {
  channelsOf,
  followedBy,
  scaleWeights,
  shiftThrough,
  unchanged,
} from "../../../src/core/transforms/fold/arithmetic";
import { isPerChannel } from "../../../src/core/transforms/fold/expression";
import { float32Elements } from "../../../src/core/ir/tensor";
import type { Model } from "../../../src/core/ir/model";
import { runStep } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open, transform } from "../../support/open";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";

/** AttributeProto.AttributeType */
const FLOAT = 1;
const TENSOR = 4;

const linear = { weightInput: 1, groups: 1, channelAxis: 1, rank: 4, biasInput: 2, biasFactor: 1 };

async function folded(text: string): Promise<Model> {
  const { name, bytes } = encodeText(text);
  const model = await open(name, bytes);
  return (await runStep(model, { id: "fold-batchnorm", parameters: {} }, quietContext())).model;
}

async function constant(model: Model, name: string): Promise<number[]> {
  const value = [...model.graphs[0]!.values].find((each) => each.name === name)!;
  return [...(await float32Elements(value.constant!, name))];
}

describe("fold-batchnorm", () => {
  it("leaves a factor whose node makes another result that is read, before the weights and behind them", async () => {
    for (const nodes of [
      [onnx.node("Mul", ["x", "s"], ["a", "b"]), onnx.node("MatMul", ["a", "w"], ["y"])],
      [onnx.node("MatMul", ["x", "w"], ["m"]), onnx.node("Mul", ["m", "s"], ["y", "b"])],
      [onnx.node("MatMul", ["x", "w"], ["m"]), onnx.node("Mul", ["m", "s"], ["y", "y"])],
    ]) {
      const bytes = onnx.encode(
        onnx.model({
          name: "g",
          node: [...nodes, onnx.node("Relu", ["b"], ["z"])],
          initializer: [onnx.floats("w", [2, 2], [1, 2, 3, 4]), onnx.floats("s", [2], [5, 6])],
          input: [onnx.valueInfo("x", [1, 2])],
          output: [onnx.valueInfo("y", [1, 2]), onnx.valueInfo("z", [1, 2])],
        }),
      );
      const { report } = await transform("m.onnx", bytes, "fold-batchnorm");
      assert.deepEqual(report.changes, []);
      assert.match(JSON.stringify(report.notes), /more than one result/);
    }
  });

  it("leaves what stands behind weights whose node has its result twice, as damaged files may", async () => {
    const bytes = onnx.encode(
      onnx.model({
        name: "g",
        node: [onnx.node("ConvTranspose", ["x", "w"], ["up", "up"]), onnx.node("Add", ["up", "b"], ["y"])],
        initializer: [onnx.floats("w", [2, 2, 1, 1], [1, 2, 3, 4]), onnx.floats("b", [2, 1, 1], [5, 6])],
        input: [onnx.valueInfo("x", [1, 2, 3, 3])],
        output: [onnx.valueInfo("y", [1, 2, 3, 3])],
      }),
    );
    const { report } = await transform("m.onnx", bytes, "fuse-bias");
    assert.equal(report.refusal, null);
    assert.deepEqual(report.changes, []);
    assert.match(JSON.stringify(report.notes), /more than one result/);
  });

  it("folds inside functions, where values are named by the operator's outputs (G-28)", async () => {
    const floats = { T: graphdef.typeAttr(1) };
    const node = (name: string, operator: string, input: string[]) => ({ name, op: operator, input, attr: floats });
    const body = {
      signature: { name: "f", input_arg: [{ name: "a", type: 1 }], output_arg: [{ name: "r", type: 1 }] },
      node_def: [
        graphdef.constant("w", [2, 2], Float32Array.of(1, 2, 3, 4)),
        graphdef.constant("m", [2], Float32Array.of(2, 3)),
        graphdef.constant("b", [2], Float32Array.of(10, 20)),
        node("product", "MatMul", ["a", "w:output:0"]),
        node("scaled", "Mul", ["product:product:0", "m:output:0"]),
        node("sum", "AddV2", ["scaled:z:0", "b:output:0"]),
        node("relu", "Relu", ["sum:z:0"]),
        graphdef.constant("v", [2, 2], Float32Array.of(1, 2, 3, 4)),
        node("last", "MatMul", ["relu:activations:0", "v:output:0"]),
        node("returned", "Mul", ["last:product:0", "m:output:0"]),
      ],
      ret: { r: "returned:z:0" },
    };
    const bytes = graphdef.encodeGraph({
      node: [graphdef.placeholder("x"), graphdef.op("y", "PartitionedCall", ["x"])],
      library: { function: [body] },
    });
    const { written, after } = await transform("m.pb", bytes, "fold-batchnorm");
    const nodes = (graphdef.decodeGraph(written).library!.function[0] as { node_def: graphdef.NodeDef[] }).node_def;
    assert.deepEqual(
      nodes.map(({ name, op, input }) => [name, op, ...(input ?? [])]),
      [
        ["w", "Const"],
        ["product_bias", "Const"],
        ["m", "Const"],
        ["product", "MatMul", "a", "w:output:0"],
        ["sum", "BiasAdd", "product:product:0", "product_bias:output:0"],
        ["relu", "Relu", "sum:output:0"],
        ["v", "Const"],
        ["last", "MatMul", "relu:activations:0", "v:output:0"],
        ["returned", "Mul", "last:product:0", "m:output:0"],
      ],
    );
    const [w] = [...after.functions.get("f")!.values].filter(({ constant }) => constant !== null);
    assert.deepEqual([...(await float32Elements(w!.constant!, "w"))], [2, 6, 6, 12]);
  });

  it("gives ONNX functions a Constant, and leaves nodes whose attributes stand for others (O-38)", async () => {
    const constant = (name: string, dims: number[], values: number[]) => ({
      ...onnx.node("Constant", [], [name]),
      attribute: [{ name: "value", type: TENSOR, t: onnx.floats("", dims, Float32Array.from(values)) }],
    });
    const epsilon = [{ name: "epsilon", type: FLOAT, refAttrName: "small" }];
    const statistics = ["gamma", "beta", "mean", "variance"];
    const function_ = (name: string, attribute: { name: string }[]) => ({
      name,
      domain: "local",
      input: ["x"],
      output: ["y"],
      attribute: ["small"],
      opsetImport: [{ domain: "", version: 13 }],
      node: [
        constant("w", [1, 1, 1, 1], [4]),
        constant("gamma", [1], [2]),
        constant("beta", [1], [1]),
        constant("mean", [1], [3]),
        constant("variance", [1], [0.99999]),
        onnx.node("Conv", ["x", "w"], ["c"]),
        { ...onnx.node("BatchNormalization", ["c", ...statistics], ["y"]), attribute },
      ],
    });
    const graph = {
      name: "g",
      input: [onnx.valueInfo("a", [1, 1, 2, 2])],
      output: [onnx.valueInfo("b", [1, 1, 2, 2])],
      node: [
        { ...onnx.node("Plain", ["a"], ["h"]), domain: "local" },
        { ...onnx.node("Given", ["h"], ["b"]), domain: "local" },
      ],
    };
    const proto = {
      ...onnx.model(graph),
      opsetImport: [
        { domain: "", version: 13 },
        { domain: "local", version: 1 },
      ],
      functions: [function_("Plain", []), function_("Given", epsilon)],
    };
    const { written } = await transform("m.onnx", onnx.encode(proto), "fold-batchnorm");
    const [plain, given] = onnx.decode(written).functions;
    assert.deepEqual(
      plain!.node!.map(({ opType, input, output }) => `${output!.join()} = ${opType}(${input!.join(", ")})`),
      ["Conv_c_bias = Constant()", "w = Constant()", "y = Conv(x, w, Conv_c_bias)"],
    );
    const elements = plain!.node!.slice(0, 2).map(({ attribute }) => onnx.elements(attribute![0]!.t!));
    assert.deepEqual(elements, [[-5], [8]]);
    assert.deepEqual(
      given!.node!.map(({ opType }) => opType),
      function_("", []).node.map(({ opType }) => opType),
    );
  });

  it("shifts through weights by the sum of them between two channels", () => {
    // [out 2, in 2, 1, 2]; a channel of the data meets two weights of each result.
    const form = { outputAxes: [0] };
    const weights = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    assert.deepEqual([...shiftThrough(weights, [2, 2, 1, 2], form, 1, Float64Array.of(1, 10))], [73, 161]);
    // Depthwise [1, 1, in 2, multiplier 2].
    const depthwise = shiftThrough(
      Float32Array.of(1, 2, 3, 4),
      [1, 1, 2, 2],
      { outputAxes: [2, 3] },
      2,
      Float64Array.of(1, 10),
    );
    assert.deepEqual([...depthwise], [1, 2, 30, 40]);
    // A matrix [in 2, out 3].
    const dense = shiftThrough(
      Float32Array.of(1, 2, 3, 4, 5, 6),
      [2, 3],
      { outputAxes: [-1] },
      -2,
      Float64Array.of(1, 10),
    );
    assert.deepEqual([...dense], [41, 52, 63]);
  });

  it("gives the weights and bias of the Graph Transform Tool's tests (fold_old_batch_norms/FusedBatchNorms)", async () => {
    // fold_old_batch_norms_test.cc, TestFoldFusedBatchNorms: what its comment states of the folded weights and bias.
    const model = await folded(`tensorflow
input x float32[1,1,6,2]
constant w float32[1,2,2,2] = 1 2 3 4 0.1 0.2 0.3 0.4
constant mean float32[2] = 10 20
constant variance float32[2] = 0.25 0.5
constant beta float32[2] = 0.1 0.6
constant gamma float32[2] = 1 2
conv = Conv2D(x, w) {"strides": [1, 1, 1, 1], "padding": "VALID"}
output = FusedBatchNorm(conv, gamma, beta, mean, variance) {"is_training": false, "epsilon": 0.00001}`);
    const near = (actual: readonly number[], expected: readonly number[]) => {
      assert.equal(actual.length, expected.length);
      actual.forEach((each, i) => assert.ok(Math.abs(each / expected[i]! - 1) < 2e-6, `${each} is not ${expected[i]}`));
    };
    near(await constant(model, "w"), [1.99996, 5.656798, 5.99988, 11.313595, 0.199996, 0.56568, 0.599988, 1.13136]);
    near(await constant(model, "conv_bias"), [-19.8996, -55.96798]);
    assert.deepEqual(
      model.graphs[0]!.nodes.map((node) => `${node.name} ${node.op.name}`),
      ["x Placeholder", "w Const", "conv_bias Const", "conv Conv2D", "output BiasAdd"],
    );
  });

  it("scales each group of a transposed convolution by its own channels (O10, O23)", () => {
    // ONNX: [in, out/groups, 1], four inputs in two groups, three outputs each.
    const form = { ...linear, outputAxes: [1], groups: 2 };
    const shape = [4, 3, 1];
    assert.equal(channelsOf(shape, form), 6);
    const weights = new Float32Array(12).fill(1);
    assert.ok(scaleWeights(weights, shape, form, Float64Array.of(1, 2, 3, 4, 5, 6)));
    assert.deepEqual([...weights], [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
  });

  it("scales depthwise weights by input channel and multiplier (G14)", () => {
    const form = { ...linear, outputAxes: [2, 3] };
    const weights = new Float32Array(8).fill(1);
    assert.ok(scaleWeights(weights, [2, 1, 2, 2], form, Float64Array.of(1, 2, 3, 4)));
    assert.deepEqual([...weights], [1, 2, 3, 4, 1, 2, 3, 4]);
  });

  it("counts axes from the end, and refuses weights beyond a float32", () => {
    const form = { ...linear, outputAxes: [-1] };
    const weights = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const scale = Float64Array.of(1, 10);
    assert.ok(scaleWeights(weights, [2, 2, 2], form, scale));
    assert.deepEqual([...weights], [1, 20, 3, 40, 5, 60, 7, 80]);
    assert.ok(!scaleWeights(Float32Array.of(1e30, 1), [1, 2], form, Float64Array.of(1e30, 1)));
  });

  it("follows one node after another", () => {
    const none = { activation: null, channelAxis: null } as const;
    const operand = {} as never;
    let total = unchanged(2);
    for (const [kind, elements] of [
      ["add", [1, 2]],
      ["multiply", [3]],
      ["subtract", [1, 0]],
      ["divide", [2]],
      ["subtractFrom", [10, 20]],
    ] as const) {
      total = followedBy(total, { ...none, kind, operand }, [Float64Array.from(elements)]);
    }
    // 10 − ((x+1)·3 − 1)/2 and 20 − ((x+2)·3)/2
    assert.deepEqual([...total.scale], [-1.5, -1.5]);
    assert.deepEqual([...total.shift], [9, 17]);
  });

  it("takes as factors what is broadcast along the channels only (G13)", () => {
    const channelsFirst = (shape: readonly number[]) => isPerChannel(shape, null, 3, 1, 4);
    const channelsLast = (shape: readonly number[]) => isPerChannel(shape, null, 3, -1, 4);
    assert.deepEqual([[], [1], [3, 1, 1], [1, 3, 1, 1]].map(channelsFirst), [true, true, true, true]);
    assert.deepEqual([[3], [3, 1], [1, 3, 1], [1, 1, 3, 1, 1], [2, 1, 1]].map(channelsFirst), Array(5).fill(false));
    assert.deepEqual([[], [3], [1, 3], [1, 1, 1, 3]].map(channelsLast), [true, true, true, true]);
    assert.deepEqual([[3, 1], [2], [2, 3], [1, 1, 1, 1, 3]].map(channelsLast), Array(4).fill(false));
    // One channel, broadcast to three by a longer vector.
    assert.equal(isPerChannel([3], null, 1, -1, 4), false);
    // Of an unknown rank, the last axis alone is known.
    assert.equal(isPerChannel([3], null, 3, -1, null), true);
    assert.equal(isPerChannel([1, 3], null, 3, -1, null), false);
    assert.equal(isPerChannel([3], 1, 3, -1, null), false);
    assert.equal(isPerChannel([3], 1, 3, -1, 2), true);
  });
});
