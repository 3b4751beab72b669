import assert from "node:assert/strict";
import { unzip, zip } from "../../src/protocol/zipped";

describe("What is zipped", () => {
  it("is the same again: texts, numbers, and columns of each kind and any length", async () => {
    const value = {
      name: "größe/层\n\"'",
      nothing: null,
      rows: [{ at: 1, is: true }, {}],
      bytes: Uint8Array.of(1, 2, 255),
      empty: new Int32Array(0),
      inner: { integers: Int32Array.of(-1, 2 ** 31 - 1, 7), floats: Float32Array.of(0.1, -0, NaN) },
      doubles: Float64Array.of(Infinity, 2 ** 60, 0.1),
      last: "behind",
    };
    assert.deepEqual(await unzip(await zip(value)), value);
    assert.deepEqual(await unzip(await zip([])), []);
  });

  it("takes a part of a column alone where that is a view of more", async () => {
    const all = Int32Array.from({ length: 100 }, (_, at) => at);
    assert.deepEqual(await unzip(await zip(all.subarray(3, 5))), Int32Array.of(3, 4));
  });

  it("is far smaller", async () => {
    const places = Int32Array.from({ length: 20_000 }, (_, at) => at % 7);
    const names = Array.from({ length: 20_000 }, (_, at) => `/encoder/layer.${at >> 5}/attention/MatMul_${at}`);
    const { bytes } = await zip({ places, names });
    assert.ok(bytes.length * 8 < JSON.stringify(names).length + places.byteLength, `${bytes.length}`);
  });

  it("of what is damaged nothing comes", async () => {
    const { bytes } = await zip({ names: ["a", "b"] });
    await assert.rejects(unzip({ bytes: bytes.slice(0, bytes.length / 2) }));
  });
});
