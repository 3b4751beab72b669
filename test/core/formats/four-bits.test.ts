// Four bits as libraries that are not ours read them.
import assert from "node:assert/strict";
import { decode, encode, floats, model, node, ramp, valueInfo } from "../../support/onnx";
import { transform } from "../../support/open";
import { CODES, makeTflite, OPTIONS, Table } from "../../support/tflite";

const INT4 = 17;
const FLOAT16 = 1;
/** Slots of tables: Model, SubGraph, Tensor, QuantizationParameters, BlockwiseQuantization. */
const MODEL = { codes: 1, graphs: 2, buffers: 4 };
const GRAPH = { tensors: 0, operators: 3 };
const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3, quantization: 4 };
const QUANTIZATION = { scale: 2, detailsType: 4, details: 5 };
const BLOCKWISE = { scales: 0, zeroPoints: 1, blockSize: 2 };

describe("four bits in TFLite", () => {
  const runtime = new Uint8Array(16);
  runtime.set(new TextEncoder().encode("1.5.0"));
  const file = makeTflite({
    codes: [[CODES.FULLY_CONNECTED, 1]],
    buffers: [null, new Uint8Array(ramp(2048).buffer), runtime],
    metadata: { min_runtime_version: 2 },
    graphs: [
      {
        tensors: [
          { name: "x", shape: [1, 512] },
          { name: "w", shape: [4, 512], buffer: 1 },
          { name: "y", shape: [1, 4] },
        ],
        operators: [{ code: 0, inputs: [0, 1, -1], outputs: [2], options: [OPTIONS.fullyConnected, []] }],
        inputs: [0],
        outputs: [2],
      },
    ],
  });

  function parts(written: Uint8Array) {
    const root = Table.root(written);
    const tensors = root.tables(MODEL.graphs)[0]!.tables(GRAPH.tensors);
    const bytes = (tensor: Table) => root.tables(MODEL.buffers)[tensor.int(TENSOR.buffer)]!.bytes(0);
    const runtimes = root.tables(MODEL.buffers).map((buffer) => (buffer.length(0) === 16 ? buffer.bytes(0) : null));
    const stated = runtimes.flatMap((each) => (each === null ? [] : [new TextDecoder().decode(each)]));
    return { root, tensors, bytes, stated };
  }

  it("are two in a byte, and the operator's version and the oldest runtime go up (T-11, T-31, ai-edge/packing)", async () => {
    const { written } = await transform("m.tflite", file, "quantize-weights", { bits: "int4" });
    const { root, tensors, bytes, stated } = parts(written);
    const w = tensors[1]!;
    assert.equal(w.byte(TENSOR.type), INT4);
    assert.deepEqual(w.ints(TENSOR.shape), [4, 512]);
    assert.equal(bytes(w).length, 1024);
    const scales = w.table(TENSOR.quantization).floats(QUANTIZATION.scale);
    ramp(2048).forEach((x, i) => {
      const code = (bytes(w)[i >> 1]! << (i % 2 === 0 ? 28 : 24)) >> 28;
      const scale = scales[Math.floor(i / 512)]!;
      assert.ok(Math.abs(code * scale - x) <= scale * 0.501, `${i}`);
    });
    assert.equal(root.tables(MODEL.codes)[0]!.int(2, 1), 12);
    assert.deepEqual(stated, ["2.17.0" + "\0".repeat(10)]);
  });

  it("have the scales of blocks in a tensor of float16 (ai-edge/packing: in blocks)", async () => {
    const parameters = { bits: "int4", granularity: "block", blockSize: 64 };
    const { written, after } = await transform("m.tflite", file, "quantize-weights", parameters);
    const { tensors, bytes } = parts(written);
    const [, w, , scales] = tensors;
    const quantization = w!.table(TENSOR.quantization);
    assert.equal(quantization.byte(QUANTIZATION.detailsType), 2);
    const details = quantization.table(QUANTIZATION.details);
    assert.deepEqual(
      [details.int(BLOCKWISE.scales), details.int(BLOCKWISE.zeroPoints), details.int(BLOCKWISE.blockSize)],
      [3, -1, 64],
    );
    assert.deepEqual([scales!.text(TENSOR.name), scales!.byte(TENSOR.type)], ["w_scales", FLOAT16]);
    assert.deepEqual(scales!.ints(TENSOR.shape), [4, 8]);
    assert.equal(bytes(scales!).length, 64);
    assert.deepEqual(
      [...after.graphs[0]!.values].map(({ name, attached }) => [name, attached.map((each) => each.name)]),
      [
        ["x", []],
        ["w", ["w_scales"]],
        ["y", []],
        ["w_scales", []],
      ],
    );
    const again = await transform("m.tflite", written, "strip-unused");
    assert.deepEqual(again.written, written, "nothing else reads the scales, and they stay");
  });
});

describe("four bits in ONNX", () => {
  const product = (opset: number, irVersion: number) =>
    model(
      {
        name: "g",
        node: [{ ...node("MatMul", ["x", "w"], ["y"]), docString: "kept" }],
        initializer: [floats("w", [64, 32], ramp(2048))],
        input: [valueInfo("x", [2, 64])],
        output: [valueInfo("y", [2, 32])],
      },
      opset,
      irVersion,
    );

  it("in MatMulNBits import its domain, and the node keeps what it said (O-38, O-48)", async () => {
    const parameters = { bits: "int4", granularity: "block", target: ["onnxruntime"] };
    const { written } = await transform("m.onnx", encode(product(17, 8)), "quantize-weights", parameters);
    const { graph, opsetImport } = decode(written);
    assert.deepEqual(
      opsetImport.map(({ domain, version }) => [domain, Number(version)]),
      [
        ["", 17],
        ["com.microsoft", 1],
      ],
    );
    const [only] = graph!.node!;
    assert.deepEqual(
      [only!.opType, only!.domain, only!.name, only!.docString],
      ["MatMulNBits", "com.microsoft", "MatMul_y", "kept"],
    );
    assert.deepEqual(only!.input, ["x", "w_quantized", "w_scale"]);
    const [packed, scale] = graph!.initializer!;
    assert.deepEqual(
      [packed!.dims!.map(Number), scale!.dims!.map(Number)],
      [
        [32, 2, 16],
        [32, 2],
      ],
    );
    const scales = new Float32Array(Uint8Array.from(scale!.rawData!).buffer);
    const original = ramp(2048);
    for (let column = 0; column < 32; column++) {
      for (let row = 0; row < 64; row++) {
        const byte = packed!.rawData![(column * 64 + row) >> 1]!;
        const code = row % 2 === 0 ? byte & 15 : byte >> 4;
        const step = scales[column * 2 + (row >> 5)]!;
        assert.ok(Math.abs((code - 8) * step - original[row * 32 + column]!) <= step * 0.501);
      }
    }
  });

  it("need IR version 10 besides opset 21, and neither is raised (opset inference)", async () => {
    for (const [opset, irVersion, reason] of [
      [20, 10, /opset 20 has no type of four bits; convert the model to opset 21/],
      [21, 9, /IR version 9 has no type of four bits/],
    ] as const) {
      const bytes = encode(product(opset, irVersion));
      const { notes, report } = await transform("m.onnx", bytes, "quantize-weights", { bits: "int4" });
      assert.equal(report.changes.length, 0);
      assert.match(notes[0]!.reason, reason);
    }
    const { after } = await transform("m.onnx", encode(product(21, 10)), "quantize-weights", { bits: "int4" });
    assert.equal([...after.graphs[0]!.values].find(({ name }) => name === "w_quantized")!.constant!.dtype, "int4");
  });
});
