import assert from "node:assert/strict";
import { costsOf, type Costs, type Model } from "../../../src/core";
import { Node } from "../../../src/core/ir/node";
import { costNotes, costSummary, costText } from "../../../src/core/report/costs";
import { attributes, constant, encodeGraph, int32s, op, placeholder, TYPE, typeAttr } from "../../support/graphdef";
import {
  bools,
  encode,
  floats,
  graph,
  int,
  int64s,
  ints,
  model,
  node,
  ramp,
  string,
  valueInfo,
  type OnnxModel,
} from "../../support/onnx";
import { open } from "../../support/open";
import { CODES, makeTflite, TYPES } from "../../support/tflite";

type GraphProto = NonNullable<OnnxModel["graph"]>;
type Shape = readonly (number | string)[];
type Attributes = Parameters<typeof node>[3];

const openOnnx = (proto: GraphProto, opset?: number) => open("m.onnx", encode(model(proto, opset)));

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
});

const body = (name: string, proto: GraphProto) => graph(name, { name, ...proto });
const dense = (from: string, to: string) => node("MatMul", [from, "w"], [to]);
const weights = floats("w", [4, 4], ramp(16));

/** "macs of the whole; notes" */
const told = (costs: Costs) => [costs.macs, ...costNotes(costSummary(costs))];

