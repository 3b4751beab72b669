// What is stored for quantized weights: which codes, in how many bits, and the scales beside them.
import assert from "node:assert/strict";
import { quietContext, runRecipe, type Parameters } from "../../src/core";
import { float32Elements, tensorBytes, type Tensor } from "../../src/core/ir/tensor";
import type { Model } from "../../src/core/ir/model";
import type { Value } from "../../src/core/ir/value";
import { ramp } from "../support/onnx";
import { encodeText } from "../support/model-text";
import { open, transform } from "../support/open";

const model = (head: string, operator: string) => `${head}
input x float32[1,512]
constant w float32[512,512] = ramp
y = ${operator}
output y float32[1,512]`;
const MODELS = {
  onnx: model("onnx 21", "MatMul(x, w)"),
  tflite: model("tflite", "FULLY_CONNECTED(x, w, -)"),
  tensorflow: model("tensorflow", "MatMul(x, w)"),
};

function valueOf({ graphs }: Model, name: string): Value {
  return [...graphs[0]!.values].find((value) => value.name === name)!;
}

/** As numbers, whatever their bits. */
async function codesOf(tensor: Tensor): Promise<number[]> {
  const bytes = await tensorBytes(tensor, "codes");
  const isSigned = tensor.dtype.startsWith("int");
  if (tensor.dtype === "int8" || tensor.dtype === "uint8" || tensor.dtype === "quint8") {
    return [...(isSigned ? new Int8Array(bytes) : bytes)];
  }
  assert.match(tensor.dtype, /^u?int4$/);
  const codes = [...bytes].flatMap((byte) => [byte & 15, byte >> 4]);
  return codes.map((code) => (isSigned && code > 7 ? code - 16 : code));
}

describe("codes", () => {
  for (const [format, parameters, dtype, least, most] of [
    ["onnx", {}, "int8", -127, 127],
    ["onnx", { symmetric: false }, "uint8", 0, 255],
    ["onnx", { bits: "int4" }, "int4", -8, 7],
    ["onnx", { bits: "int4", symmetric: false }, "uint4", 0, 15],
    ["tflite", {}, "int8", -127, 127],
    ["tflite", { symmetric: false }, "int8", -128, 127],
    ["tflite", { bits: "int4" }, "int4", -7, 7],
    ["tflite", { bits: "int4", symmetric: false }, "int4", -8, 7],
    ["tensorflow", {}, "quint8", 0, 255],
  ] as const) {
    it(`of ${format} use all of ${dtype} and no more: ${JSON.stringify(parameters)} (ai-edge/ranges)`, async () => {
      // Its ends are the ends of the codes: of both signs alike, or each for itself.
      const elements = "symmetric" in parameters || format === "tensorflow" ? "-1 0 2" : "-7.5 0 7.5";
      const { name, bytes } = encodeText(MODELS[format].replace("ramp", elements));
      const all = { granularity: "tensor", ...parameters };
      const { after } = await transform(name, bytes, "quantize-weights", all);
      const stored = [...after.graphs[0]!.values].find(({ constant }) => constant?.dtype === dtype)!.constant!;
      const codes = await codesOf(stored);
      assert.deepEqual([codes[0], codes.at(-1)], [least, most]);
      assert.ok(codes.every((code) => code >= least && code <= most));
    });
  }
});

