import assert from "node:assert/strict";
import { quietContext } from "../../src/core";
import { unpackNodeRows } from "../../src/protocol/node-rows";
import { measuredColumn, nodeRows } from "../../src/worker/layer-columns";
import { Version } from "../../src/worker/version";
import { encodeText } from "../support/model-text";
import { open } from "../support/open";

async function version(text: string): Promise<Version> {
  const { name, bytes } = encodeText(text);
  return new Version(await open(name, bytes), []);
}

const MODEL = `
onnx 17
input x float32[1,4]
constant w float32[4,4] = 1 0 0 0 0 2 0 0 0 0 3 0 0 0 0 4
constant q int8[4,4] = 1 0 0 0 0 2 0 0 0 0 3 0 5 6 7 8
constant s float32[] = 0.5
constant z int8[] = 0
a = MatMul(x, w)
r = Relu(a)
d = DequantizeLinear(q, s, z)
b = MatMul(r, d)
c = MatMul(b, w)
y = Relu(c)
`;

describe("columns of the layer table that are asked for", () => {
  it("have zeros of weights as they are stored, behind DequantizeLinear too", async () => {
    const made = await version(MODEL);
    const { layers } = await made.layers();
    assert.deepEqual(
      layers.map(({ name }) => name),
      ["MatMul_a", "MatMul_b", "MatMul_c"],
    );
    assert.deepEqual([...(await measuredColumn(made, "zeros", false, quietContext()))], [0.75, 0.5625, 0.75]);
  });

  it("have bytes after gzip, of shared weights where they are used first", async () => {
    const [first, second, third] = await measuredColumn(await version(MODEL), "gzip", false, quietContext());
    assert.ok(first! > 20 && first! < 64 && second! > 20 && second! < 64, `${first}, ${second}`);
    assert.equal(third, 0);
  });

  it("go on with nodes without parameters, in the order of their rows", async () => {
    const made = await version(MODEL);
    const rows = unpackNodeRows(await nodeRows(made));
    assert.deepEqual(
      rows.map(({ name, operator, dtype, outputShape }) => [name, operator, dtype, outputShape]),
      [
        ["Relu_r", "Relu", "float32", "1×4"],
        ["Relu_y", "Relu", "float32", "1×4"],
      ],
    );
    assert.deepEqual([...(await measuredColumn(made, "macs", true, quietContext()))], [16, 16, 16, 0, 0]);
    assert.deepEqual([...(await measuredColumn(made, "activations", true, quietContext()))], [16, 16, 16, 16, 16]);
    assert.deepEqual([...(await measuredColumn(made, "zeros", true, quietContext()))].slice(3), [NaN, NaN]);
  });

  it("end where nobody waits any more", async () => {
    const stopped = new AbortController();
    stopped.abort();
    const asked = measuredColumn(await version(MODEL), "zeros", false, quietContext(stopped.signal));
    await assert.rejects(asked, { code: "cancelled" });
  });
});
