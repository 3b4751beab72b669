import assert from "node:assert/strict";
import { costsOf } from "../../../src/core";
import { attributes, constant, encodeGraph, op, placeholder, typeAttr } from "../../support/graphdef";
import { encode, int, ints, model, node, ramp, string, valueInfo } from "../../support/onnx";
import { open } from "../../support/open";
import { CODES, makeTflite } from "../../support/tflite";

type Shape = readonly (number | string)[];
type Attributes = Parameters<typeof node>[3];

/** Of one node that reads inputs of these shapes; null: one is left out. */
async function onnxMacs(
  operator: string,
  shapes: readonly (Shape | null)[],
  given: Attributes = [],
  { domain = "", outputs = 1, opset = 17 } = {},
): Promise<number | null> {
  const names = shapes.map((shape, index) => (shape === null ? "" : `x${index}`));
  const made = Array.from({ length: outputs }, (_, index) => `y${index}`);
  const proto = model(
    {
      input: shapes.flatMap((shape, index) => (shape === null ? [] : [valueInfo(`x${index}`, shape)])),
      node: [{ ...node(operator, names, made, given), domain }],
      output: made.map((name) => ({ name })),
    },
    opset,
  );
  const others = ["com.microsoft", "ai.onnx.ml"].map((name) => ({ domain: name, version: 1 }));
  const opsetImport = [...proto.opsetImport!, ...others];
  const opened = await open("m.onnx", encode({ ...proto, opsetImport }));
  const costs = await costsOf(opened);
  assert.deepEqual([costs.unknownMacs.length, costs.macs], [0, costs.of(opened.graphs[0]!.nodes[0]!).macs]);
  return costs.macs;
}