describe("blocks of ONNX", () => {
  for (const [what, shape, operator, axis, scales] of [
    ["a matrix", [100, 41], "MatMul(x, w)", 0, [4, 41]],
    ["a batch of matrices", [3, 70, 8], "MatMul(x, w)", 1, [3, 3, 8]],
    ["a transposed matrix", [41, 100], 'Gemm(x, w) {"transB": 1}', 1, [41, 4]],
    ["a convolution", [5, 40, 3, 3], "Conv(x, w)", 1, [5, 2, 3, 3]],
  ] as const) {
    for (const bits of ["int8", "int4"]) {
      for (const symmetric of [true, false]) {
        const title = `of ${what} in ${bits}, ${symmetric ? "symmetric" : "with zero points"}`;
        it(`${title}: scales of the right shape, values within half a step (ort/block-size)`, async () => {
          const { name, bytes } = encodeText(`onnx 21
input x float32[N,M,K,L]
constant w float32[${shape.join()}] = ramp
y = ${operator}
output y float32[A,B,C,D]`);
          const parameters = { bits, symmetric, granularity: "block" };
          const { after, model: made } = await transform(name, bytes, "quantize-weights", parameters);
          assert.equal(made.opsets.get(""), 21);
          const dequantize = after.graphs[0]!.nodes.find(({ op }) => op.name === "DequantizeLinear")!;
          const setting = (key: string) => {
            const attribute = dequantize.attributes.get(key);
            return attribute?.kind === "int" ? Number(attribute.value) : null;
          };
          assert.deepEqual([setting("axis") ?? 1, setting("block_size")], [axis, 32]);
          const [stored, scale, zero] = dequantize.inputs.map((input) => input?.constant ?? null);
          assert.deepEqual(scale!.shape, scales);
          assert.deepEqual(zero?.shape ?? null, symmetric ? null : scales);
          assert.equal(zero?.dtype ?? stored!.dtype, stored!.dtype);
          await checkClose(stored!, await float32Elements(scale!, "scale"), zero ?? null, axis);
        });
      }
    }
  }

  async function checkClose(stored: Tensor, scales: Float32Array, zero: Tensor | null, axis: number) {
    const { shape } = stored;
    const codes = await codesOf(stored);
    const zeros = zero === null ? null : await codesOf(zero);
    const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
    const blocks = Math.ceil(shape[axis]! / 32);
    ramp(shape.reduce((product, each) => product * each, 1)).forEach((x, i) => {
      const outer = Math.floor(i / inner / shape[axis]!);
      const block = Math.floor((Math.floor(i / inner) % shape[axis]!) / 32);
      const group = (outer * blocks + block) * inner + (i % inner);
      const found = (codes[i]! - (zeros?.[group] ?? 0)) * scales[group]!;
      // A zero point that is rounded moves what is at the end of the range by half a step more.
      assert.ok(Math.abs(found - x) <= scales[group]! * (zeros === null ? 0.501 : 1.001), `${i}: ${found}, not ${x}`);
    });
  }
});

describe("bits of named tensors", () => {
  const TEXT = `onnx 21
input x float32[1,64]
constant first float32[64,64] = ramp
constant second float32[64,64] = ramp
constant third float32[64,64] = ramp
a = MatMul(x, first)
b = MatMul(a, second)
y = MatMul(b, third)
output y float32[1,64]`;

  /** The types of what the three nodes multiply with. */
  async function after(...steps: Parameters[]): Promise<string[]> {
    const { name, bytes } = encodeText(TEXT);
    const recipe = steps.map((parameters) => ({ id: "quantize-weights", parameters }));
    const { model } = await runRecipe(await open(name, bytes), recipe, quietContext());
    return ["first", "second", "third"].map(
      (each) => valueOf(model, `${each}_quantized`)?.constant?.dtype ?? valueOf(model, each).constant!.dtype,
    );
  }

  it("are those of the first step that means them (ort/tensor-overrides)", async () => {
    assert.deepEqual(await after({ bits: "int4", include: ["second"] }, {}), ["int8", "int4", "int8"]);
    assert.deepEqual(await after({ exclude: ["first"] }, { bits: "int4" }), ["int4", "int8", "int8"]);
    assert.deepEqual(
      await after({ include: ["f*"], symmetric: false }, { bits: "int4", exclude: ["MatMul_y"], symmetric: false }),
      ["uint8", "uint4", "float32"],
    );
    await assert.rejects(after({ include: ["first"], scale: 1 }), /has no parameter "scale"/);
  });
});
