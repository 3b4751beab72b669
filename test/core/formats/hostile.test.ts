// Small files with large claims: each ends in one error or in a read, without the memory that was claimed.
import assert from "node:assert/strict";
import { ModelError } from "../../../src/core";
import { constant, encodeGraph, op, placeholder, shapeOf, TYPE, typeAttr } from "../../support/graphdef";
import { encode, floats, model, node, valueInfo, type OnnxModel } from "../../support/onnx";
import { transform } from "../../support/open";
import { CODES, makeTflite } from "../../support/tflite";

/** Beyond what reading any small model takes. */
const ALLOWANCE = 8 * 2 ** 20;

/** @returns the error's message, or null where the file was read and rewritten. */
async function refusal(name: string, bytes: Uint8Array, id = "quantize-weights"): Promise<string | null> {
  try {
    await transform(name, bytes, id);
    return null;
  } catch (error) {
    assert.ok(error instanceof ModelError, String((error as Error).stack));
    assert.notEqual(error.subject, "");
    return error.message;
  }
}

/** As above, without the memory that was claimed. */
async function outcome(name: string, bytes: Uint8Array, id?: string): Promise<string | null> {
  const before = process.memoryUsage();
  const message = await refusal(name, bytes, id);
  const after = process.memoryUsage();
  const grown = after.arrayBuffers - before.arrayBuffers + Math.max(0, after.heapUsed - before.heapUsed);
  assert.ok(grown < 2 * bytes.length + ALLOWANCE, `${grown} bytes for a file of ${bytes.length}`);
  return message;
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(value / 128)]);
const field = (number: number, content: readonly number[]) => [number * 8 + 2, ...varint(content.length), ...content];

function withInitializer(initializer: object): Uint8Array {
  const proto: OnnxModel = model({
    name: "g",
    node: [node("MatMul", ["x", "w"], ["y"])],
    initializer: [{ ...floats("w", [4, 512], new Float32Array(0)), ...initializer }],
    input: [valueInfo("x", [1, 4])],
    output: [valueInfo("y", [1, 512])],
  });
  return encode(proto);
}

describe("small files with large claims", () => {
  it("ONNX: more elements than bytes", async () => {
    for (const dims of [[2 ** 40], [2 ** 31, 2 ** 31], [2 ** 21, 2 ** 21, 2 ** 21], [-4, -512], [1_000_000]]) {
      const message = await outcome("m.onnx", withInitializer({ dims, rawData: new Uint8Array(16) }));
      assert.match(message ?? "", /w/, JSON.stringify(dims));
    }
  });

  it("ONNX: external data far beyond its file (O16)", async () => {
    const externalData = Object.entries({ location: "w.bin", offset: String(2 ** 60), length: String(2 ** 60) });
    const message = await outcome(
      "m.onnx",
      withInitializer({ dataLocation: 1, externalData: externalData.map(([key, value]) => ({ key, value })) }),
    );
    assert.match(message ?? "", /w/);
  });

  it("ONNX: a sparse tensor of more elements than anything holds", async () => {
    const proto = model({
      name: "g",
      node: [node("MatMul", ["x", "w"], ["y"])],
      sparseInitializer: [
        {
          values: floats("w", [1], [1]),
          indices: { dims: [1], dataType: 7, int64Data: [0] },
          dims: [2 ** 30, 2 ** 30],
        },
      ],
      input: [valueInfo("x", [1, 4])],
      output: [valueInfo("y", [1, 4])],
    });
    await outcome("m.onnx", encode(proto));
  });

  it("protobuf: messages in messages without end", async () => {
    // Graph, node, attribute, graph, …: as If in If in If.
    let content: number[] = [];
    for (let depth = 0; depth < 300; depth++) {
      content = field(1, field(5, field(6, content)));
    }
    const message = await outcome("m.onnx", Uint8Array.from([8, 8, ...field(7, content), ...field(8, [16, 13])]));
    assert.match(message ?? "", /nested/);
  });

  it("GraphDef: one value for a shape of 2^60 elements (G22)", async () => {
    for (const dims of [[2 ** 30, 2 ** 30], [2 ** 40]]) {
      const tensor = { dtype: TYPE.float32, tensor_shape: shapeOf(dims), float_val: [1] };
      const splat = { ...constant("w", [], new Float32Array(1)), attr: { dtype: typeAttr(1), value: { tensor } } };
      const bytes = encodeGraph({ node: [placeholder("x"), splat, op("y", "MatMul", ["x", "w"])] });
      await outcome("m.pb", bytes);
    }
  });

  it("text GraphDef: braces without end", async () => {
    const text = `node { name: "a" op: "b" attr { ${"value { list { func { attr { ".repeat(3000)}`;
    const message = await outcome("m.pbtxt", new TextEncoder().encode(text));
    assert.match(message ?? "", /nested/);
  });

  it("TFLite: every length and offset set to an extreme, one at a time", async () => {
    const bytes = makeTflite({
      graphs: [
        {
          tensors: [
            { name: "x", shape: [1, 4] },
            { name: "w", shape: [512, 4], buffer: 1 },
            { name: "y", shape: [1, 512] },
          ],
          operators: [{ code: 0, inputs: [0, 1, -1], outputs: [2] }],
          inputs: [0],
          outputs: [2],
        },
      ],
      codes: [[CODES.FULLY_CONNECTED, 1]],
      buffers: [null, new Uint8Array(512 * 4 * 4).fill(1)],
    });
    let refusals = 0;
    for (let at = 8; at + 4 <= bytes.length; at += 4) {
      const inWeights = bytes.subarray(at, at + 4).every((byte) => byte === 1);
      for (const extreme of inWeights ? [] : [0x7fffffff, 0xffffffff, 0x10000000]) {
        const hostile = bytes.slice();
        new DataView(hostile.buffer).setUint32(at, extreme, true);
        refusals += (await outcome("m.tflite", hostile)) === null ? 0 : 1;
      }
    }
    assert.ok(refusals > 50, `${refusals} refused`);
  });

  it("TFLite: tables, lists and names that are named again and again", async () => {
    const tensors = (count: number, length: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `${"n".repeat(length)}${i}`, shape: [1, 4] }));
    const indices = Array.from({ length: 500 }, (_, i) => i);
    const graph = { tensors: tensors(500, 1), operators: [], inputs: [0], outputs: [1] };
    const cases: readonly Parameters<typeof makeTflite>[0][] = [
      // An operator with many inputs; a graph with many tensors; a tensor with a long name.
      {
        graphs: [{ ...graph, operators: [{ code: 0, inputs: indices, outputs: [1] }] }],
        codes: [[106, 1]],
        buffers: [null],
      },
      { graphs: [graph], codes: [[CODES.ADD, 1]], buffers: [null] },
      { graphs: [{ ...graph, tensors: tensors(2, 20_000) }], codes: [[CODES.ADD, 1]], buffers: [null] },
    ];
    for (const spec of cases) {
      assert.equal(await refusal("m.tflite", makeTflite(spec)), null);
      assert.match((await refusal("m.tflite", makeTflite({ ...spec, repeated: 300 }))) ?? "", /again and again/);
    }
  });
});
