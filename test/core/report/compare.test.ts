import assert from "node:assert/strict";
import { compareModels } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { contents } from "../../support/contents";
import { CODES, makeTflite, TYPES } from "../../support/tflite";
import { open, transform } from "../../support/open";

async function compare(before: string, after: string) {
  const [one, other] = await Promise.all(
    [before, after].map((text) => {
      const { name, bytes } = encodeText(text);
      return open(name, bytes);
    }),
  );
  return compareModels(one!, other!, contents());
}

const BEFORE = `
onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
h = MatMul(x, w)
y = Relu(h)
output y float32[1,4]
`;

describe("what differs between two models", () => {
  it("is nothing for a model and itself", async () => {
    assert.deepEqual(await compare(BEFORE, BEFORE), { added: [], removed: [], rewritten: [] });
  });

  it("is named node by node: added, removed, and rewritten with what changed", async () => {
    const after = BEFORE.replace("= ramp", "= zeros")
      .replace("y = Relu(h)", "r = Tanh(h)\ny = Softmax(r)")
      .replace("MatMul(x, w)", 'MatMul(x, w) {"transA": 1}');
    const { added, removed, rewritten } = await compare(BEFORE, after);
    assert.deepEqual(
      [added, removed].map((nodes) => nodes.map(({ operator }) => operator)),
      [["Tanh", "Softmax"], ["Relu"]],
    );
    assert.deepEqual(
      rewritten.map(({ what }) => what),
      [["transA: none to 1", "w: other values, at most 1 apart and 0.533333 on average"]],
    );
  });

  it("tells of weights that are now computed", async () => {
    const { name, bytes } = encodeText(
      BEFORE.replace("x float32[1,4]", "x float32[1,512]").replace("w float32[4,4]", "w float32[512,4]"),
    );
    const { before, after } = await transform(name, bytes, "quantize-weights");
    const { added, rewritten } = await compareModels(before, after, contents());
    assert.deepEqual(
      added.map(({ operator }) => operator),
      ["DequantizeLinear"],
    );
    assert.deepEqual(rewritten[0]!.what, ["w: constant to DequantizeLinear"]);
  });

  it("pairs nodes of the same name in their order", async () => {
    const twice = (last: string) => `
tensorflow
input x float32[1,4]
a = Relu(x)
b = ${last}(a)
output b float32[1,4]
`;
    const { rewritten } = await compare(twice("Relu"), twice("Tanh"));
    assert.deepEqual(
      rewritten.map(({ name, what }) => [name, ...what]),
      [["b", "operator: Relu to Tanh"]],
    );
  });

  it("says of nodes that were renamed that they were, and of no more", async () => {
    const { added, removed, rewritten } = await compare(
      BEFORE,
      BEFORE.replaceAll("h", "hidden").replaceAll("y", "result"),
    );
    assert.deepEqual([added, removed], [[], []]);
    assert.deepEqual(
      rewritten.map(({ what }) => what),
      [["name: MatMul_h to MatMul_hidden"], ["name: Relu_y to Relu_result"]],
    );
  });

  it("takes scales that are no numbers for what they are", async () => {
    const bytes = makeTflite({
      codes: [[CODES.ADD, 1]],
      buffers: [null, Uint8Array.of(1, 2, 3, 4)],
      graphs: [
        {
          tensors: [
            { name: "x", shape: [4] },
            { name: "w", shape: [4], type: TYPES.int8, buffer: 1, scale: [NaN], zeroPoint: [0] },
            { name: "y", shape: [4] },
          ],
          operators: [{ code: 0, inputs: [0, 1], outputs: [2] }],
          inputs: [0],
          outputs: [2],
        },
      ],
    });
    const [one, other] = [await open("m.tflite", bytes), await open("m.tflite", bytes)];
    assert.deepEqual(await compareModels(one, other, contents()), { added: [], removed: [], rewritten: [] });
  });
});
