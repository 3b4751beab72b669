// LSTM, whose form in integers is an operator of onnxruntime.
import assert from "node:assert/strict";
import { quietContext, runStep, transforms } from "../../../src/core";
import * as onnx from "../../support/onnx";
import { open, transform } from "../../support/open";

type Nodes = ReturnType<typeof onnx.node>[];

const HIDDEN = 16;
const ROWS = 4 * HIDDEN;
const INPUTS = 20;
const quantizeDynamic = transforms.find(({ id }) => id === "quantize-dynamic")!;
const DEFAULTS = Object.fromEntries(
  Object.entries(quantizeDynamic.parameters).map(([name, { default: value }]) => [name, value]),
);
const ALLOWED = { target: ["onnxruntime"] };

/** From 1 to the number of columns, times a factor of each row. */
function rows(count: number, columns: number): Float32Array {
  return Float32Array.from(
    { length: count * columns },
    (_, i) => factor(Math.floor(i / columns)) * ((i % columns) + 1),
  );
}

function factor(row: number): number {
  return (row % 2 === 0 ? 1 : -1) * 2 ** -(row % 5);
}

function lstm(inputs: readonly string[], output: string, attributes: Parameters<typeof onnx.node>[3] = []) {
  return onnx.node("LSTM", inputs, [output], [onnx.int("hidden_size", HIDDEN), ...attributes]);
}

const w = onnx.floats("w", [1, ROWS, INPUTS], rows(ROWS, INPUTS));
const r = onnx.floats("r", [1, ROWS, HIDDEN], rows(ROWS, HIDDEN));

function encode(node: Nodes, { initializer = [w, r], irVersion = 8, declared = [] as string[] } = {}): Uint8Array {
  const input = ["x", ...declared].map((name) => onnx.valueInfo(name, name === "x" ? [5, 2, INPUTS] : [1, ROWS, "C"]));
  const output = [onnx.valueInfo("y", ["S", "D", "N", "H"])];
  return onnx.encode(onnx.model({ name: "g", node, initializer, input, output }, 13, irVersion));
}

