import assert from "node:assert/strict";
import { onnx as proto } from "onnx-proto";
import { layersOf, summarize, type Model } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import * as onnx from "../../support/onnx";
import { open } from "../../support/open";

async function counted(model: Promise<Model>): Promise<unknown[]> {
  return (await layersOf(await model)).layers.map(({ operator, parameters, dtype }) => [operator, parameters, dtype]);
}

function ofText(text: string): Promise<unknown[]> {
  const { name, bytes } = encodeText(text);
  return counted(open(name, bytes));
}

function ofNode(node: proto.INodeProto, domain: string, initializer: proto.ITensorProto[] = []): Promise<unknown[]> {
  const input = [onnx.valueInfo("x", [1, 64])];
  const output = [onnx.valueInfo("y", [1, 2])];
  const model = onnx.model({ name: "g", node: [{ ...node, domain }], initializer, input, output }, 21, 10);
  model.opsetImport = [...model.opsetImport!, { domain, version: 1 }];
  return counted(open("m.onnx", onnx.encode(model)));
}

const floats = (name: string, values: readonly number[]): proto.IAttributeProto => ({
  name,
  floats: [...values],
  type: proto.AttributeProto.AttributeType.FLOATS,
});
const strings = (name: string, values: readonly string[]): proto.IAttributeProto => ({
  name,
  strings: values.map((value) => new TextEncoder().encode(value)),
  type: proto.AttributeProto.AttributeType.STRINGS,
});
const bytes = (name: string, dims: readonly number[]) =>
  onnx.bytes8(name, dims, new Array<number>(dims.reduce((product, each) => product * each, 1)).fill(7), false);

