// Attention of onnxruntime, whose form in integers is an operator of onnxruntime too.
import assert from "node:assert/strict";
import { decode, encode, floats, int, int32s, model, node, ramp, valueInfo } from "../../support/onnx";
import { transform } from "../../support/open";

type Attributes = Parameters<typeof node>[3];

/** y, present = Attention(x, w, …) */
function attention(inputs: readonly string[], attributes: Attributes = [], outputs: readonly string[] = ["y"]) {
  const made = node("Attention", ["x", "w", ...inputs], outputs, [int("num_heads", 2), ...attributes]);
  const proto = model({
    name: "g",
    node: [{ ...made, domain: "com.microsoft", docString: "kept" }],
    initializer: [floats("w", [16, 96], ramp(1536)), floats("b", [96], ramp(96)), int32s("mask", [2], [3, 2])],
    input: [valueInfo("x", [2, 3, 16]), valueInfo("past", [2, 2, 2, 4, 16]), valueInfo("bias", [2, 2, 3, 3])],
    output: outputs.map((name) => valueInfo(name, ["A", "B", "C"])),
  });
  proto.opsetImport!.push({ domain: "com.microsoft", version: 1 });
  return encode(proto);
}

describe("Attention, quantized dynamically (ort/attention)", () => {
  it("is QAttention, with scales and zero points where it takes them", async () => {
    const bytes = attention(["b", "mask", "past"], [int("unidirectional", 1)], ["y", "present"]);
    const { written } = await transform("m.onnx", bytes, "quantize-dynamic");
    const { graph, opsetImport } = decode(written);
    const [quantize, only] = graph!.node!;
    assert.deepEqual([quantize!.opType, quantize!.domain], ["DynamicQuantizeLinear", ""]);
    assert.deepEqual([only!.opType, only!.domain, only!.docString], ["QAttention", "com.microsoft", "kept"]);
    assert.deepEqual(only!.input, [
      "x_quantized",
      "w_quantized",
      "b",
      "x_scale",
      "w_scale",
      "mask",
      "x_zero_point",
      "",
      "past",
    ]);
    assert.deepEqual(only!.output, ["y", "present"]);
    assert.deepEqual(
      only!.attribute!.map(({ name, i }) => [name, Number(i)]),
      [
        ["num_heads", 2],
        ["unidirectional", 1],
      ],
    );
    assert.deepEqual(
      graph!.initializer!.map(({ name, dims }) => [name, ...dims!.map(Number)]),
      [
        ["b", 96],
        ["mask", 2],
        ["w_quantized", 16, 96],
        ["w_scale", 96],
      ],
    );
    assert.equal(opsetImport.length, 2);
    const again = await transform("m.onnx", written, "quantize-dynamic");
    assert.deepEqual(again.report.changes, []);
  });

  it("states no inputs behind its last one, and the zero points of asymmetric weights", async () => {
    const inputsOf = async (asymmetric: boolean) => {
      const { written } = await transform("m.onnx", attention(["b"]), "quantize-dynamic", { asymmetric });
      return decode(written).graph!.node![1]!.input!.slice(3);
    };
    assert.deepEqual(await inputsOf(false), ["x_scale", "w_scale", "", "x_zero_point"]);
    assert.deepEqual(await inputsOf(true), ["x_scale", "w_scale", "", "x_zero_point", "w_zero_point"]);
  });

  it("stays where QAttention would not do the same", async () => {
    for (const [bytes, reason] of [
      [attention(["b"], [{ name: "scale", f: 0.5, type: 1 }]), /an Attention with scale, which QAttention/],
      [attention(["b"], [int("do_rotary", 1)]), /an Attention with do_rotary/],
      [attention(["b", "", "", "bias"]), /an Attention with more inputs/],
      [attention([]), /an Attention without a bias/],
      [attention(["", "mask"]), /an Attention without a bias/],
    ] as const) {
      const { notes, report } = await transform("m.onnx", bytes, "quantize-dynamic");
      assert.deepEqual(report.changes, []);
      assert.match(notes.find(({ subject }) => subject === "w")!.reason, reason);
    }
  });
});
