import assert from "node:assert/strict";
import { Comparison, type Result, type Scale } from "../../src/engines/compare";
import { bytesFrom } from "../../src/engines/elements";
import { judge, type Judged, type Tolerances } from "../../src/engines/verdict";
import type { DType } from "../../src/core";

function result(numbers: readonly number[], dtype: DType = "float32", scale: Scale | null = null): Result {
  return { data: { dtype, shape: [1, numbers.length], bytes: bytesFrom(dtype, numbers) }, scale };
}

function distance(one: Result, other: Result) {
  const comparison = new Comparison();
  assert.equal(comparison.add(one, other), null);
  return comparison.distance;
}

function verdict(one: Result, other: Result, tolerances: Partial<Tolerances> = { sqnr: 20 }) {
  const judged: Judged = { name: "y", ...distance(one, other) };
  return judge([judged], { sqnr: null, ignored: null, maxAbsolute: null, agreement: null, ...tolerances });
}

describe("comparing results", () => {
  it("measures noise against the signal, and the largest difference", () => {
    const { sqnr, maxAbsolute, maxRelative, cosine } = distance(result([3, 4, 0]), result([3, 4, 0.5]));
    assert.equal(sqnr, 20); // 10 log10(25 / 0.25)
    assert.equal(maxAbsolute, 0.5);
    assert.equal(maxRelative, 0.125);
    assert.ok(Math.abs(cosine - 25 / Math.sqrt(25 * 25.25)) < 1e-12);
  });

  it("adds up over samples", () => {
    const comparison = new Comparison();
    comparison.add(result([3, 4]), result([3, 4]));
    comparison.add(result([0, 0]), result([0, 0.5]));
    assert.equal(comparison.distance.sqnr, 20);
    assert.equal(comparison.distance.elements, 4);
  });

  it("counts rows with the same largest element, and with it among the five largest", () => {
    const same = distance(result([1, 5, 2, 0, 0, 0]), result([1, 4, 2, 0, 0, 0]));
    assert.deepEqual([same.top1, same.top5], [1, 1]);
    const near = distance(result([1, 5, 2, 0, 0, 0]), result([5, 4, 2, 0, 0, 0]));
    assert.deepEqual([near.top1, near.top5], [0, 1]);
    const far = distance(result([1, 5, 2, 0, 0, 0]), result([9, -1, 8, 7, 6, 5]));
    assert.deepEqual([far.top1, far.top5], [0, 0]);
  });

  it("takes codes for the reals they stand for", () => {
    const codes = result([-128, 127], "int8", { scale: 0.5, zeroPoint: -128 });
    assert.equal(distance(result([0, 127.5]), codes).maxAbsolute, 0);
    assert.equal(verdict(result([0, 127.5]), codes).verdict, "equal");
  });

  it("counts what is not finite as different, and names it", () => {
    for (const [one, other] of [
      [
        [1, 2],
        [1, NaN],
      ],
      [
        [1, Infinity],
        [1, 2],
      ],
      [
        [NaN, 1],
        [NaN, 1],
      ],
      [
        [-Infinity, 1],
        [Infinity, 1],
      ],
    ] as const) {
      const { verdict: word, reason } = verdict(result(one), result(other));
      assert.equal(word, "different");
      assert.match(reason, /^"y" holds 1 of 2 elements that are not finite/);
    }
    assert.equal(verdict(result([-Infinity, 1]), result([-Infinity, 1])).verdict, "identical");
  });

  it("tells identical, equal, close and different apart", () => {
    assert.equal(verdict(result([1, 2]), result([1, 2])).verdict, "identical");
    assert.equal(verdict(result([1, 2]), result([1, 2.0001])).verdict, "equal");
    assert.equal(verdict(result([1, 2]), result([1, 2.1])).verdict, "close");
    assert.equal(verdict(result([1, 2]), result([2, 1])).verdict, "different");
    // An index is right or wrong.
    assert.equal(verdict(result([100000], "int64"), result([100001], "int64")).verdict, "close");
    // A step of what is quantized is rounding.
    const scale = { scale: 0.5, zeroPoint: 0 };
    assert.equal(verdict(result([3, 4], "int8", scale), result([3, 5], "int8", scale)).verdict, "equal");
    assert.equal(verdict(result([3, 4], "int8", scale), result([3, 6], "int8", scale)).verdict, "different");
  });

  it("tells how little differs near 0, and leaves it out where somebody says so", () => {
    const [one, other] = [result([1e-7, 0, 2e-8]), result([0, 3e-8, 1e-7])];
    const { verdict: told, reason } = verdict(one, other);
    assert.equal(told, "different", "an output that is small may be all there is");
    assert.match(reason, /^"y" is at -?\d+\.\d dB, less than 20 dB, though no more than 1e-7 apart$/);
    assert.equal(verdict(one, other, { sqnr: 20, ignored: 1e-6 }).verdict, "close");
    assert.equal(verdict(one, other, { sqnr: 20, ignored: 1e-8 }).verdict, "different");
    assert.equal(verdict(one, other, { maxAbsolute: 1e-9, ignored: 1e-6 }).verdict, "different", "of another limit");
    assert.doesNotMatch(verdict(result([1, 0]), result([0, 1])).reason, /though/);
  });

  it("holds to each tolerance that is given", () => {
    const [one, other] = [result([1, 2, 0]), result([1, 2.1, 0])];
    assert.equal(verdict(one, other, { sqnr: 27 }).verdict, "different");
    assert.equal(verdict(one, other, { sqnr: 26 }).verdict, "close");
    assert.equal(verdict(one, other, { maxAbsolute: 0.09 }).verdict, "different");
    assert.equal(verdict(one, other, { maxAbsolute: 0.11 }).verdict, "close");
    assert.equal(verdict(one, result([3, 2, 0]), { agreement: 1 }).verdict, "different");
    assert.equal(verdict(one, result([3, 2, 0]), { agreement: 0 }).verdict, "close");
  });

  it("has a number for noise without any signal", () => {
    assert.equal(distance(result([0, 0]), result([0, 1])).sqnr, -200);
    assert.equal(distance(result([0, 0]), result([0, 0])).sqnr, null);
  });

  it("says where shapes differ", () => {
    assert.match(new Comparison().add(result([1]), result([1, 2]))!, /shape 1×1 in one and 1×2 in the other/);
  });
});