describe("multiply-accumulates of ONNX operators", () => {
  it("of convolutions: for each result the kernel over the channels of a group", async () => {
    const padded = [ints("pads", [1, 1, 1, 1])];
    assert.equal(await onnxMacs("Conv", [[1, 3, 8, 8], [16, 3, 3, 3]], padded), 16 * 64 * 27); // prettier-ignore
    const grouped = [...padded, int("group", 2)];
    assert.equal(await onnxMacs("Conv", [[2, 4, 8, 8], [6, 2, 3, 3]], grouped), 2 * 6 * 64 * 18); // prettier-ignore
    const depthwise = [...padded, int("group", 8), ints("strides", [2, 2])];
    assert.equal(await onnxMacs("Conv", [[1, 8, 8, 8], [8, 1, 3, 3]], depthwise), 8 * 16 * 9); // prettier-ignore
    const quantized = [[1, 3, 8, 8], [], [], [16, 3, 1, 1], [], [], [], []];
    assert.equal(await onnxMacs("QLinearConv", quantized), 16 * 64 * 3);
    assert.equal(await onnxMacs("ConvInteger", [[1, 3, 8, 8], [16, 3, 8, 8]]), 16 * 3 * 64); // prettier-ignore
  });

  it("of transposed convolutions: for each element that comes in the kernel over the channels that go out", async () => {
    const strided = [ints("strides", [2, 2])];
    assert.equal(await onnxMacs("ConvTranspose", [[1, 4, 5, 5], [4, 6, 3, 3]], strided), 4 * 25 * 6 * 9); // prettier-ignore
  });

  it("of matrix products: rows by columns by what is summed up", async () => {
    assert.equal(await onnxMacs("MatMul", [[2, 5, 8], [8, 3]]), 2 * 5 * 3 * 8); // prettier-ignore
    assert.equal(await onnxMacs("MatMul", [[8], [8]]), 8); // prettier-ignore
    assert.equal(await onnxMacs("Gemm", [[8, 5], [3, 8], [3]], [int("transA", 1), int("transB", 1)]), 5 * 3 * 8); // prettier-ignore
    const contrib = { domain: "com.microsoft" };
    assert.equal(await onnxMacs("FusedMatMul", [[2, 8, 5], [2, 8, 3]], [int("transA", 1)], contrib), 2 * 5 * 3 * 8); // prettier-ignore
    const blocks = [int("K", 64), int("N", 32), int("bits", 4), int("block_size", 32)];
    assert.equal(await onnxMacs("MatMulNBits", [[7, 64], [32, 2, 16], [64]], blocks, contrib), 7 * 64 * 32); // prettier-ignore
  });

  it("of sums by letters: two operands after the other, and what nothing asks for is summed up at once", async () => {
    const einsum = (equation: string, ...shapes: Shape[]) => onnxMacs("Einsum", shapes, [string("equation", equation)]);
    assert.equal(await einsum("bij,bjk->bik", [2, 3, 4], [2, 4, 5]), 2 * 3 * 4 * 5);
    assert.equal(await einsum("...ij,jk->...ik", [2, 3, 4], [4, 5]), 2 * 3 * 4 * 5);
    assert.equal(await einsum("ij,jk,kl->il", [3, 4], [4, 5], [5, 6]), 3 * 4 * 5 + 3 * 5 * 6);
    assert.equal(await einsum("ij->ji", [3, 4]), 0);
  });

  it("of recurrent layers: all gates in all steps", async () => {
    const bidirectional = [int("hidden_size", 5), string("direction", "bidirectional")];
    const shapes = [[7, 2, 3], [2, 20, 3], [2, 20, 5]]; // prettier-ignore
    assert.equal(await onnxMacs("LSTM", shapes, bidirectional), 7 * 2 * 2 * 20 * (3 + 5));
    assert.equal(await onnxMacs("GRU", [[7, 2, 3], [1, 15, 3], [1, 15, 5]], [int("hidden_size", 5)]), 14 * 15 * 8); // prettier-ignore
  });

  it("of attention: scores and the sums by them, and the products before that it does itself", async () => {
    const heads = [int("q_num_heads", 4), int("kv_num_heads", 2)];
    // 4 heads of 8 for the queries, keys and values of 3 that came before and 5.
    const scores = 2 * 4 * 5 * (3 + 5) * (8 + 8);
    const shapes = [[2, 5, 32], [2, 5, 16], [2, 5, 16], null, [2, 2, 3, 8], [2, 2, 3, 8]]; // prettier-ignore
    assert.equal(await onnxMacs("Attention", shapes, heads, { opset: 23 }), scores);
    const split = [[2, 4, 5, 8], [2, 2, 8, 8], [2, 2, 8, 6]]; // prettier-ignore
    assert.equal(await onnxMacs("Attention", split, [], { opset: 23 }), 2 * 4 * 5 * 8 * (8 + 6));
    const contrib = { domain: "com.microsoft" };
    const self = [[2, 5, 12], [12, 96], [96], null, [2, 2, 4, 3, 8]]; // prettier-ignore
    const given = { ...contrib, outputs: 2 };
    assert.equal(await onnxMacs("Attention", self, [int("num_heads", 4)], given), 2 * 5 * 12 * 96 + 2 * 5 * 8 * 64);
    const many = [[2, 5, 32], [2, 7, 32], [2, 7, 24]]; // prettier-ignore
    assert.equal(await onnxMacs("MultiHeadAttention", many, [int("num_heads", 4)], contrib), 2 * 5 * 7 * (32 + 24));
    const groups = [int("num_heads", 4), int("kv_num_heads", 2)];
    const grouped = [[2, 1, 32], [2, 1, 16], [2, 1, 16], [2, 2, 6, 8], [2, 2, 6, 8], [2], [1]]; // prettier-ignore
    assert.equal(await onnxMacs("GroupQueryAttention", grouped, groups, { ...contrib, outputs: 3 }), 2 * 7 * 64);
    const packed = [[2, 1, 64], null, null, [2, 2, 6, 8], [2, 2, 6, 8], [2], [1]]; // prettier-ignore
    assert.equal(await onnxMacs("GroupQueryAttention", packed, groups, { ...contrib, outputs: 3 }), 2 * 7 * 64);
  });

  it("of linear models and support vectors: rows by coefficients", async () => {
    const list = (name: string, count: number) => ({ name, floats: [...ramp(count)], type: 6 });
    const ml = { domain: "ai.onnx.ml", outputs: 2 };
    const classes = { name: "classlabels_ints", ints: [0, 1, 2], type: 7 };
    assert.equal(await onnxMacs("LinearClassifier", [[5, 4]], [list("coefficients", 12), classes], ml), 5 * 12);
    const vectors = [list("support_vectors", 8), list("coefficients", 2)];
    assert.equal(await onnxMacs("SVMRegressor", [[5, 4]], vectors, { ...ml, outputs: 1 }), 5 * 10);
  });

  it("of what sums no products: none", async () => {
    const x = [1, 8, 4, 4];
    for (const [operator, shapes, given] of [
      ["Mul", [x, x], []],
      ["BatchNormalization", [x, [8], [8], [8], [8]], []],
      ["AveragePool", [x], [ints("kernel_shape", [2, 2])]],
      ["Softmax", [x], []],
    ] as const) {
      assert.equal(await onnxMacs(operator, shapes, given), 0, operator);
    }
  });
});

/** Of one node of TensorFlow; shapes are those of placeholders. */
async function tensorflowMacs(operator: string, shapes: readonly (readonly number[])[], given: object = {}) {
  const inputs = shapes.map((shape, index) => placeholder(`x${index}`, shape));
  const names = inputs.map(({ name }) => name);
  const all = attributes(given as Record<string, unknown>);
  const opened = await open("m.pb", encodeGraph({ node: [...inputs, op("y", operator, names, all)] }));
  const { macs, unknownMacs } = await costsOf(opened);
  assert.equal(unknownMacs.length, 0);
  return macs;
}

