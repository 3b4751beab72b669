// What every transform leaves alone in TFLite files, and what becomes of operators that few models have.
import assert from "node:assert/strict";
import { transforms } from "../../src/core";
import { ramp } from "../support/onnx";
import { transform } from "../support/open";
import { CODES, makeTflite, OPTIONS, Table, type FileSpec, type OperatorSpec } from "../support/tflite";

const MODEL = { codes: 1, graphs: 2, buffers: 4 };
const GRAPH = { tensors: 0, outputs: 2, operators: 3 };
const TENSOR = { type: 1, buffer: 2, name: 3, variable: 5 };
const OPERATOR = { code: 0, inputs: 1, intermediates: 8 };
const STRING = 5;
const weights = new Uint8Array(ramp(2048).buffer);
const dense: OperatorSpec = { code: 0, inputs: [0, 1, -1], outputs: [2], options: [OPTIONS.fullyConnected, []] };

/** y = FULLY_CONNECTED(x, w), with more tensors from number 4 on; tensor 3 is read by nobody. */
function file(more: Partial<FileSpec["graphs"][0]>, codes: FileSpec["codes"], others: readonly Uint8Array[] = []) {
  const tensors = [
    { name: "x", shape: [1, 4] },
    { name: "w", shape: [512, 4], buffer: 1 },
    { name: "y", shape: [1, 512] },
    { name: "unused", shape: [1, 512] },
    ...(more.tensors ?? []),
  ];
  return makeTflite({
    codes: [[CODES.FULLY_CONNECTED, 1], ...codes],
    buffers: [null, weights, ...others],
    graphs: [{ operators: [dense], inputs: [0], outputs: [2], ...more, tensors }],
  });
}

function parts(bytes: Uint8Array) {
  const root = Table.root(bytes);
  const graph = root.tables(MODEL.graphs)[0]!;
  return {
    codes: root.tables(MODEL.codes),
    buffers: root.tables(MODEL.buffers),
    tensors: graph.tables(GRAPH.tensors),
    operators: graph.tables(GRAPH.operators),
    outputs: graph.ints(GRAPH.outputs),
  };
}

describe("TFLite files", () => {
  it("keep variables, what names them, and intermediate tensors, wherever tensors move to (T13, T42)", async () => {
    const bytes = file(
      {
        tensors: [
          { name: "state", shape: [2, 1024], variable: true },
          { name: "inner", shape: [], scale: [0.5], zeroPoint: [3] },
          { name: "z", shape: [1, 512] },
        ],
        operators: [dense, { code: 1, inputs: [2, 4], outputs: [6], intermediates: [5] }],
        outputs: [6],
      },
      [[CODES.ADD, 1]],
    );
    for (const { id } of transforms.filter((each) => each.id !== "strip-metadata")) {
      const { tensors, operators } = parts((await transform("m.tflite", bytes, id)).written);
      const name = (index: number) => tensors[index]!.text(TENSOR.name);
      const last = operators.at(-1)!;
      const [, state] = last.ints(OPERATOR.inputs);
      assert.equal(name(state!), "state", id);
      assert.deepEqual(
        [
          tensors[state!]!.byte(TENSOR.variable),
          tensors[state!]!.byte(TENSOR.type),
          tensors[state!]!.int(TENSOR.buffer),
        ],
        [1, 0, 0],
        id,
      );
      assert.deepEqual(last.ints(OPERATOR.intermediates).map(name), ["inner"], id);
    }
    const stripped = parts((await transform("m.tflite", bytes, "strip-unused")).written);
    assert.ok(!stripped.tensors.some((tensor) => tensor.text(TENSOR.name) === "unused"), "tensors did move");
  });

  it("give custom operators the floats they read (T26, quantize_weights/CustomOpDequantize)", async () => {
    const bytes = file(
      {
        tensors: [{ name: "z", shape: [1] }],
        operators: [dense, { code: 1, inputs: [1], outputs: [4] }],
        outputs: [2, 4],
      },
      [[CODES.CUSTOM, 1, "Ours"]],
    );
    const { codes, tensors, operators } = parts((await transform("m.tflite", bytes, "quantize-weights")).written);
    const custom = operators.find((each) => codes[each.int(OPERATOR.code)]!.has(1))!;
    assert.equal(codes[custom.int(OPERATOR.code)]!.text(1), "Ours");
    const read = tensors[custom.ints(OPERATOR.inputs)[0]!]!;
    assert.deepEqual([read.text(TENSOR.name), read.byte(TENSOR.type)], ["w_dequantize", 0]);
  });

  it("keep strings as they are (T34)", async () => {
    const text = new Uint8Array(8192).fill(65);
    const bytes = file(
      {
        tensors: [
          { name: "labels", shape: [2048], type: STRING, buffer: 2 },
          { name: "z", shape: [2048], type: STRING },
        ],
        operators: [dense, { code: 1, inputs: [4], outputs: [5] }],
        outputs: [2, 5],
      },
      [[CODES.CUSTOM, 1, "Ours"]],
      [text],
    );
    for (const { id } of transforms.filter((each) => each.id !== "strip-metadata")) {
      const { buffers, tensors } = parts((await transform("m.tflite", bytes, id)).written);
      const labels = tensors.find((tensor) => tensor.text(TENSOR.name) === "labels")!;
      assert.equal(labels.byte(TENSOR.type), STRING, id);
      assert.deepEqual(new Uint8Array(buffers[labels.int(TENSOR.buffer)]!.bytes(0)), text, id);
    }
  });

  it("state operators above 127 in the newer field, and 127 in the older (T08)", async () => {
    const GELU = 150;
    const bytes = file(
      {
        tensors: [{ name: "z", shape: [1, 512] }],
        operators: [dense, { code: 1, inputs: [2], outputs: [4] }],
        outputs: [4],
      },
      [[GELU, 1]],
    );
    const { codes } = parts((await transform("m.tflite", bytes, "quantize-weights")).written);
    const gelu = codes.find((code) => code.int(3) === GELU)!;
    assert.equal(gelu.byte(0), 127);
    assert.ok(codes.every((code) => code.byte(0) === Math.min(code.int(3), 127)));
  });
});
