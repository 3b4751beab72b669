import assert from "node:assert/strict";
import { costsOf, type Costs, type Model } from "../../../src/core";
import { Node } from "../../../src/core/ir/node";
import { costSummary, costText } from "../../../src/core/report/costs";
import { encode, floats, graph, int, int64s, model, node, ramp, valueInfo, type OnnxModel } from "../../support/onnx";
import { open } from "../../support/open";
import { CODES, makeTflite, TYPES } from "../../support/tflite";

type GraphProto = NonNullable<OnnxModel["graph"]>;
const openOnnx = (proto: GraphProto, opset?: number) => open("m.onnx", encode(model(proto, opset)));
const body = (name: string, proto: GraphProto) => graph(name, { name, ...proto });

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