describe("multiply-accumulates of TensorFlow operators", () => {
  it("are those of their weights", async () => {
    const same = { strides: [1, 2, 2, 1], padding: "SAME" };
    assert.equal(await tensorflowMacs("Conv2D", [[1, 8, 8, 3], [3, 3, 3, 16]], same), 16 * 16 * 27); // prettier-ignore
    assert.equal(await tensorflowMacs("_FusedConv2D", [[1, 8, 8, 3], [3, 3, 3, 16], [16]], same), 16 * 16 * 27); // prettier-ignore
    // Three input channels in groups of one.
    assert.equal(await tensorflowMacs("Conv2D", [[1, 8, 8, 4], [3, 3, 2, 16]], same), 16 * 16 * 18); // prettier-ignore
    assert.equal(await tensorflowMacs("DepthwiseConv2dNative", [[1, 8, 8, 3], [3, 3, 3, 2]], same), 16 * 6 * 9); // prettier-ignore
    assert.equal(await tensorflowMacs("MatMul", [[8, 5], [3, 8]], { transpose_a: true, transpose_b: true }), 120); // prettier-ignore
    assert.equal(await tensorflowMacs("BatchMatMulV2", [[2, 5, 8], [2, 8, 3]]), 240); // prettier-ignore
    assert.equal(await tensorflowMacs("Einsum", [[5, 8], [8, 3]], { equation: "ab,bc->ac" }), 120); // prettier-ignore
    const cell = [[2, 3], [2, 5], [2, 5], [8, 20], [5], [5], [5], [20]]; // prettier-ignore
    assert.equal(await tensorflowMacs("LSTMBlockCell", cell), 2 * 8 * 20);
    const block = [[], [7, 2, 3], [2, 5], [2, 5], [8, 20], [5], [5], [5], [20]]; // prettier-ignore
    assert.equal(await tensorflowMacs("BlockLSTM", block), 7 * 2 * 8 * 20);
    const gates = [[2, 3], [2, 5], [8, 10], [8, 5], [10], [5]]; // prettier-ignore
    assert.equal(await tensorflowMacs("GRUBlockCell", gates), 2 * 8 * 15);
  });

  it("of gradients are those of the convolution", async () => {
    const strided = { strides: [1, 2, 2, 1], padding: "SAME" };
    const known = [
      placeholder("gradient", [1, 4, 4, 16]),
      constant("w", [3, 3, 3, 16], ramp(432)),
      placeholder("x", [1, 8, 8, 3]),
    ];
    const sizes = (name: string, values: readonly number[]) => ({
      name,
      op: "Const",
      attr: {
        dtype: typeAttr(3),
        value: { tensor: { dtype: 3, tensor_shape: { dim: [{ size: 4 }] }, int_val: [...values] } },
      },
    });
    const opened = await open(
      "m.pb",
      encodeGraph({
        node: [
          ...known,
          sizes("image", [1, 8, 8, 3]),
          sizes("filter", [3, 3, 3, 16]),
          op("back", "Conv2DBackpropInput", ["image", "w", "gradient"], attributes(strided)),
          op("weights", "Conv2DBackpropFilter", ["x", "filter", "gradient"], attributes(strided)),
        ],
      }),
    );
    const costs = await costsOf(opened);
    const [back, weights] = opened.graphs[0]!.nodes.slice(-2).map((each) => costs.of(each).macs);
    assert.deepEqual([back, weights], [16 * 16 * 27, 16 * 16 * 27]);
  });
});

/** Of one node of TFLite, of a builtin operator by its number. @param made shape of the result. */
async function tfliteMacs(code: number, shapes: readonly (readonly number[] | null)[], made: readonly number[]) {
  const tensors = shapes.flatMap((shape, index) => (shape === null ? [] : [{ name: `x${index}`, shape }]));
  let next = 0;
  const inputs = shapes.map((shape) => (shape === null ? -1 : next++));
  const opened = await open(
    "m.tflite",
    makeTflite({
      graphs: [
        {
          tensors: [...tensors, { name: "y", shape: made }],
          operators: [{ code: 0, inputs, outputs: [tensors.length] }],
          inputs: tensors.map((_, index) => index),
          outputs: [tensors.length],
        },
      ],
      codes: [[code, 1]],
      buffers: [null],
    }),
  );
  const { macs, unknownMacs } = await costsOf(opened);
  assert.equal(unknownMacs.length, 0);
  return macs;
}