describe("the cost of a model", () => {
  it("takes lengths that are left open as 1, or as they are given", async () => {
    const opened = await openOnnx({
      input: [valueInfo("x", ["batch", "2*seq", 4])],
      initializer: [weights, int64s("rest", [2], [-1, 4])],
      node: [node("Reshape", ["x", "rest"], ["flat"]), dense("flat", "y")],
      output: [valueInfo("y", ["unk", 4])],
    });
    assert.deepEqual(told(await costsOf(opened)), [
      2 * 16,
      "Lengths that the file leaves open are taken as batch = 1, seq = 1.",
    ]);
    const given = new Map([["batch", 8], ["seq", 10]]); // prettier-ignore
    assert.equal((await costsOf(opened, given)).macs, 8 * 20 * 16);
    const graphDef = [placeholder("x", [-1, 4]), constant("w", [4, 4], ramp(16)), op("y", "MatMul", ["x", "w"])];
    const unnamed = await open("m.pb", encodeGraph({ node: graphDef }));
    assert.equal((await costsOf(unnamed, new Map([["x:0", 3]]))).macs, 3 * 16);
  });

  it("is a lower bound where shapes are not known, and says of which nodes", async () => {
    const opened = await openOnnx({
      input: [valueInfo("x", [2, 4])],
      initializer: [weights],
      node: [dense("x", "a"), { ...node("Twist", ["a"], ["b"]), domain: "mine" }, { ...dense("b", "y"), name: "last" }],
      output: [{ name: "y" }],
    });
    const costs = await costsOf(opened);
    assert.deepEqual(told(costs), [
      32,
      "The multiply-accumulates are a lower bound: of 2 of 3 nodes what they multiply is not known (Twist Twist_b, MatMul last).",
      "The peak is a lower bound: of 2 of 3 nodes the size of what they make is not known (Twist Twist_b, MatMul last).",
    ]);
    assert.equal(costs.of(opened.graphs[0]!.nodes[2]!).macs, null);
  });

  it("is whole beside nodes that make nothing, as those that save variables", async () => {
    const resource = { dtype: typeAttr(TYPE.float32) };
    const opened = await open(
      "m.pb",
      encodeGraph({
        node: [
          placeholder("x", [2, 4]),
          constant("w", [4, 4], ramp(16)),
          op("variable", "VarHandleOp", [], { ...resource, shape: { shape: { dim: [{ size: 4 }] } } }),
          op("still", "DisableCopyOnRead", ["variable"]),
          op("assign", "AssignVariableOp", ["variable", "w"], resource),
          op("nothing", "NoOp", ["^still", "^assign"]),
          op("y", "MatMul", ["x", "w", "^nothing"]),
        ],
      }),
    );
    assert.deepEqual(told(await costsOf(opened)), [32]);
  });

  it("counts the dearer branch, and loops as often as they turn", async () => {
    const branches = [
      body("then_branch", { node: [dense("x", "t")], output: [{ name: "t" }] }),
      body("else_branch", { node: [dense("x", "e1"), dense("e1", "e2")], output: [{ name: "e2" }] }),
    ];
    const looping = body("body", {
      input: [{ name: "i" }, { name: "go" }, { name: "s" }],
      node: [node("Identity", ["go"], ["on"]), dense("s", "s2")],
      output: [{ name: "on" }, { name: "s2" }],
    });
    const scanning = body("body", {
      input: [{ name: "state" }, { name: "row" }],
      node: [node("MatMul", ["row", "w"], ["r2"]), node("Add", ["state", "r2"], ["sum"])],
      output: [{ name: "sum" }, { name: "r2" }],
    });
    const proto = (condition: string) => ({
      input: [valueInfo("x", [2, 4]), valueInfo("c", [], 9), valueInfo("rows", [7, 2, 4])],
      initializer: [weights, int64s("turns", [], [5]), bools("true", [], [1])],
      node: [
        node("If", ["c"], ["a"], branches),
        node("Loop", ["turns", condition, "a"], ["b"], [looping]),
        node("Scan", ["b", "rows"], ["last", "all"], [scanning, int("num_scan_inputs", 1)]),
      ],
      output: [{ name: "last" }, { name: "all" }],
    });
    const each = 2 * 16;
    for (const condition of ["", "true"]) {
      assert.deepEqual(told(await costsOf(await openOnnx(proto(condition)))), [each * (2 + 5 + 7)]);
    }
    assert.deepEqual(told(await costsOf(await openOnnx(proto("c")))), [
      each * (2 + 1 + 7),
      "1 loop counts once, as nobody knows how often it turns: Loop Loop_b.",
    ]);
  });

  it("counts loops that count themselves, in TensorFlow and TFLite", async () => {
    const scalar = (name: string, value: number) => int32s(name, [], Int32Array.of(value));
    const state = (names: readonly string[]) =>
      names.map((name, at) => ({ name, type: at < 2 ? TYPE.int32 : TYPE.float32 }));
    const loop = (limit: string) => ({
      node: [
        placeholder("x", [4, 4]),
        scalar("start", 2),
        scalar("end", 12),
        op("loop", "While", ["start", "end", "x"], {
          cond: { func: { name: "cond" } },
          body: { func: { name: "body" } },
          T: { list: { type: [TYPE.int32, TYPE.int32, TYPE.float32] } },
        }),
        op("y", "Relu", ["loop:2"]),
      ],
      library: {
        function: [
          {
            signature: { name: "cond", input_arg: state(["i", "n", "s"]), output_arg: [{ name: "go", type: 10 }] },
            node_def: [
              scalar("most", 100),
              op("one", "Less", ["i", limit]),
              op("other", "Less", ["i", "most:output:0"]),
              op("both", "LogicalAnd", ["one:z:0", "other:z:0"]),
              op("r", "Identity", ["both:z:0"]),
            ],
            ret: { go: "r:output:0" },
          },
          {
            signature: { name: "body", input_arg: state(["i", "n", "s"]), output_arg: state(["i2", "n2", "s2"]) },
            node_def: [
              scalar("step", 3),
              op("add", "AddV2", ["step:output:0", "i"]),
              op("kept", "Identity", ["n"]),
              op("product", "MatMul", ["s", "s"]),
            ],
            ret: { s2: "product:product:0", n2: "kept:output:0", i2: "add:z:0" },
          },
        ],
      },
    });
    // 2, 5, 8, 11
    assert.deepEqual(told(await costsOf(await open("m.pb", encodeGraph(loop("n"))))), [4 * 64]);
    const [endless, ...notes] = told(await costsOf(await open("m.pb", encodeGraph(loop("s")))));
    assert.deepEqual([endless, notes.length], [64, 1]);

    const [LESS, WHILE] = [58, 119];
    const int = { shape: [], type: TYPES.int32 };
    const tensors = (prefix: string) => [
      { name: `${prefix}i`, ...int },
      { name: `${prefix}s`, shape: [4, 4] },
      { name: `${prefix}constant`, ...int, buffer: prefix === "c" ? 2 : 1 },
    ];
    const opened = await open(
      "m.tflite",
      makeTflite({
        graphs: [
          {
            tensors: [...tensors("m"), { name: "end", ...int }, { name: "y", shape: [4, 4] }],
            operators: [
              {
                code: 0,
                inputs: [2, 1],
                outputs: [3, 4],
                options: [
                  93,
                  [
                    [0, 4, 1],
                    [1, 4, 2],
                  ],
                ],
              },
            ],
            inputs: [1],
            outputs: [4],
          },
          {
            tensors: [...tensors("c"), { name: "go", shape: [], type: 6 }],
            operators: [{ code: 1, inputs: [0, 2], outputs: [3] }],
            inputs: [0, 1],
            outputs: [3],
          },
          {
            tensors: [...tensors("b"), { name: "next", ...int }, { name: "product", shape: [4, 4] }],
            operators: [
              { code: 2, inputs: [0, 2], outputs: [3] },
              { code: 3, inputs: [1, 1], outputs: [4] },
            ],
            inputs: [0, 1],
            outputs: [3, 4],
          },
        ],
        codes: [
          [WHILE, 1],
          [LESS, 1],
          [CODES.ADD, 1],
          [CODES.BATCH_MATMUL, 1],
        ],
        // From 1 to 9 by ones.
        buffers: [null, ...[1, 9].map((value) => new Uint8Array(Int32Array.of(value).buffer))],
      }),
    );
    assert.deepEqual(told(await costsOf(opened)), [8 * 64]);
  });

  it("is that of the main graph, and says what signatures start besides", async () => {
    const dense = (name: string) => ({
      tensors: [
        { name: `${name}_x`, shape: [2, 4] },
        { name: `${name}_y`, shape: [2, 4] },
      ],
      operators: [{ code: 0, inputs: [0, 0], outputs: [1] }],
      inputs: [0],
      outputs: [1],
    });
    const signature = (key: string, graph: number) => ({ key, graph, inputs: { x: 0 }, outputs: { y: 1 } });
    const opened = await open(
      "m.tflite",
      makeTflite({
        graphs: [dense("a"), dense("b")],
        codes: [[CODES.FULLY_CONNECTED, 1]],
        buffers: [null],
        signatures: [signature("one", 0), signature("two", 1)],
      }),
    );
    const costs = await costsOf(opened);
    const [macs, note, ...more] = told(costs);
    assert.deepEqual([macs, more], [32, []]);
    assert.match(String(note), /^Only the main graph counts; signatures also start /);
    assert.equal(costs.of(opened.graphs[1]!.nodes[0]!).macs, 32);
  });

  it("counts a function for each call, with the shapes of that call", async () => {
    const proto = model({
      input: [valueInfo("x", [2, 4]), valueInfo("z", [5, 4])],
      initializer: [weights],
      node: ["x", "z", "x"].map((from, index) => ({ ...node("F", [from, "w"], [`y${index}`]), domain: "mine" })),
      output: [0, 1, 2].map((index) => ({ name: `y${index}` })),
    });
    const functions = [
      {
        name: "F",
        domain: "mine",
        input: ["a", "b"],
        output: ["r"],
        node: [node("MatMul", ["a", "b"], ["r"])],
        opsetImport: [{ domain: "", version: 17 }],
      },
    ];
    const opsetImport = [...proto.opsetImport!, { domain: "mine", version: 1 }];
    const opened = await open("m.onnx", encode({ ...proto, opsetImport, functions }));
    const costs = await costsOf(opened);
    assert.deepEqual(told(costs), [(2 + 5 + 2) * 16]);
    assert.deepEqual(opened.graphs[0]!.nodes.map((each) => costs.of(each).macs), [32, 80, 32]); // prettier-ignore
    assert.equal(costs.of([...opened.functions.values()][0]!.nodes[0]!).macs, 80);
  });

  it("of functions that call each other twice each grows beyond all numbers, and takes no time for it", async () => {
    const depth = 1100;
    const call = (index: number, name: string) =>
      op(name, "PartitionedCall", ["a"], { f: { func: { name: `f${index}` } }, Tout: { list: { type: [1] } } });
    const functions = Array.from({ length: depth }, (_, index) => ({
      signature: {
        name: `f${index}`,
        input_arg: [{ name: "a", type: TYPE.float32 }],
        output_arg: [{ name: "b", type: TYPE.float32 }],
      },
      node_def:
        index === 0
          ? [op("r", "MatMul", ["a", "a"])]
          : [call(index - 1, "one"), { ...call(index - 1, "r"), input: ["one:output:0"] }],
      ret: { b: index === 0 ? "r:product:0" : "r:output:0" },
    }));
    const calling = [placeholder("a", [2, 2]), call(30, "y")];
    const some = await open("m.pb", encodeGraph({ node: calling, library: { function: functions.slice(0, 31) } }));
    assert.equal((await costsOf(some)).macs, 8 * 2 ** 30);
    const node = [placeholder("a", [2, 2]), call(depth - 1, "y")];
    const costs = await costsOf(await open("m.pb", encodeGraph({ node, library: { function: functions } })));
    assert.ok(costs.macs === null || costs.unknownMacs.length > 0);
  });

  it("is not known where nothing is left of a picture of one pixel, unless somebody says how large it is", async () => {
    const opened = await openOnnx({
      input: [valueInfo("x", ["N", 1, "height", 8])],
      initializer: [floats("w", [2, 1, 3, 3], ramp(18))],
      node: [node("Conv", ["x", "w"], ["y"])],
      output: [{ name: "y" }],
    });
    const open = costSummary(await costsOf(opened));
    assert.match(costText(open), /^multiply-accumulates not known, peak/);
    assert.deepEqual(costNotes(open)[1], "Of 1 of 1 node what they multiply is not known (Conv Conv_y).");
    const given = new Map(Object.entries({ N: 1, height: 8 }));
    assert.equal((await costsOf(opened, given)).macs, 9 * 2 * 36);
    const empty = costSummary(await costsOf(opened, new Map(Object.entries({ N: 1, height: 2 }))));
    assert.match(costText(empty), /^0 multiply-accumulates/);
  });

  it("has no number for what no number is for", async () => {
    const huge = 2 ** 40;
    const opened = await openOnnx({
      input: [
        valueInfo(
          "x",
          Array.from({ length: 30 }, () => huge),
        ),
        valueInfo("w", [huge, 4]),
      ],
      node: [node("MatMul", ["x", "w"], ["y"])],
      output: [{ name: "y" }],
    });
    const costs = await costsOf(opened);
    assert.equal(costs.unknownMacs.length, 1);
    assert.equal(costText(costSummary(costs)), "multiply-accumulates not known, peak of activations at least 16384 GB");
  });
});