describe("parameters", () => {
  it("in packed bytes are the weights they stand for", async () => {
    const bits = (count: number) => [onnx.int("K", 60), onnx.int("N", 5), onnx.int("bits", count)];
    const matMul = (count: number) => onnx.node("MatMulNBits", ["x", "w", "s", "z"], ["y"], bits(count));
    const scales = [onnx.floats("s", [10], onnx.ramp(10)), bytes("z", [5])];
    // The last block of 32 is filled up: 60 rows take 64.
    assert.deepEqual(await ofNode(matMul(4), "com.microsoft", [bytes("w", [5, 2, 16]), ...scales]), [
      ["MatMulNBits", 300, "uint4"],
    ]);
    assert.deepEqual(await ofNode(matMul(8), "com.microsoft", [bytes("w", [5, 2, 32]), ...scales]), [
      ["MatMulNBits", 300, "uint8"],
    ]);
    const gather = onnx.node("GatherBlockQuantized", ["w", "i", "s", "z"], ["y"], [onnx.int("bits", 4)]);
    assert.deepEqual(
      await ofNode(gather, "com.microsoft", [bytes("w", [10, 16]), onnx.int64s("i", [3], [0, 1, 2]), ...scales]),
      [["GatherBlockQuantized", 320, "uint4"]],
    );
  });

  it("of quantized operators are their weights and biases, not scales and zero points", async () => {
    assert.deepEqual(
      await ofText(`
onnx 13
input x int8[1,4]
constant w int8[4,3] = ramp
constant s float32[3] = ramp
constant z int8[3] = zeros
constant one float32[1] = 0.5
constant zero int8[1] = 0
y = QLinearMatMul(x, one, zero, w, s, z, one, zero)
output y int8[1,3]
`),
      [["QLinearMatMul", 12, "int8"]],
    );
    const add = onnx.node("QLinearAdd", ["x", "o", "n", "w", "o", "n", "o", "n"], ["y"]);
    const scalars = [onnx.floats("o", [1], [1]), bytes("n", [1])];
    assert.deepEqual(await ofNode(add, "com.microsoft", [bytes("w", [64]), ...scalars]), [["QLinearAdd", 64, "uint8"]]);
  });

  it("of one element are biases of layers with one channel, else settings", async () => {
    const model = (weights: string) => `
onnx 13
input x float32[1,4]
constant w float32[${weights}] = ramp
constant b float32[1] = 0.1
constant e float32[1] = 0.001
wi = Identity(w)
bi = Identity(b)
m = MatMul(x, wi)
n = Add(m, bi)
y = Mul(n, e)
output y float32[1,1]
`;
    assert.deepEqual(await ofText(model("4,1")), [
      ["MatMul", 4, "float32"],
      ["Add", 1, "float32"],
    ]);
    assert.deepEqual(await ofText(model("4,2")), [["MatMul", 8, "float32"]]);
    const rooted = model("4,1").replace("y = Mul(n, e)", "o = Sqrt(n)\ny = Mul(o, e)");
    assert.deepEqual(await ofText(rooted), [["MatMul", 4, "float32"]], "what is added under a root is an epsilon");
    const variance = (behind: string) => `
tflite
input x float32[1,4]
constant e float32[1] = 0.001
value v float32[1,4]
value n float32[1,4]
v = NEG(x)
n = ADD(v, e)
y = ${behind}(n)
output y float32[1,4]
`;
    assert.deepEqual(await ofText(variance("SQRT")), []);
    assert.deepEqual(await ofText(variance("NEG")), [["ADD", 1, "float32"]], "with a rank it is more than a number");
  });

  it("are not the zeros that recurrence begins with, but a state that was trained", async () => {
    const model = (state: string) => `
onnx 13
input x float32[6,1,3]
constant w float32[1,8,3] = ramp
constant r float32[1,8,2] = ramp
constant h float32[1,1,2] = ${state}
constant c float32[1,1,2] = zeros
value y float32[6,1,1,2]
y = LSTM(x, w, r, -, -, h, c) {"hidden_size": 2}
output y float32[6,1,1,2]
`;
    assert.deepEqual(await ofText(model("zeros")), [["LSTM", 40, "float32"]]);
    assert.deepEqual(await ofText(model("ramp")), [["LSTM", 42, "float32"]]);
  });

  it("are not the shapes, indices and states among them", async () => {
    assert.deepEqual(
      await ofText(`
tensorflow
input x float32[1,4]
constant w float32[2,8] = ramp
constant s int32[2] = 4 4
constant h float32[1,4] = zeros
constant r float32[4,4] = ramp
constant c float32[1,4] = zeros
ws = Reshape(w, s)
m = MatMul(x, ws)
hr = MatMul(h, r)
a = AddV2(m, hr)
y = Mul(a, c)
`),
      [
        ["MatMul", 16, "float32"],
        ["AddV2", 16, "float32"],
      ],
    );
    const gather = onnx.node("Gather", ["w", "x"], ["y"]);
    assert.deepEqual(await ofNode(gather, "", [onnx.int64s("w", [4], [1, 2, 3, 4])]), []);
  });

  it("of classical operators are what was fitted", async () => {
    const node = (operator: string, ...attributes: proto.IAttributeProto[]) =>
      ofNode(onnx.node(operator, ["x"], ["y"], attributes), "ai.onnx.ml");
    const two = strings("classlabels_strings", ["no", "yes"]);
    assert.deepEqual(await node("LinearRegressor", floats("coefficients", [1, 2, 3]), floats("intercepts", [4])), [
      ["LinearRegressor", 4, "float32"],
    ]);
    // Two classes have the coefficients of one, with both signs.
    const mirrored = [floats("coefficients", [-1, -2, 1, 2]), floats("intercepts", [-4, 4]), two];
    assert.deepEqual(await node("LinearClassifier", ...mirrored), [["LinearClassifier", 3, "float32"]]);
    const unlike = [floats("coefficients", [1, 2, 3, 4]), floats("intercepts", [1, 2]), two];
    assert.deepEqual(await node("LinearClassifier", ...unlike), [["LinearClassifier", 6, "float32"]]);
    const tree = [
      strings("nodes_modes", ["BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"]),
      floats("nodes_values", [0.5, 0, 1.5, 0, 0]),
      floats("target_weights", [1, 2, 3]),
    ];
    assert.deepEqual(await node("TreeEnsembleRegressor", ...tree), [["TreeEnsembleRegressor", 5, "float32"]]);
    const support = [floats("coefficients", [1, 2]), floats("support_vectors", new Array<number>(8).fill(1))];
    assert.deepEqual(await node("SVMRegressor", ...support, floats("rho", [1]), floats("kernel_params", [1, 0, 3])), [
      ["SVMRegressor", 11, "float32"],
    ]);
    assert.deepEqual(await node("Scaler", floats("offset", [1, 2]), floats("scale", [1, 2])), [
      ["Scaler", 4, "float32"],
    ]);
    assert.deepEqual(await node("Normalizer", onnx.string("norm", "L2")), []);
  });

  it("in attributes too long to be loaded are counted all the same", async () => {
    const long = floats("coefficients", [...onnx.ramp(40_000)]);
    const packed = onnx.node("LinearRegressor", ["x"], ["y"], [long]);
    assert.deepEqual(await ofNode(packed, "ai.onnx.ml"), [["LinearRegressor", 40_000, "float32"]]);
  });

  it("sum up to what the layers have", async () => {
    const { name, bytes: file } = encodeText(`
onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
constant b float32[4] = ramp
m = MatMul(x, w)
y = Add(m, b)
output y float32[1,4]
`);
    const { parameters, layers } = await summarize(await open(name, file));
    assert.equal(parameters, 20);
    assert.equal(
      layers.reduce((sum, layer) => sum + layer.parameters, 0),
      20,
    );
  });
});