describe("multiply-accumulates of operators that are not known in detail", () => {
  it("are none where texts are split and looked up, and else not known", async () => {
    const strings = op("text", "Placeholder", [], { dtype: typeAttr(7), shape: { shape: {} } });
    const table = op("table", "HashTableV2", [], { key_dtype: typeAttr(7), value_dtype: typeAttr(9) });
    const lower = op("lower", "StringLower", ["text"]);
    const x = placeholder("x", [4]);
    const exponential = op("exponential", "MatrixExponential", ["x"], { T: typeAttr(1) });
    const { unknownMacs } = await costsOf(
      await open("m.pb", encodeGraph({ node: [strings, table, lower, x, exponential] })),
    );
    assert.deepEqual(
      unknownMacs.map(({ name }) => name),
      ["exponential"],
    );
  });
});

describe("multiply-accumulates of TFLite operators", () => {
  it("are those of their weights", async () => {
    assert.equal(await tfliteMacs(CODES.CONV_2D, [[1, 8, 8, 4], [16, 3, 3, 4], [16]], [1, 8, 8, 16]), 64 * 16 * 36); // prettier-ignore
    assert.equal(await tfliteMacs(CODES.DEPTHWISE_CONV_2D, [[1, 8, 8, 4], [1, 3, 3, 8]], [1, 8, 8, 8]), 64 * 8 * 9); // prettier-ignore
    assert.equal(await tfliteMacs(CODES.TRANSPOSE_CONV, [[4], [6, 3, 3, 4], [1, 5, 5, 4]], [1, 10, 10, 6]), 25 * 4 * 54); // prettier-ignore
    assert.equal(await tfliteMacs(CODES.CONV_3D, [[1, 4, 4, 4, 2], [3, 3, 3, 2, 5]], [1, 4, 4, 4, 5]), 64 * 5 * 54); // prettier-ignore
    assert.equal(await tfliteMacs(CODES.FULLY_CONNECTED, [[2, 3, 4], [5, 12]], [2, 5]), 2 * 60); // prettier-ignore
    assert.equal(await tfliteMacs(CODES.BATCH_MATMUL, [[2, 5, 8], [2, 8, 3]], [2, 5, 3]), 240); // prettier-ignore
  });

  it("of recurrent layers are all gates in all steps, with the projection", async () => {
    const [UNIDIRECTIONAL_LSTM, BIDIRECTIONAL_LSTM, LSTM, RNN, SVDF] = [44, 52, 16, 35, 27];
    const gate = (rows: number, columns: number) => Array.from({ length: 4 }, () => [rows, columns]);
    // 3 come in, 6 cells, projected to 5.
    const weights = [...gate(6, 3), ...gate(6, 5)];
    const projected = [[2, 7, 3], ...weights, null, null, null, [6], [6], [6], [6], [5, 6], null, [2, 5], [2, 6]];
    assert.equal(await tfliteMacs(UNIDIRECTIONAL_LSTM, projected, [2, 7, 5]), 14 * (4 * 6 * 8 + 30));
    const bidirectional = [[2, 7, 3], ...weights, null, null, null, [6], [6], [6], [6], [5, 6], null];
    bidirectional.push(...weights, null, null, null, [6], [6], [6], [6], [5, 6], null);
    assert.equal(await tfliteMacs(BIDIRECTIONAL_LSTM, bidirectional, [2, 7, 5]), 14 * 2 * (4 * 6 * 8 + 30));
    assert.equal(await tfliteMacs(LSTM, [[2, 3], [2, 5], [20, 8], [20], [2, 5]], [2, 5]), 2 * 160); // prettier-ignore
    assert.equal(await tfliteMacs(RNN, [[2, 3], [5, 3], [5, 5], [5], [2, 5]], [2, 5]), 2 * 40); // prettier-ignore
    // 4 units of rank 2 remember 6 steps.
    assert.equal(await tfliteMacs(SVDF, [[2, 3], [8, 3], [8, 6], [4], [2, 48]], [2, 4]), 2 * 8 * 9); // prettier-ignore
  });

  it("of StableHLO are none where elements are moved or computed by themselves", async () => {
    const [ADD, SCATTER, COMPARE, UPDATE_SLICE, SORT, GATHER] = [163, 190, 191, 194, 199, 201];
    const cache = [1, 4, 16, 8];
    assert.equal(await tfliteMacs(SCATTER, [cache, [1, 1], [1, 4, 1, 8]], cache), 0);
    assert.equal(await tfliteMacs(UPDATE_SLICE, [cache, [1, 4, 1, 8], []], cache), 0);
    assert.equal(await tfliteMacs(GATHER, [cache, [2]], [1, 4, 2, 8]), 0);
    for (const code of [ADD, COMPARE]) {
      assert.equal(await tfliteMacs(code, [cache, cache], cache), 0);
    }
    assert.equal(await tfliteMacs(SORT, [[9]], [9]), 0);
  });
});
