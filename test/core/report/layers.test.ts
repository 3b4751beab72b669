import assert from "node:assert/strict";
import { layersOf, type LayerSummary } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

async function layers(text: string): Promise<Omit<LayerSummary, "share" | "outputShape">[]> {
  const { name, bytes } = encodeText(text);
  const found = (await layersOf(await open(name, bytes))).layers;
  return found.map(({ node: _node, share: _share, outputShape: _shape, ...layer }) => layer);
}

describe("layers", () => {
  it("have what reaches them through nodes that compute from constants, once", async () => {
    const found = await layers(`
onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
constant c float32[4] = ramp
constant unread float32[9] = ramp
wt = Transpose(w)
wc = Add(wt, c)
both = Mul(wc, wt)
a = MatMul(x, both)
b = MatMul(a, wt)
d = Add(b, unread)
output d float32[1,4]
`);
    assert.deepEqual(
      found.map(({ operator, parameters, bytes, shared }) => [operator, parameters, bytes, shared]),
      [
        ["MatMul", 20, 80, true],
        ["MatMul", 0, 0, true],
        ["Add", 9, 36, false],
      ],
    );
  });

  it("take what the operator next to a constant says of it", async () => {
    const found = await layers(`
onnx 13
input x float32[1,4]
constant q int8[4,4] = ramp
constant scale float32[1] = 0.5
w = DequantizeLinear(q, scale)
t = Transpose(w)
y = MatMul(x, t)
output y float32[1,4]
`);
    assert.deepEqual(
      found.map(({ parameters, dtype }) => [parameters, dtype]),
      [[16, "int8"]],
    );
  });

  it("are found in time that does not grow with the paths through shared expressions", async () => {
    const sum = (last: number) => Array.from({ length: last }, (_, i) => `s${i + 1} = Add(s${i}, s${i})`).join("\n");
    for (const depth of [1, 500]) {
      const found = await layers(`
onnx 13
input x float32[2]
constant s0 float32[2] = ramp
${sum(depth)}
y = Add(x, s${depth})
z = Add(y, s${depth})
output z float32[2]
`);
      assert.deepEqual(
        found.map(({ parameters, shared }) => [parameters, shared]),
        [
          [2, true],
          [0, true],
        ],
      );
    }
  });
});