describe("LSTM, quantized dynamically (ort/lstm)", () => {
  it("has its codes turned, and a scale for each number of each gate in each direction", async () => {
    const initializer = [
      onnx.floats("w", [2, ROWS, INPUTS], rows(2 * ROWS, INPUTS)),
      onnx.floats("r", [2, ROWS, HIDDEN], rows(2 * ROWS, HIDDEN)),
    ];
    const bytes = encode([lstm(["x", "w", "r"], "y", [onnx.string("direction", "bidirectional")])], { initializer });
    const { written } = await transform("m.onnx", bytes, "quantize-dynamic", ALLOWED);
    const made = new Map(onnx.decode(written).graph!.initializer!.map((each) => [each.name!, each]));
    for (const [name, columns] of Object.entries({ w: INPUTS, r: HIDDEN })) {
      const [codes, scale, zeroPoint] = ["quantized", "scale", "zero_point"].map((what) =>
        made.get(`${name}_${what}`)!,
      );
      const shapes = [codes, scale, zeroPoint].map((each) => each!.dims!.map(Number));
      assert.deepEqual(shapes, [
        [2, columns, ROWS],
        [2, ROWS],
        [2, ROWS],
      ]);
      const all = Array.from({ length: 2 * ROWS }, (_, row) => row);
      const scales = all.map((row) => Math.fround((Math.abs(factor(row)) * columns) / 127));
      assert.deepEqual(onnx.elements(scale!), scales);
      assert.ok(onnx.elements(zeroPoint!).every((each) => each === 0));
      const expected = [0, ROWS].flatMap((first) =>
        Array.from({ length: columns }, (_, column) =>
          all
            .slice(first, first + ROWS)
            .map((row) => Math.round(((column + 1) * 127) / columns) * Math.sign(factor(row))),
        ).flat(),
      );
      assert.deepEqual(onnx.elements(codes!), expected);
    }
  });

  it("keeps what the file says of it, names its operator set, and is left by a second run", async () => {
    const node = { ...lstm(["x", "w", "r"], "y"), docString: "kept" };
    const { written } = await transform("m.onnx", encode([node]), "quantize-dynamic", ALLOWED);
    const { graph, opsetImport } = onnx.decode(written);
    const [only] = graph!.node!;
    assert.deepEqual(
      [only!.name, only!.opType, only!.domain, only!.docString],
      ["LSTM_y", "DynamicQuantizeLSTM", "com.microsoft", "kept"],
    );
    assert.deepEqual(
      opsetImport.map(({ domain, version }) => [domain, Number(version)]),
      [
        ["", 13],
        ["com.microsoft", 1],
      ],
    );
    const again = await transform("m.onnx", written, "quantize-dynamic", ALLOWED);
    assert.deepEqual(again.report.changes, []);
    assert.deepEqual(again.notes.map(({ subject, reason }) => `${subject}: ${reason}`).sort(), [
      "r_quantized: already stored as int8",
      "r_scale: under 1,024 elements",
      "w_quantized: already stored as int8",
      "w_scale: under 1,024 elements",
    ]);
  });

  it("takes weights from around a loop, from Constant nodes, and from initializers that are inputs too", async () => {
    const body = {
      name: "body",
      node: [onnx.node("Identity", ["go"], ["on"]), lstm(["x", "w", "r"], "s")],
      input: [onnx.valueInfo("i", [], onnx.DATA_TYPES.int64), onnx.valueInfo("go", [], onnx.DATA_TYPES.bool)],
      output: [onnx.valueInfo("on", [], onnx.DATA_TYPES.bool), onnx.valueInfo("s", ["S", "D", "N", "H"])],
    };
    const loop = onnx.node("Loop", ["three", ""], ["y"], [onnx.graph("body", body)]);
    const three = onnx.int64s("three", [], [3]);
    const constants = [w, r].map((each) => onnx.node("Constant", [], [each.name!], [onnx.tensor("value", each)]));
    for (const [bytes, inputs] of [
      [encode([loop], { initializer: [w, r, three] }), ["x"]],
      [encode([...constants, lstm(["x", "w", "r"], "y")], { initializer: [] }), ["x"]],
      [
        encode([lstm(["x", "w", "r"], "y")], { irVersion: 3, declared: ["w", "r"] }),
        ["x", ...["w", "r"].flatMap((name) => ["quantized", "scale", "zero_point"].map((what) => `${name}_${what}`))],
      ],
    ] as const) {
      const { written } = await transform("m.onnx", bytes, "quantize-dynamic", ALLOWED);
      const { graph } = onnx.decode(written);
      const [last] = graph!.node!.slice(-1);
      const node = last!.opType === "Loop" ? last!.attribute![0]!.g!.node![1]! : last!;
      assert.deepEqual(
        [node.opType, ...node.input!],
        [
          "DynamicQuantizeLSTM",
          ...["x", "w_quantized", "r_quantized", "", "", "", "", ""],
          ...["w_scale", "w_zero_point", "r_scale", "r_zero_point"],
        ],
      );
      assert.deepEqual(
        graph!.input!.map(({ name }) => name),
        inputs,
      );
      assert.equal(graph!.node!.length, 1);
    }
  });

  it("may use one matrix twice", async () => {
    const square = onnx.floats("w", [1, ROWS, HIDDEN], rows(ROWS, HIDDEN));
    const bytes = encode([lstm(["x", "w", "w"], "y")], { initializer: [square] });
    const { written } = await transform("m.onnx", bytes, "quantize-dynamic", ALLOWED);
    const [{ input }] = onnx.decode(written).graph!.node as [{ input: string[] }];
    assert.deepEqual(input.slice(1, 3), ["w_quantized", "w_quantized"]);
    assert.deepEqual(input.slice(8), ["w_scale", "w_zero_point", "w_scale", "w_zero_point"]);
  });

  it("stays whole where one weight does, and says so beforehand", async () => {
    const excluded = { ...ALLOWED, exclude: ["r"] };
    const bytes = encode([lstm(["x", "w", "r"], "y")]);
    const { report, notes } = await transform("m.onnx", bytes, "quantize-dynamic", excluded);
    assert.deepEqual(report.changes, []);
    const reason = "stored only together with r, which stays as it is";
    assert.equal(notes.find(({ subject }) => subject === "w")!.reason, reason);
    const planned = await quantizeDynamic.plan!(await open("m.onnx", bytes), { ...DEFAULTS, ...excluded });
    assert.deepEqual(
      planned.map(({ tensor, what }) => [tensor, what]),
      [
        ["w", null],
        ["r", null],
      ],
    );
    assert.equal(planned[0]!.reason, reason);
  });

  it("stays where it would not get smaller as a whole, or DynamicQuantizeLSTM would not do the same", async () => {
    const narrow = [onnx.floats("w", [1, 8, 2], rows(8, 2)), onnx.floats("r", [1, 8, 2], rows(8, 2))];
    const unknown = onnx.int("output_sequence", 1);
    const small = onnx.node("LSTM", ["x", "w", "r"], ["y"], [onnx.int("hidden_size", 2)]);
    for (const [bytes, expected] of [
      [encode([small], { initializer: narrow }), /would not get smaller/],
      [encode([lstm(["x", "w", "r"], "y", [unknown])]), /LSTM with output_sequence, which DynamicQuantizeLSTM/],
      [encode([lstm(["x", "w", "r", "", "", "", "", "", "x"], "y")]), /LSTM with more inputs/],
      [encode([onnx.node("LSTM", ["x", "w", "r"], ["y"])]), /hidden_size or weights do not fit/],
      [encode([lstm(["x", "w", "r"], "y", [onnx.string("direction", "bidirectional")])]), /do not fit/],
      [encode([lstm(["x", "w"], "y")], { initializer: [w] }), /computes others of its weights/],
      [encode([lstm(["x", "w", "r", "", "", "", "", "w"], "y")]), /not where LSTM takes its weights/],
    ] as const) {
      const parameters = { ...ALLOWED, minimumElements: 1 };
      const { notes, report } = await transform("m.onnx", bytes, "quantize-dynamic", parameters);
      assert.deepEqual(report.changes, []);
      assert.match(notes.find(({ subject }) => subject === "w")!.reason, expected);
    }
  });

  it("is previewed as large as it becomes", async () => {
    const size = 600;
    const initializer = ["w", "r"].map((name) => onnx.floats(name, [1, 4 * size, size], rows(4 * size, size)));
    const node = onnx.node("LSTM", ["x", "w", "r"], ["y"], [onnx.int("hidden_size", size)]);
    const model = await open("m.onnx", encode([node], { initializer }));
    const step = { id: "quantize-dynamic", parameters: ALLOWED };
    const preview = await runStep(model, step, { ...quietContext(), preview: true });
    const made = await runStep(model, step, quietContext());
    assert.deepEqual(preview.report.bytesAfter, made.report.bytesAfter);
    assert.deepEqual(preview.report.changes, made.report.changes);
    assert.equal(made.report.changes.length, 2);
  });
});