describe("the peak of activations", () => {
  const peakOf = async (opened: Model) => (await costsOf(opened)).activationPeakBytes;

  it("is what lives at one node: inputs from the start, outputs to the end, no constants, no views", async () => {
    const proto = {
      input: [valueInfo("x", [100]), valueInfo("late", [10])],
      initializer: [floats("c", [100], ramp(100)), int64s("shape", [2], [10, 10])],
      node: [
        node("Add", ["x", "c"], ["a"]), // x, late, a
        node("Reshape", ["a", "shape"], ["view"]), // a view of a
        node("Concat", ["view", "view", "view"], ["wide"], [int("axis", 0)]), // late, a, wide
        node("ReduceSum", ["wide"], ["out"], [int("keepdims", 0)]),
        node("Add", ["out", "late"], ["y"]),
      ],
      output: [{ name: "y" }],
    };
    assert.equal(await peakOf(await openOnnx(proto)), 4 * (10 + 100 + 300));
    // An output lives on.
    assert.equal(
      await peakOf(await openOnnx({ ...proto, output: [{ name: "y" }, { name: "a" }] })),
      4 * (10 + 100 + 300 + 1),
    );
  });

  it("leaves out what is computed of constants, and what nothing reads", async () => {
    const proto = {
      input: [valueInfo("x", [10])],
      initializer: [floats("c", [100], ramp(100)), floats("s", [1], [2])],
      node: [
        node("Mul", ["c", "s"], ["scaled"]),
        node("ReduceSum", ["scaled"], ["k"], [int("keepdims", 0)]),
        node("Mul", ["x", "k"], ["y"]),
        node("Neg", ["x"], ["unread"]),
        node("Neg", ["y"], ["z"]),
      ],
      output: [{ name: "z" }],
    };
    assert.equal(await peakOf(await openOnnx(proto)), 4 * 30);
  });

  it("has that of a branch in it, and what the branch reads lives until then", async () => {
    const wide = (name: string, times: number) =>
      body(name, {
        node: [
          node(
            "Concat",
            Array.from({ length: times }, () => "x"),
            [`${name}_w`],
            [int("axis", 0)],
          ),
          node("ReduceSum", [`${name}_w`], [`${name}_y`], [int("keepdims", 0)]),
        ],
        output: [{ name: `${name}_y` }],
      });
    const opened = await openOnnx({
      input: [valueInfo("x", [100]), valueInfo("c", [], 9)],
      node: [node("If", ["c"], ["y"], [wide("then_branch", 2), wide("else_branch", 5)]), node("Neg", ["y"], ["z"])],
      output: [{ name: "z" }],
    });
    // x, the condition, five times x and its sum.
    assert.equal(await peakOf(opened), 400 + 1 + 2000 + 4);
  });

  it("counts elements of less than a byte in whole bytes of the tensor, and 8 bits as such", async () => {
    const opened = await open(
      "m.tflite",
      makeTflite({
        graphs: [
          {
            tensors: [
              { name: "x", shape: [1, 8], type: TYPES.int8 },
              { name: "y", shape: [1, 8], type: TYPES.int8 },
            ],
            operators: [{ code: 0, inputs: [0], outputs: [1] }],
            inputs: [0],
            outputs: [1],
          },
        ],
        codes: [[CODES.RELU, 1]],
        buffers: [null],
      }),
    );
    assert.equal(await peakOf(opened), 16);
  });

  it("says of what is left out that there is at least so much", () => {
    const whole = { unknownMacs: [], unknownActivations: [], loopsCountedOnce: [], otherGraphs: [] };
    const node = new Node(0, "n", { domain: "", name: "Conv", version: 1 }, new Map(), [], []);
    const of = (left: Partial<Record<keyof typeof whole, readonly Node[]>>) => {
      const costs = { ...whole, ...left, macs: 2000, activationPeakBytes: 4096, openDimensions: new Map(), nodes: 3 };
      return costText(costSummary(costs as unknown as Costs));
    };
    assert.equal(of({}), "2.00 K multiply-accumulates, peak of activations 4.00 KB");
    assert.equal(of({ unknownMacs: [node] }), "at least 2.00 K multiply-accumulates, peak of activations 4.00 KB");
    assert.equal(of({ loopsCountedOnce: [node] }), "at least 2.00 K multiply-accumulates, peak of activations 4.00 KB");
    assert.equal(
      of({ unknownActivations: [node] }),
      "2.00 K multiply-accumulates, peak of activations at least 4.00 KB",
    );
  });
});
