import assert from "node:assert/strict";
import fc from "fast-check";
import { quietContext, tensorStatistics } from "../../../src/core";
import type { DType } from "../../../src/core/ir/dtype";
import { bytesOf, memoryTensor } from "../../../src/core/ir/tensor";
import { codeTableOf } from "../../../src/core/kernels/codes";

const context = quietContext();
const floats = (shape: readonly number[], elements: readonly number[]) =>
  memoryTensor("float32", shape, bytesOf(Float32Array.from(elements)));

describe("what codes of small types are worth", () => {
  // The greatest finite number, the least above zero, how many codes are NaN and how many infinite: as published.
  const facts: readonly [DType, number, number, number, number][] = [
    ["float8e4m3fn", 448, 2 ** -9, 2, 0],
    ["float8e4m3fnuz", 240, 2 ** -10, 1, 0],
    ["float8e5m2", 57344, 2 ** -16, 6, 2],
    ["float8e5m2fnuz", 57344, 2 ** -17, 1, 0],
    ["float8e8m0", 2 ** 127, 2 ** -127, 1, 0],
    ["float6e2m3", 7.5, 0.125, 0, 0],
    ["float6e3m2", 28, 0.0625, 0, 0],
    ["float4e2m1", 6, 0.5, 0, 0],
    ["float16", 65504, 2 ** -24, 2046, 2],
    ["int4", 7, 1, 0, 0],
    ["uint4", 15, 1, 0, 0],
    ["int2", 1, 1, 0, 0],
    ["quint8", 255, 1, 0, 0],
  ];
  for (const [dtype, greatest, least, nan, infinite] of facts) {
    it(`${dtype}: up to ${greatest}`, () => {
      const worth = [...codeTableOf(dtype)!.worth];
      const finite = worth.filter(Number.isFinite);
      assert.equal(Math.max(...finite), greatest);
      assert.equal(Math.min(...finite.filter((value) => value > 0)), least);
      assert.equal(worth.filter(Number.isNaN).length, nan);
      assert.equal(worth.filter((value) => Math.abs(value) === Infinity).length, infinite);
    });
  }
});

describe("statistics of a tensor", () => {
  it("are those that the definitions give", async () => {
    const element = fc.oneof(
      fc.double({ min: -100, max: 100, noNaN: true }).map(Math.fround),
      fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(element, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        async (list, rows) => {
          const columns = Math.ceil(list.length / rows);
          const elements = [...list, ...Array<number>(rows * columns - list.length).fill(0)];
          const found = await tensorStatistics(floats([rows, columns], elements), "w", 0, context);
          const finite = elements.filter(Number.isFinite);
          const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
          assert.equal(found.elements, elements.length);
          assert.equal(found.nan, elements.filter(Number.isNaN).length);
          assert.equal(found.nan + found.infinite + finite.length, elements.length);
          assert.equal(found.zeros, finite.filter((value) => value === 0).length);
          assert.equal(found.distinct, new Set(finite).size);
          if (finite.length > 0) {
            assert.deepEqual(
              [found.minimum! + 0, found.maximum! + 0],
              [Math.min(...finite) + 0, Math.max(...finite) + 0],
            );
            assert.ok(Math.abs(found.mean! - mean) < 1e-9);
            const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
            assert.ok(Math.abs(found.deviation! - Math.sqrt(squares / finite.length)) < 1e-9);
            assert.equal(
              found.histogram!.counts.reduce((sum, count) => sum + count, 0),
              finite.length,
            );
          } else {
            assert.deepEqual([found.minimum, found.mean, found.histogram], [null, null, null]);
          }
          for (let row = 0; row < rows; row++) {
            const there = elements.slice(row * columns, (row + 1) * columns).filter(Number.isFinite);
            assert.equal(found.ranges!.maximum[row]! + 0, there.length === 0 ? NaN : Math.max(...there) + 0);
          }
        },
      ),
    );
  });

  it("count each code of a small type, packed as it is", async () => {
    // −8 … 7 twice, two in a byte.
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => ((2 * i) & 15) | (((2 * i + 1) & 15) << 4));
    const found = await tensorStatistics(memoryTensor("int4", [32], bytes), "w", null, context);
    assert.deepEqual([found.minimum, found.maximum, found.distinct, found.zeros, found.mean], [-8, 7, 16, 2, -0.5]);
    assert.deepEqual([...found.histogram!.counts], Array<number>(16).fill(2));
  });

  it("tell that there are too many unlike elements to count", async () => {
    const count = 70_000;
    const elements = Array.from({ length: count }, (_, i) => i);
    assert.equal((await tensorStatistics(floats([count], elements), "w", null, context)).distinct, null);
    assert.equal(
      (await tensorStatistics(floats([65_536], elements.slice(0, 65_536)), "w", null, context)).distinct,
      65_536,
    );
  });

  it("hold for the widest ranges and for one element", async () => {
    const widest = await tensorStatistics(
      memoryTensor("float64", [2], bytesOf(Float64Array.of(-1.7e308, 1.7e308))),
      "w",
      null,
      context,
    );
    assert.deepEqual([widest.histogram!.counts[0], widest.histogram!.counts.at(-1)], [1, 1]);
    const one = await tensorStatistics(floats([], [3]), "w", null, context);
    assert.deepEqual([...one.histogram!.counts, one.deviation], [1, 0]);
    assert.equal((await tensorStatistics(floats([0], []), "w", null, context)).mean, null);
  });

  it("take no room for axes without elements, however long they are said to be", async () => {
    const empty = memoryTensor("float32", [2 ** 40, 0], new Uint8Array(0));
    assert.equal((await tensorStatistics(empty, "w", 0, context)).ranges, null);
  });

  it("are refused for what is no number", async () => {
    const text = memoryTensor("complex64", [1], new Uint8Array(8));
    await assert.rejects(
      tensorStatistics(text, "w", null, context),
      /"w" are of type complex64, which are no numbers/u,
    );
  });

  it("can be given up", async () => {
    const controller = new AbortController();
    controller.abort();
    const big = memoryTensor("float32", [3_000_000], new Uint8Array(12_000_000));
    await assert.rejects(tensorStatistics(big, "w", null, quietContext(controller.signal)), { code: "cancelled" });
  });
});
