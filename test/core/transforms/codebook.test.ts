import assert from "node:assert/strict";
import fc from "fast-check";
import { float32Elements, tensorBytes } from "../../../src/core/ir/tensor";
import { codebookOf } from "../../../src/core/transforms/weights/codebook";

async function lookedUp(elements: Float32Array): Promise<Float32Array> {
  const { table, positions } = codebookOf(elements, [elements.length])!;
  const width = table.shape[1] ?? 1;
  const values = await float32Elements(table, "table");
  const bytes = await tensorBytes(positions, "positions");
  return Float32Array.from(
    { length: elements.length },
    (_, i) => values[bytes[Math.floor(i / width)]! * width + (i % width)]!,
  );
}

const bitsOf = (elements: Float32Array) => [...new Int32Array(elements.buffer, 0, elements.length)];

describe("a table of weights", () => {
  it("gives every weight back to the bit, negative zero too (P-25)", async () => {
    const values = fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 40 });
    const cases = fc.tuple(values, fc.array(fc.nat(), { minLength: 1, maxLength: 600 }));
    await fc.assert(
      fc.asyncProperty(cases, async ([some, picks]) => {
        const elements = Float32Array.from(
          [...picks, ...picks, ...picks, ...picks],
          (pick) => some[pick % some.length]!,
        );
        assert.deepEqual(bitsOf(await lookedUp(elements)), bitsOf(elements));
      }),
    );
  });

  it("puts as many weights into a byte as their number of values allows", () => {
    const widthOf = (values: number, elements: number) =>
      codebookOf(
        Float32Array.from({ length: elements }, (_, i) => i % values),
        [elements],
      )!.table.shape;
    assert.deepEqual(widthOf(2, 70_000), [128, 7]);
    assert.deepEqual(widthOf(6, 90_000), [216, 3]);
    assert.deepEqual(widthOf(16, 9_000), [256, 2]);
    assert.deepEqual(widthOf(17, 9_000), [17]);
    assert.deepEqual(widthOf(1, 1_001), [1]);
  });

  it("leaves weights one to a byte where rows do not divide them evenly, or the table costs more", () => {
    const ramp = (elements: number) => Float32Array.from({ length: elements }, (_, i) => i % 16);
    assert.deepEqual(codebookOf(ramp(9_001), [9_001])!.table.shape, [16]);
    assert.deepEqual(codebookOf(ramp(1_000), [1_000])!.table.shape, [16]);
  });

  it("takes at most 256 values", () => {
    const all = (count: number) =>
      codebookOf(
        Float32Array.from({ length: 2_000 }, (_, i) => i % count),
        [2_000],
      );
    assert.equal(all(257), null);
    assert.deepEqual(all(256)!.table.shape, [256]);
  });
});
