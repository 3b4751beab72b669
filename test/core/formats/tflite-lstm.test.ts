// LSTMs of TFLite, whose kernels take all weights in int8 or none. (T42: what scales inner results stays with them)
import assert from "node:assert/strict";
import { booleanAttribute } from "../../../src/core/ir/node";
import { ramp } from "../../support/onnx";
import { transform } from "../../support/open";
import { makeTflite, type OperatorSpec, type TensorSpec } from "../../support/tflite";

const CELLS = 40;
const INPUTS = 8;
const LSTM = { code: 16, options: 14, version: 4 };
const SEQUENCE_LSTM = { code: 44, options: 71, version: 3 };
type Options = NonNullable<OperatorSpec["options"]>[1];

interface Variation {
  readonly options?: Options;
  /** Weights that are no constants. */
  readonly computed?: readonly string[];
  /** Another reader of the first weights. */
  readonly other?: OperatorSpec;
  readonly intermediates?: readonly number[];
}

/** Without an input gate, with a peephole each for the other two; i: of the input, r: recurrent, p: peepholes. */
function lstm({ code, options: union }: typeof LSTM, { options = [], computed = [], other, intermediates }: Variation) {
  const tensors: TensorSpec[] = [{ name: "x", shape: [2, 5, INPUTS] }];
  const buffers: (Uint8Array | null)[] = [null];
  const add = (spec: TensorSpec) => tensors.push(spec) - 1;
  const constant = (name: string, ...shape: number[]) => {
    if (computed.includes(name)) {
      return add({ name, shape });
    }
    const elements = ramp(shape.reduce((product, each) => product * each, 1));
    return add({ name, shape, buffer: buffers.push(new Uint8Array(elements.buffer)) - 1 });
  };
  const gates = (name: string, ...shape: number[]) => [1, 2, 3].map((gate) => constant(`${name}${gate}`, ...shape));
  const inputs = [
    ...[0, -1, ...gates("i", CELLS, INPUTS), -1, ...gates("r", CELLS, CELLS)],
    ...[-1, constant("p1", CELLS), constant("p3", CELLS), -1, ...gates("b", CELLS), -1, -1],
    ...["h", "c"].map((name) => add({ name, shape: [2, CELLS], variable: true })),
    ...[-1, -1, -1, -1],
  ];
  const y = add({ name: "y", shape: [2, 5, CELLS] });
  const z = add({ name: "z", shape: [CELLS, INPUTS] });
  const call = { code: 0, inputs, outputs: [y], options: [union, options] as const };
  return makeTflite({
    codes: [
      [code, 1],
      [0, 1],
    ],
    buffers,
    graphs: [
      {
        tensors,
        inputs: [0, ...computed.map((name) => tensors.findIndex((each) => each.name === name))],
        outputs: other === undefined ? [y] : [y, z],
        operators: [
          intermediates === undefined ? call : { ...call, intermediates },
          ...(other === undefined ? [] : [{ ...other, outputs: [z] }]),
        ],
      },
    ],
  });
}

const WEIGHTS = ["i1", "i2", "i3", "r1", "r2", "r3", "p1", "p3"];

describe("LSTM of TFLite, quantized dynamically", () => {
  for (const [name, operator] of Object.entries({ LSTM, SEQUENCE_LSTM })) {
    it(`has all weights in int8, small ones too, and nothing else, ${name}`, async () => {
      const { after, report, notes } = await transform("m.tflite", lstm(operator, {}), "quantize-dynamic");
      const [graph] = after.graphs;
      const [node] = graph!.nodes;
      assert.deepEqual(
        report.changes.map(({ subject }) => subject),
        WEIGHTS,
      );
      for (const { name: value, constant, quantization } of graph!.values) {
        if (WEIGHTS.includes(value)) {
          assert.equal(constant!.dtype, "int8");
          assert.deepEqual([[...quantization!.scale], quantization!.axis], [[Math.fround(1 / 127)], null]);
          const codes = new Int8Array(await constant!.storage.read());
          const errors = ramp(codes.length).map((weight, i) => Math.abs(weight * 127 - codes[i]!));
          assert.ok(Math.max(...errors) < 0.501, value);
        } else {
          assert.ok(constant === null || constant.dtype === "float32", value);
        }
      }
      assert.equal(graph!.nodes.length, 1);
      assert.equal(node!.op.version, operator.version);
      assert.equal(booleanAttribute(node!, "asymmetric_quantize_inputs", false), true);
      assert.deepEqual(
        notes.map(({ subject, reason }) => `${subject}: ${reason}`),
        ["b1", "b2", "b3"].map((bias) => `${bias}: under 1,024 elements`),
      );
    });
  }

  it("stays as it is where not all weights can be int8, or the kernel takes floats only", async () => {
    const excluded = { exclude: ["r2"] };
    const add: OperatorSpec = { code: 1, inputs: [1, 1], outputs: [] };
    for (const [bytes, expected, parameters] of [
      [lstm(LSTM, { options: [[3, 1, 1]] }), /basic kernel takes float weights only/, {}],
      [lstm(SEQUENCE_LSTM, { options: [[5, 1, 1]] }), /diagonal weights/, {}],
      [lstm(SEQUENCE_LSTM, { computed: ["r2"] }), /computes others of its weights/, {}],
      [lstm(SEQUENCE_LSTM, {}), /only together with r2, which stays as it is/, excluded],
      [lstm(SEQUENCE_LSTM, { other: add }), /shared by an LSTM and another operator/, {}],
    ] as const) {
      const { notes, report } = await transform("m.tflite", bytes, "quantize-dynamic", parameters);
      assert.deepEqual(report.changes, []);
      assert.match(notes.find(({ subject }) => subject === "i1")!.reason, expected);
    }
  });

  it("keeps the tensors that scale inner results, which its kernels on floats do not use (T42)", async () => {
    const bytes = lstm(LSTM, { intermediates: [0] });
    const { after, report } = await transform("m.tflite", bytes, "quantize-dynamic");
    assert.equal(report.changes.length, WEIGHTS.length);
    assert.deepEqual(
      after.graphs[0]!.nodes[0]!.attached.map(({ name }) => name),
      ["x"],
    );
  });
});
