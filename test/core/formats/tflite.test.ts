import assert from "node:assert/strict";
import { forkModel, ModelError, summarize } from "../../../src/core";
import type { Attribute } from "../../../src/core/ir/node";
import { elementCount } from "../../../src/core/ir/dtype";
import { float32Elements } from "../../../src/core/ir/tensor";
import { ramp } from "../../support/onnx";
import { open, transform, write } from "../../support/open";
import {
  CODES,
  makeTflite,
  OPTIONS,
  Table,
  type FileSpec,
  type OperatorSpec,
  type TensorSpec,
} from "../../support/tflite";

const floatBytes = (values: Float32Array) => new Uint8Array(values.buffer);
const weights = floatBytes(ramp(2048));
const MODEL = { codes: 1, graphs: 2, buffers: 4, metadata: 6, signatures: 7 };
const GRAPH = { tensors: 0, operators: 3 };
const TENSOR = { type: 1, buffer: 2, name: 3, quantization: 4 };
const OPERATOR = { code: 0, inputs: 1, options: 4 };

/** y = FULLY_CONNECTED(x, w), and whatever else reads w. */
function file(
  operators: readonly OperatorSpec[],
  more: Partial<FileSpec> & { tensors?: readonly TensorSpec[] } = {},
): Uint8Array {
  const tensors = more.tensors ?? [
    { name: "x", shape: [1, 4] },
    { name: "w", shape: [512, 4], buffer: 1 },
    { name: "y", shape: [1, 512] },
    { name: "z", shape: [512, 4] },
  ];
  return makeTflite({
    codes: [
      [CODES.FULLY_CONNECTED, 1],
      [CODES.ADD, 1],
    ],
    buffers: [null, weights],
    graphs: [{ tensors, operators, inputs: [0], outputs: [2] }],
    ...more,
  });
}
const dense: OperatorSpec = { code: 0, inputs: [0, 1, -1], outputs: [2], options: [OPTIONS.fullyConnected, []] };

function parts(bytes: Uint8Array) {
  const root = Table.root(bytes);
  const graph = root.tables(MODEL.graphs)[0]!;
  const codes = root.tables(MODEL.codes);
  return {
    root,
    tensors: graph.tables(GRAPH.tensors),
    operators: graph.tables(GRAPH.operators).map((operator) => {
      const code = codes[operator.int(OPERATOR.code)]!;
      return { builtin: Math.max(code.byte(0), code.int(3)), version: code.int(2, 1), table: operator };
    }),
    buffers: root.tables(MODEL.buffers),
  };
}

