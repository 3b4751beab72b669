// The cases of the Graph Transform Tool's quantize_nodes_test: of each operator none is left on floats, and between its
// ends all is in eight bits. What they compute then is checked by TensorFlow itself, on the models of test/oracle.
import assert from "node:assert/strict";
import { quietContext, runStep } from "../../../src/core";
import type { Node } from "../../../src/core/ir/node";
import { encodeText } from "../../support/model-text";
import { open, transform } from "../../support/open";

const GIVEN = `tensorflow
input x float32[1,4,6,4]
input z float32[1,4,6,4]
input row float32[1,4]
constant w float32[2,2,4,3] = ramp
constant tiny float32[4,1] = 1 2 3 4
constant small float32[4,8] = ramp
constant b float32[4] = 1 2 3 4
constant axis int32[] = 1
constant flat int32[2] = -1 4
constant size int32[2] = 8 12`;
const POOL = '{"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}';

const CASES: readonly (readonly [call: string, becomes: string])[] = [
  ["MatMul(row, tiny)", "QuantizedMatMul"],
  ["MatMul(row, small)", "QuantizedMatMul"],
  ["Mul(x, b)", "QuantizedMul"],
  ["Mul(x, z)", "QuantizedMul"],
  ["Add(x, b)", "QuantizedAdd"],
  ["AddV2(x, z)", "QuantizedAdd"],
  ['Conv2D(x, w) {"strides": [1, 1, 1, 1], "padding": "VALID"}', "QuantizedConv2D"],
  ["BiasAdd(x, b)", "QuantizedAdd"],
  ['Concat(axis, x, z) {"N": 2}', "QuantizedConcat"],
  ['ConcatV2(x, z, axis) {"N": 2, "Tidx": "int32"}', "QuantizedConcat"],
  ["Relu(x)", "QuantizedRelu"],
  ["Relu6(x)", "QuantizedRelu6"],
  [`MaxPool(x) ${POOL}`, "QuantizedMaxPool"],
  [`AvgPool(x) ${POOL}`, "QuantizedAvgPool"],
  ['Reshape(x, flat) {"Tshape": "int32"}', "QuantizedReshape"],
  ["ResizeBilinear(x, size)", "QuantizedResizeBilinear"],
];

async function quantized(text: string) {
  const { name, bytes } = encodeText(text);
  return transform(name, bytes, "quantize-nodes");
}

/** The operators that a node is computed by, from its end on, without what measures ranges. */
function computedBy(node: Node): string[] {
  const maker = node.inputs[0]?.producer;
  return [node.op.name, ...(maker == null ? [] : computedBy(maker))];
}

describe(`an operator of TensorFlow in eight bits (quantize_nodes/MatMulTiny, quantize_nodes/MatMulSmall, quantize_nodes/Mul, quantize_nodes/Add,
  quantize_nodes/Conv2D, quantize_nodes/BiasAdd, quantize_nodes/Concat, quantize_nodes/Relu,
  quantize_nodes/Relu6, quantize_nodes/MaxPool, quantize_nodes/AvgPool, quantize_nodes/Reshape,
  quantize_nodes/ResizeBilinear)`, () => {
  for (const [call, becomes] of CASES) {
    it(call.replace(/ \{.*/, ""), async () => {
      const { after, notes } = await quantized(`${GIVEN}\ny = ${call}\nend = Tanh(y)\noutput end float32[?]`);
      const { nodes } = after.graphs[0]!;
      const end = nodes.find(({ name }) => name === "y")!;
      const isWide = !/Relu|Pool|Reshape|Resize|Concat/.test(becomes);
      const input = becomes === "QuantizedConcat" ? ["Const"] : ["QuantizeV2", "Placeholder"];
      assert.deepEqual(computedBy(end), ["Dequantize", ...(isWide ? ["Requantize"] : []), becomes, ...input]);
      assert.deepEqual(notes, []);
      const maker = nodes.find(({ op }) => op.name === becomes)!;
      for (const input of maker.inputs) {
        const isData = input!.constant === null || input!.constant.dtype === "quint8";
        assert.ok(!isData || input!.type!.dtype === "quint8" || input!.producer!.op.name === "QuantizeV2");
      }
    });
  }
});

describe("quantize_nodes_test", () => {
  it("stores equal constants once, and quantizes each value once (quantize_nodes/MergeDuplicates)", async () => {
    const { model } = await quantized(`tensorflow
input x float32[1,4]
constant w float32[4,4] = ramp
constant v float32[4,4] = ramp
a = MatMul(x, w)
b = MatMul(x, v)
y = AddN(a, b)
z = Relu(a)
out = Relu(b)
output y float32[1,4]`);
    const merged = await runStep(model, { id: "merge-duplicates", parameters: {} }, quietContext());
    const { nodes } = merged.model.graphs[0]!;
    const count = (operator: string) => nodes.filter(({ op }) => op.name === operator).length;
    assert.deepEqual([count("QuantizeV2"), count("QuantizedMatMul"), count("RequantizationRange")], [1, 1, 1]);
    const large = nodes.filter(({ outputs }) => outputs[0]?.constant?.shape.length === 2);
    assert.deepEqual(
      large.map(({ name }) => name),
      ["w_quantized_const"],
    );
    assert.ok(["x", "y", "z", "out"].every((name) => nodes.some((node) => node.name === name)));
  });

  it("leaves operators that are to stay, and their neighbours change (quantize_nodes/IgnoreOps)", async () => {
    const { name, bytes } = encodeText(`${GIVEN}\na = MatMul(row, small)\ny = Relu(a)\noutput y float32[1,8]`);
    const made = async (excludeOperators: readonly string[]) => {
      const { after } = await transform(name, bytes, "quantize-nodes", { excludeOperators });
      return new Set(after.graphs[0]!.nodes.map(({ op }) => op.name));
    };
    const both = await made([]);
    assert.ok(both.has("QuantizedMatMul") && both.has("QuantizedRelu") && !both.has("Relu") && !both.has("MatMul"));
    const one = await made(["MatMul"]);
    assert.ok(one.has("MatMul") && one.has("QuantizedRelu") && !one.has("QuantizedMatMul"));
    const model = await open(name, bytes);
    assert.deepEqual(await made(["MatMul", "Relu"]), new Set(model.graphs[0]!.nodes.map(({ op }) => op.name)));
  });
});
