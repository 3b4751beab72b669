import assert from "node:assert/strict";
import fc from "fast-check";
import {
  largestPerSlice,
  quantizeMinFirst,
  quantizeSymmetric,
  rangeOf,
  roundHalfAway,
  roundHalfEven,
  slicesOf,
} from "../../../src/core/transforms/quantize/arithmetic";

const close = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) =>
  expected.forEach((each, i) =>
    assert.ok(Math.abs(actual[i]! - each) <= tolerance, `${i}: ${actual[i]} is not ${each}`),
  );

function symmetric(
  values: readonly number[],
  shape: readonly number[],
  axis: number | null,
  rounding: "halfAway" | "halfEven",
) {
  const elements = Float32Array.from(values);
  const slices = slicesOf(shape, axis);
  return quantizeSymmetric(elements, largestPerSlice(elements, slices).largest, slices, rounding);
}

describe("rounding", () => {
  it("goes away from zero at ties as std::round does", () => {
    const cases: readonly [number, number][] = [
      [0.5, 1],
      [-0.5, -1],
      [1.5, 2],
      [2.5, 3],
      [-2.5, -3],
      [0.49999999999999994, 0],
      [-0.49999999999999994, 0],
      [10.5, 11],
      [1e15 + 0.5, 1e15 + 1],
    ];
    for (const [x, expected] of cases) {
      assert.equal(roundHalfAway(x) + 0, expected, `${x}`);
    }
  });

  it("goes to even at ties as rint does", () => {
    const cases: readonly [number, number][] = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [-0.5, 0],
      [-1.5, -2],
      [-2.5, -2],
      [0.49999999999999994, 0],
      [3.7, 4],
    ];
    for (const [x, expected] of cases) {
      assert.equal(roundHalfEven(x) + 0, expected, `${x}`);
    }
  });

  it("is never further than a half away", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
        for (const round of [roundHalfAway, roundHalfEven]) {
          assert.ok(Number.isInteger(round(x)) && Math.abs(round(x) - x) <= 0.5);
        }
      }),
    );
  });
});

describe("symmetric int8", () => {
  it("matches the per-channel values of TFLite's converter tests (tflite/symmetric-per-channel)", () => {
    const rows = [
      [3, 2, 5, -2, 3, 2, 5, -2],
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 0, -1, -2, -3, -4, -5, -6],
    ];
    const { data, scales } = symmetric(rows.flat(), [3, 2, 2, 2], 0, "halfAway");
    close(scales, [0.0393700786, 0.0629921257, 0.0472440943], 1e-9);
    assert.deepEqual([...data.subarray(0, 8)], [76, 51, 127, -51, 76, 51, 127, -51]);
    assert.deepEqual([...data.subarray(8, 16)], [16, 32, 48, 64, 79, 95, 111, 127]);
    assert.deepEqual([...data.subarray(16)], [21, 0, -21, -42, -64, -85, -106, -127]);
  });

  it("rounds ties as the format's own tools do (O42)", () => {
    // Scale 1: the ties are exact.
    const values = [127, 0.5, 1.5, 2.5, -0.5, -2.5];
    assert.deepEqual([...symmetric(values, [6], null, "halfAway").data], [127, 1, 2, 3, -1, -3]);
    assert.deepEqual([...symmetric(values, [6], null, "halfEven").data], [127, 0, 2, 2, 0, -2]);
  });

  it("gives slices of zeros the scale 1 (T14, O14)", () => {
    const { data, scales } = symmetric([0, 0, 4, -4], [2, 2], 0, "halfAway");
    assert.deepEqual([...scales], [1, Math.fround(4 / 127)]);
    assert.deepEqual([...data], [0, 0, 127, -127]);
  });

  it("uses the slices of any axis", () => {
    const shape = [2, 3, 4];
    const elements = Float32Array.from({ length: 24 }, (_, i) => i - 12);
    for (const axis of [0, 1, 2]) {
      const { largest } = largestPerSlice(elements, slicesOf(shape, axis));
      const expected = Array.from({ length: shape[axis]! }, () => 0);
      elements.forEach((x, i) => {
        const index = [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4][axis]!;
        expected[index] = Math.max(expected[index]!, Math.abs(x));
      });
      assert.deepEqual([...largest], expected, `axis ${axis}`);
    }
  });

  it("is within half a step of the value, and negatives mirror", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 64 }),
        (values) => {
          for (const rounding of ["halfAway", "halfEven"] as const) {
            const { data, scales } = symmetric(values, [values.length], null, rounding);
            const mirrored = symmetric(
              values.map((x) => -x),
              [values.length],
              null,
              rounding,
            ).data;
            values.forEach((x, i) => {
              assert.ok(Math.abs(data[i]! * scales[0]! - x) <= scales[0]! * 0.5001 + 1e-30);
              assert.equal(data[i]! + mirrored[i]!, 0);
            });
          }
        },
      ),
    );
  });

  it("notices what is not finite (G-27)", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      assert.equal(largestPerSlice(Float32Array.of(1, bad, 2), slicesOf([3], null)).finite, false);
      assert.equal(rangeOf(Float32Array.of(1, bad, 2)).finite, false);
    }
  });
});

describe("MIN_FIRST", () => {
  const quantize = (values: readonly number[]) => {
    const elements = Float32Array.from(values);
    return quantizeMinFirst(elements, rangeOf(elements));
  };
  /** As TensorFlow's Dequantize computes it, in float32. */
  const dequantize = (data: Uint8Array, min: number, max: number) => {
    const scale = Math.fround(Math.fround(max - min) / 255);
    const first = Math.fround(roundHalfAway(Math.fround(min / scale)) * scale);
    return Array.from(data, (q) => Math.fround(first + Math.fround(q * scale)));
  };

  it("matches the golden values of quantize_weights (quantize_weights/QuantizeWeights)", () => {
    const { data, min, max } = quantize([1, 2, 3, 4, 0.1, 0.2, 0.3, 0.4]);
    assert.deepEqual([min, max], [0, 4]);
    assert.deepEqual([...data], [64, 128, 191, 255, 6, 13, 19, 26]);
    close(
      dequantize(data, min, max),
      [1.0039216, 2.0078433, 2.9960785, 4, 0.0941177, 0.2039216, 0.2980392, 0.4078432],
      1e-6,
    );
    assert.deepEqual(
      [...quantize([1, 4, 2, 5, 3, 6, -1, -4, -2, -5, -3, -6]).data],
      [149, 213, 171, 234, 192, 255, 107, 43, 85, 22, 64, 0],
    );
  });

  it("always includes zero, which stays exact (G20, quantize_weights/RangesAlwaysIncludeZero)", () => {
    const negative = quantize([-5, -4, -3, -1]);
    assert.deepEqual([negative.min, negative.max], [-5, 0]);
    const positive = quantize([1, 2, 3, 4]);
    assert.deepEqual([positive.min, positive.max], [0, 4]);
    const zeroOf = (values: readonly number[]) => {
      const { data, min, max } = quantize([...values, 0]);
      return dequantize(data, min, max).at(-1)! + 0;
    };
    // A range about 0 puts it on a tie, which float32 and float64 round differently.
    assert.equal(zeroOf([-49.99998474121094, 49.99998474121094]), 0);
    fc.assert(
      fc.property(fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 }), (values) =>
        assert.equal(zeroOf(values), 0),
      ),
    );
  });

  it("stores a tensor of zeros readably (G19)", () => {
    const { data, min, max } = quantize([0, 0, 0]);
    assert.deepEqual([min, max], [0, 1]);
    assert.deepEqual(dequantize(data, min, max), [0, 0, 0]);
  });
});