describe("TFLite", () => {
  it("tells one attribute as it tells all of them", async () => {
    const options: OperatorSpec["options"] = [OPTIONS.fullyConnected, [[0, 1, 3], [2, 1, 1]]]; // prettier-ignore
    const bytes = file([{ code: 0, inputs: [0, 1, -1], outputs: [2], options }]);
    const [one, all] = await Promise.all([open("m.tflite", bytes), open("m.tflite", bytes)]).then((models) =>
      models.map(({ graphs }) => graphs[0]!.nodes[0]!),
    );
    const attributes = all!.attributes;
    assert.deepEqual([...attributes.keys()].slice(0, 3), [
      "fused_activation_function",
      "weights_format",
      "keep_num_dims",
    ]);
    const told = ({ kind, value }: Attribute) => ({ kind, value });
    for (const [name, attribute] of attributes) {
      assert.deepEqual(told(one!.attribute(name)!), told(attribute), name);
    }
    assert.equal(one!.attribute("padding"), undefined);
    assert.equal(one!.isDecoded, false);
    one!.setAttribute("keep_num_dims", { kind: "bool", value: false });
    assert.equal(one!.attribute("keep_num_dims")!.value, false);
  });

  it("counts the elements of shapes and of scalars (tflite/number-of-elements)", async () => {
    for (const [shape, count] of [
      [[1, 2, 3, 4], 24],
      [[5], 5],
      [[], 1],
    ] as const) {
      const tensors = [
        { name: "x", shape },
        { name: "w", shape, buffer: 1 },
        { name: "y", shape },
      ];
      const bytes = makeTflite({
        codes: [[CODES.ADD, 1]],
        buffers: [null, floatBytes(ramp(count))],
        graphs: [{ tensors, operators: [{ code: 0, inputs: [0, 1], outputs: [2] }], inputs: [0], outputs: [2] }],
      });
      const model = await open("m.tflite", bytes);
      const [w] = [...model.graphs[0]!.values].filter(({ constant }) => constant !== null);
      assert.deepEqual(w!.constant!.shape, shape);
      assert.equal(elementCount(w!.constant!.shape), count);
      assert.deepEqual(await float32Elements(w!.constant!, "w"), ramp(count));
    }
  });

  it("gives hybrid kernels int8 weights in place (T-12)", async () => {
    const { written, report } = await transform("m.tflite", file([dense]), "quantize-weights");
    const { tensors, operators, buffers } = parts(written);
    const w = tensors[1]!;
    assert.equal(w.byte(TENSOR.type), 9);
    assert.deepEqual(
      operators.map(({ builtin, version }) => [builtin, version]),
      [[CODES.FULLY_CONNECTED, 9]],
    );
    assert.equal(operators[0]!.table.table(OPERATOR.options).byte(3), 1, "asymmetric_quantize_inputs");
    const [scale] = w.table(TENSOR.quantization).floats(2);
    assert.equal(scale, Math.fround(1 / 127));
    const data = new Int8Array(buffers[w.int(TENSOR.buffer)]!.bytes(0));
    ramp(2048).forEach((x, i) => assert.ok(Math.abs(data[i]! * scale - x) <= scale * 0.51));
    assert.ok(report.bytesAfter < report.bytesBefore / 2);
  });

  it("scales fully connected weights per channel for runtimes that can, where it pays (T43, quantize_weights/UpdatedHybridSchemeFalse)", async () => {
    const tensors = (channels: number): TensorSpec[] => [
      { name: "x", shape: [1, 2048 / channels] },
      { name: "w", shape: [channels, 2048 / channels], buffer: 1 },
      { name: "y", shape: [1, channels] },
    ];
    const version = async (channels: number) => {
      const bytes = file([dense], { tensors: tensors(channels) });
      const { written } = await transform("m.tflite", bytes, "quantize-weights", { target: ["tflite-2.17"] });
      const quantization = parts(written).tensors[1]!.table(TENSOR.quantization);
      return [parts(written).operators[0]!.version, quantization.length(2), quantization.length(3)];
    };
    assert.deepEqual(await version(32), [12, 32, 32]);
    assert.deepEqual(await version(512), [9, 1, 1]);
  });

  it("puts DEQUANTIZE before readers that need floats, and splits the operator's code (T05, T07, T24, ai-edge/inserted-dequantize)", async () => {
    const tensors: TensorSpec[] = [
      { name: "x", shape: [1, 4] },
      { name: "w", shape: [512, 4], buffer: 1 },
      { name: "y", shape: [1, 512] },
      { name: "z", shape: [512, 4] },
      { name: "v", shape: [4, 4], buffer: 2 },
      { name: "u", shape: [1, 4] },
    ];
    const small: OperatorSpec = { ...dense, inputs: [0, 4, -1], outputs: [5] };
    const add: OperatorSpec = { code: 1, inputs: [1, 1], outputs: [3], options: [OPTIONS.add, []] };
    const bytes = file([small, add, dense], { tensors, buffers: [null, weights, floatBytes(ramp(16))] });
    const { written } = await transform("m.tflite", bytes, "quantize-weights");
    const { operators, tensors: after } = parts(written);
    assert.deepEqual(
      operators.map(({ builtin, version }) => [builtin, version]),
      [
        [CODES.FULLY_CONNECTED, 1],
        [CODES.DEQUANTIZE, 2],
        [CODES.ADD, 1],
        [CODES.FULLY_CONNECTED, 9],
      ],
    );
    const dequantized = operators[2]!.table.ints(OPERATOR.inputs)[0]!;
    assert.deepEqual(
      [after[dequantized]!.text(TENSOR.name), after[dequantized]!.byte(TENSOR.type)],
      ["w_dequantize", 0],
    );
    assert.equal(operators[3]!.table.ints(OPERATOR.inputs)[1], 1);
  });

  it("leaves a tensor alone whose readers want scales in different places (T06)", async () => {
    const tensors: TensorSpec[] = [
      { name: "x", shape: [1, 8, 8, 4] },
      { name: "w", shape: [4, 16, 8, 4], buffer: 1 },
      { name: "y", shape: [1, 8, 8, 4] },
      { name: "z", shape: [1, 8, 8, 4] },
    ];
    const conv: OperatorSpec = { code: 0, inputs: [0, 1, -1], outputs: [2], options: [OPTIONS.conv2d, []] };
    const depthwise: OperatorSpec = { code: 1, inputs: [0, 1, -1], outputs: [3], options: [OPTIONS.depthwise, []] };
    const codes = [
      [CODES.CONV_2D, 1],
      [CODES.DEPTHWISE_CONV_2D, 1],
    ] as const;
    const { notes, report } = await transform(
      "m.tflite",
      file([conv, depthwise], { tensors, codes }),
      "quantize-weights",
    );
    assert.equal(report.changes.length, 0);
    assert.match(notes[0]!.reason, /CONV_2D and DEPTHWISE_CONV_2D/);
  });

  it("takes no variable for a weight (T-13)", async () => {
    const tensors: TensorSpec[] = [
      { name: "x", shape: [1, 4] },
      { name: "w", shape: [512, 4], buffer: 1, variable: true },
      { name: "y", shape: [1, 512] },
    ];
    const { report, notes } = await transform("m.tflite", file([dense], { tensors }), "quantize-weights");
    assert.deepEqual([report.changes, notes], [[], []]);
  });

  it("keeps the bytes of a buffer that another tensor still needs (T04, ai-edge/duplicated-buffers)", async () => {
    const graph = (outputs: number[]) => ({
      tensors: [
        { name: "x", shape: [1, 4] },
        { name: "w", shape: [512, 4], buffer: 1 },
        { name: "y", shape: [1, 512] },
      ],
      operators: outputs.length === 1 ? [dense] : [],
      inputs: [0],
      outputs: outputs.length === 1 ? [2] : [1],
    });
    const { notes, report } = await transform(
      "m.tflite",
      file([], { graphs: [graph([2]), graph([1, 2])] }),
      "quantize-weights",
    );
    assert.equal(report.changes.length, 0);
    assert.ok(
      notes.some(({ reason }) => reason.includes("shares its bytes")),
      JSON.stringify(notes),
    );
  });

  it("stores tied weights of two subgraphs once (quantize_weights/SharedWeights_Hybrid, T25)", async () => {
    const graph = {
      tensors: [
        { name: "x", shape: [1, 4] },
        { name: "w", shape: [512, 4], buffer: 1 },
        { name: "y", shape: [1, 512] },
      ],
      operators: [dense],
      inputs: [0],
      outputs: [2],
    };
    const { written, report } = await transform("m.tflite", file([], { graphs: [graph, graph] }), "quantize-weights");
    const buffers = Table.root(written)
      .tables(MODEL.graphs)
      .map((each) => each.tables(GRAPH.tensors)[1]!.int(TENSOR.buffer));
    assert.equal(buffers[0], buffers[1]);
    assert.equal(Table.root(written).length(MODEL.buffers), 2);
    assert.ok(report.bytesAfter < report.bytesBefore / 2);
  });

  it("aligns every buffer and keeps the first one empty (T01, T02, T03)", async () => {
    for (const id of ["quantize-weights", "quantize-float16"]) {
      const { written } = await transform(
        "m.tflite",
        file([dense], { buffers: [null, weights, Uint8Array.of(1, 2, 3), null, new Uint8Array(0)] }),
        id,
      );
      const { buffers } = parts(written);
      assert.equal(Buffer.from(written.subarray(4, 8)).toString(), "TFL3");
      assert.ok(!buffers[0]!.has(0));
      for (const buffer of buffers.filter((each) => each.has(0))) {
        assert.equal(buffer.start(0) % 16, 0);
      }
      assert.deepEqual(
        buffers
          .filter((each) => each.has(0))
          .map((each) => each.length(0))
          .includes(0),
        true,
        "empty stays empty",
      );
    }
  });

  it("keeps signatures, metadata and what is appended, and moves an archive's offsets (T09, T10, T11)", async () => {
    const name = Buffer.from("labels.txt");
    const bytes = file([dense], {
      buffers: [null, weights, Buffer.from("1.14.0".padEnd(16, "\0"))],
      signatures: [{ key: "serving_default", graph: 0, inputs: { image: 0 }, outputs: { scores: 2 } }],
      metadata: { min_runtime_version: 2 },
    });
    const local = Buffer.concat([
      Buffer.from("PK\x03\x04"),
      Buffer.alloc(22),
      Buffer.from([name.length, 0, 0, 0]),
      name,
      Buffer.from("cat"),
    ]);
    const central = Buffer.alloc(46 + name.length);
    central.writeUInt32LE(0x02014b50);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(bytes.length, 42);
    name.copy(central, 46);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50);
    end.writeUInt32LE(central.length, 12);
    end.writeUInt32LE(bytes.length + local.length, 16);
    const whole = Buffer.concat([bytes, local, central, end]);
    const { written } = await transform("m.tflite", whole, "quantize-weights");
    const { root, buffers } = parts(written);
    const [signature] = root.tables(MODEL.signatures);
    assert.deepEqual(
      [signature!.text(2), signature!.tables(0)[0]!.text(0), signature!.tables(1)[0]!.int(1)],
      ["serving_default", "image", 2],
    );
    const stated = Buffer.from(buffers[root.tables(MODEL.metadata)[0]!.int(1)]!.bytes(0)).toString().replace(/\0/g, "");
    assert.equal(stated, "2.3.0");
    const archive = Buffer.from(written.subarray(-whole.length + bytes.length));
    const start = written.length - archive.length;
    assert.equal(archive.readUInt32LE(archive.length - 22 + 16), start + local.length);
    assert.equal(archive.readUInt32LE(local.length + 42), start);
    const untouched = await write(await open("m.tflite", whole));
    assert.equal(untouched.length - Table.root(untouched).bb.capacity(), 0);
  });

  it("strips tensors, buffers and codes that nothing uses", async () => {
    const add: OperatorSpec = { code: 1, inputs: [1, 1], outputs: [3], options: [OPTIONS.add, []] };
    const { written } = await transform("m.tflite", file([add, dense]), "strip-unused");
    const { operators, tensors, root } = parts(written);
    assert.deepEqual(
      operators.map(({ builtin }) => builtin),
      [CODES.FULLY_CONNECTED],
    );
    assert.deepEqual(
      tensors.map((tensor) => tensor.text(TENSOR.name)),
      ["x", "w", "y"],
    );
    assert.equal(root.length(MODEL.codes), 1);
  });

  it("names inputs and outputs by signature", async () => {
    const bytes = file([dense], {
      signatures: [{ key: "serve", graph: 0, inputs: { image: 0 }, outputs: { scores: 2 } }],
    });
    const { inputs, outputs } = await summarize(await open("m.tflite", bytes));
    assert.deepEqual(
      inputs.map(({ name, signature, shape }) => [name, signature, shape]),
      [["x", { key: "serve", alias: "image" }, [1, 4]]],
    );
    assert.deepEqual(
      outputs.map(({ name, reason }) => [name, reason]),
      [["y", "declared as an output by the signature serve"]],
    );
  });

  it("refuses to lay out a file with fields it does not know, but copies it", async () => {
    const bytes = file([dense]);
    // The root's table of fields says where field 9 is; a copy of that table with a field 10 is put at the end.
    const root = Buffer.from(bytes).readUInt32LE(0);
    const vtable = root - Buffer.from(bytes).readInt32LE(root);
    const size = Buffer.from(bytes).readUInt16LE(vtable);
    const longer = Buffer.concat([
      bytes,
      Buffer.from(bytes.subarray(vtable, vtable + size)),
      Buffer.alloc(24 - size),
      Buffer.from([4, 0]),
    ]);
    longer.writeUInt16LE(26, bytes.length);
    longer.writeInt32LE(root - bytes.length, root);
    const model = await open("m.tflite", longer);
    assert.match(model.warnings[0]!, /newer/);
    assert.deepEqual(Buffer.from(await write(model)), longer);
    await assert.rejects(
      transform("m.tflite", longer, "quantize-weights"),
      (error: unknown) => error instanceof ModelError && error.code === "unsupported",
    );
  });

  it("answers for older schemas, missing subgraphs and impossible indices", async () => {
    const cases: readonly [Uint8Array, RegExp][] = [
      [Buffer.from(file([dense])).fill("TFL2", 4, 8), /version 2/],
      [file([dense], { graphs: [] }), /no subgraph/],
      [file([{ ...dense, inputs: [0, 99, -1] }]), /tensor 99/],
      [file([{ ...dense, code: 7 }]), /operator code/],
      [file([dense], { buffers: [null] }), /buffer 1/],
      [file([dense], { buffers: [null, weights.subarray(0, 100)] }), /needs 8192 bytes/],
    ];
    for (const [bytes, message] of cases) {
      await assert.rejects(
        open("m.tflite", bytes),
        (error: unknown) => error instanceof ModelError && message.test(error.message),
        String(message),
      );
    }
  });

  it("takes a stored tensor that an operator makes for computed, and warns", async () => {
    const bytes = makeTflite({
      codes: [[CODES.RELU, 1]],
      buffers: [null, new Uint8Array(4096)],
      graphs: [
        {
          tensors: [
            { name: "x", shape: [1024] },
            { name: "w", shape: [1024], buffer: 1 },
          ],
          operators: [{ code: 0, inputs: [0], outputs: [1] }],
          inputs: [0],
          outputs: [1],
        },
      ],
    });
    const read = await open("m.tflite", bytes);
    assert.match(read.warnings.join(), /makes tensor "w", whose content is stored/);
    assert.equal((await transform("m.tflite", bytes, "cluster-weights", { codebook: true })).report.refusal, null);
  });

  it("goes on where two operators make one tensor, and refuses stored tensors with open dimensions", async () => {
    const tensors = ["x", "a", "b"].map((name) => ({ name, shape: [4] }));
    const relu = (input: number, output: number) => ({ code: 0, inputs: [input], outputs: [output] });
    const twice = makeTflite({
      codes: [[CODES.RELU, 1]],
      buffers: [null],
      graphs: [{ tensors, operators: [relu(0, 1), relu(0, 1), relu(0, 2)], inputs: [0], outputs: [2] }],
    });
    for (const id of ["merge-duplicates", "strip-unused", "fuse-activation"]) {
      const { model, report } = await transform("m.tflite", twice, id);
      assert.equal(report.refusal, null);
      forkModel(model);
    }
    const open = makeTflite({
      codes: [[CODES.RELU, 1]],
      buffers: [null, new Uint8Array(16)],
      graphs: [{ tensors: [{ name: "x", shape: [-1], buffer: 1 }], operators: [], inputs: [0], outputs: [0] }],
    });
    await assert.rejects(transform("m.tflite", open, "strip-unused"), /"x": its content is stored, but one of its/);
  });

  it("does nothing the second time (T-29)", async () => {
    for (const id of ["quantize-weights", "quantize-float16", "strip-unused"]) {
      const once = await transform("m.tflite", file([dense]), id);
      const twice = await transform("m.tflite", once.written, id);
      assert.equal(twice.report.changes.length, 0, id);
      assert.deepEqual(Buffer.from(twice.written), Buffer.from(once.written), id);
    }
  });

  it("take a rank of 0 for an unknown one where others of the graph are said to have one", async () => {
    const RANK = 110;
    const made = (ranked: boolean) =>
      makeTflite({
        codes: [
          [32, 1, "Ragged"],
          [RANK, 1],
        ],
        graphs: [
          {
            tensors: [
              { name: "x", shape: [4], ranked },
              { name: "any", shape: [], buffer: 1 },
              { name: "scalar", shape: [], buffer: 2, type: 2 },
              { name: "rank", shape: [], buffer: 1, type: 2, ranked },
            ],
            operators: [
              { code: 0, inputs: [0, 2], outputs: [1] },
              { code: 1, inputs: [1], outputs: [3] },
            ],
            inputs: [0],
            outputs: [3],
          },
        ],
        buffers: [null, null, new Uint8Array(4)],
      });
    const shapes = async (bytes: Uint8Array) =>
      [...(await open("m.tflite", bytes)).graphs[0]!.values].map(({ type }) => type!.shape);
    assert.deepEqual(await shapes(made(true)), [[4], null, [], []]);
    assert.deepEqual(await shapes(made(false)), [[4], [], [], []]);
    const { after } = await transform("m.tflite", made(true), "fold-constants");
    assert.equal(after.graphs[0]!.nodes.length, 2);
    assert.deepEqual(await shapes(await write(after, "m.tflite")), [[4], null, [], []]);
  });
});
