import assert from "node:assert/strict";
import fc from "fast-check";
import { packNibbles } from "../../../src/core/bytes/nibbles";
import type { Codes } from "../../../src/core/ir/dialect";
import { groupRanges, quantizeAffine, type Affine } from "../../../src/core/transforms/quantize/affine";
import { quantizeFloat16 } from "../../../src/core/transforms/quantize/float16-elements";
import { groupsOf } from "../../../src/core/transforms/quantize/groups";
import { fits } from "../../../src/core/transforms/weights/selection";

interface Given {
  readonly shape?: readonly number[];
  readonly axis?: number;
  readonly blockSize?: number;
  readonly codes: Codes;
  readonly symmetric?: boolean;
  readonly scaleType?: "float16";
}

const INT8 = { min: -128, max: 127 };
const NARROW = { min: -127, max: 127 };
const UINT8 = { min: 0, max: 255 };
const INT4 = { min: -8, max: 7 };

function quantize(values: readonly number[], given: Given): Affine {
  const { shape = [values.length], axis = null, blockSize, codes, symmetric = false, scaleType = "float32" } = given;
  const elements = Float32Array.from(values);
  const groups = groupsOf(shape, { axis, ...(blockSize === undefined ? {} : { blockSize }) });
  const form = { codes, symmetric, rounding: "halfEven", scaleType } as const;
  return quantizeAffine(elements, groups, groupRanges(elements, groups), form);
}

/** What one scale and zero point make of the codes. */
function real({ codes, scales, zeroPoints }: Affine): number[] {
  return [...codes].map((code) => (code - zeroPoints[0]!) * scales[0]!);
}

function near(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((each, i) => assert.ok(Math.abs(actual[i]! - each) < 1e-5, `${actual[i]} is not ${each}`));
}

/** What belongs to one group, in the numbering of its scales. */
function parameters(values: readonly number[], given: Given) {
  const { scales, zeroPoints } = quantize(values, given);
  return [zeroPoints[0], scales[0]];
}

describe("scales and zero points", () => {
  it("are those of onnxruntime's tests of them (ort/compute_scale_zp)", () => {
    const float = Math.fround;
    const range = [-1, 2];
    assert.deepEqual(parameters([0, 0], { codes: INT8 }), [0, 1]);
    assert.deepEqual(parameters([0, 0], { codes: UINT8 }), [0, 1]);
    assert.deepEqual(parameters(range, { codes: NARROW, symmetric: true }), [0, float(2 / 127)]);
    assert.deepEqual(parameters(range, { codes: NARROW }), [-42, float(3 / 254)]);
    assert.deepEqual(parameters(range, { codes: UINT8, symmetric: true }), [128, float(4 / 255)]);
    assert.deepEqual(parameters(range, { codes: UINT8 }), [85, float(3 / 255)]);
    assert.deepEqual(parameters([-1, 3], { codes: NARROW, symmetric: true }), [0, float(6 / 254)]);
    assert.deepEqual(parameters([0, 1e-40], { codes: INT8 }), [0, 1], "below the smallest normal float32");
    // Four bits: −8 to 7 even where they are symmetric, the middle of 0 to 15 is 8.
    assert.deepEqual(parameters(range, { codes: INT4, symmetric: true }), [0, float(4 / 15)]);
    assert.deepEqual(parameters(range, { codes: { min: 0, max: 15 }, symmetric: true }), [8, float(4 / 15)]);
  });

  it("leave a bit free where that is asked for (ort/reduced-range)", () => {
    const float = Math.fround;
    for (const [codes, symmetric, zeroPoint, scale, expected] of [
      [{ min: -64, max: 64 }, true, 0, float(2 / 64), [-32, 0, 32, 64]],
      [{ min: 0, max: 127 }, false, 42, float(3 / 127), [0, 42, 84, 127]],
    ] as const) {
      const values = [-1, 0, 1, 2];
      assert.deepEqual(parameters(values, { codes, symmetric }), [zeroPoint, scale]);
      assert.deepEqual([...quantize(values, { codes, symmetric }).codes], expected);
    }
  });

  it("have the zero point in the middle where they or the values are symmetric (ort/symmetric-flag)", () => {
    for (const [values, symmetric, expected] of [
      [[-1, 2], true, 0],
      [[-1, 2], false, -43],
      [[-1, 1], true, 0],
      [[-1, 1], false, 0],
    ] as const) {
      assert.equal(parameters(values, { codes: INT8, symmetric })[0], expected, `${values.join()}, ${symmetric}`);
    }
    assert.equal(parameters([1, 2], { codes: UINT8 })[0], 0, "positive");
    assert.equal(parameters([-1, 1], { codes: UINT8 })[0], 128, "signed: 127.5 to even");
    assert.equal(parameters([-2, -1], { codes: UINT8 })[0], 255, "negative");
  });

  it("are those that DynamicQuantizeLinear has to find, with its codes (backend/dynamic-quantize-linear)", () => {
    for (const [values, zeroPoint, scale, codes] of [
      // By a scale in double precision −2.5 would be a tie, and 25.
      [[0, 2, -3, -2.5, 1.34, 0.5], 153, 0.0196078438, [153, 255, 0, 26, 221, 179]],
      [[-1, -2.1, -1.3, -2.5, -3.34, -4], 255, 0.0156862754, [191, 121, 172, 96, 42, 0]],
      [
        [1, 2.1, 1.3, 2.5, 3.34, 4, 1.5, 2.6, 3.9, 4, 3, 2.345],
        0,
        0.0156862754,
        [64, 134, 83, 159, 213, 255, 96, 166, 249, 255, 191, 149],
      ],
    ] as const) {
      const found = quantize(values, { codes: UINT8 });
      assert.deepEqual([found.zeroPoints[0], found.scales[0]], [zeroPoint, Math.fround(scale)]);
      assert.deepEqual([...found.codes], codes);
    }
  });

  it("are those of TFLite's converter tests (tflite/asymmetric-parameters)", () => {
    const six = Math.fround(6 / 255);
    assert.deepEqual(parameters([-128, 127], { codes: INT8 }), [0, 1]);
    assert.deepEqual(parameters([1, 6], { codes: INT8 }), [-128, six]);
    assert.deepEqual(parameters([-6, -1], { codes: INT8 }), [127, six]);
    const [zeroPoint, scale] = parameters([-5, 1], { codes: INT8 });
    assert.ok(scale === six && zeroPoint! > -128 && zeroPoint! < 127);
    assert.deepEqual(parameters([0, 0], { codes: INT8 })[1], 1, "upstream 0, which kernels divide by");
  });

  it("give the codes of the AI Edge Quantizer's tests, and the values back (ai-edge/uniform-quantize)", () => {
    const values = [-3, 1.3, 2.4, 16];
    const symmetric = quantize(values, { codes: NARROW, symmetric: true });
    assert.equal(symmetric.scales[0], Math.fround(0.12598425));
    assert.deepEqual([...symmetric.codes], [-24, 10, 19, 127]);
    near(real(symmetric), [-3.023622, 1.2598425, 2.3937008, 16]);
    assert.equal(quantize([...values, -16], { codes: NARROW, symmetric: true }).codes[4], -127, "narrow");
    const four = quantize(values, { codes: INT4 });
    assert.deepEqual([four.scales[0], four.zeroPoints[0]], [Math.fround(1.2666667), -6]);
    assert.deepEqual([...four.codes], [-8, -5, -4, 7]);
    near(real(four), [-2.5333335, 1.2666668, 2.5333335, 16.466667]);
  });

  it("span what is between the least and the greatest value, and 0 (ai-edge/scale-and-zero-point)", () => {
    for (const [values, codes, symmetric, least] of [
      [[-3, 1.3, 2.4, 16], NARROW, true, -16],
      [[-3, 1.3, 2.4, 16], INT8, false, -3],
      [[1.3, 2.4, 16], INT8, false, 0],
      [[-3, 1.3, 2.4, 16], INT4, false, -3],
    ] as const) {
      const [zeroPoint, scale] = parameters(values, { codes, symmetric }) as [number, number];
      const tolerance = symmetric ? 1e-3 : scale * 0.5001; // what rounding the zero point moves
      assert.ok(Math.abs(scale * (codes.max - zeroPoint) - 16) <= tolerance);
      assert.ok(Math.abs(scale * (codes.min - zeroPoint) - least) <= tolerance);
    }
  });

  it("stay scales where float16 holds nothing so small", () => {
    const { scales, codes } = quantize([1e-8, -1e-8], { codes: INT4, symmetric: true, scaleType: "float16" });
    assert.equal(scales[0], 2 ** -24);
    assert.deepEqual([...codes].map(Math.abs), [0, 0]);
    assert.equal(quantize([1e6, 0], { codes: INT4, symmetric: true, scaleType: "float16" }).scales[0], Infinity);
  });

  it("bring back codes they were made from (O-42)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 64 }),
        fc.constantFrom(INT8, UINT8, INT4, { min: 0, max: 15 }),
        (values, codes) => {
          const first = quantize(values, { codes });
          const elements = Float32Array.from(real(first));
          const again = elements.map((x) => Math.round(Math.fround(x / first.scales[0]!)) + first.zeroPoints[0]!);
          assert.deepEqual([...again], [...first.codes]);
          values.forEach((x, i) => assert.ok(Math.abs(real(first)[i]! - x) <= first.scales[0]! * 1.001 + 1e-30));
        },
      ),
    );
  });
});

describe("groups that share a scale", () => {
  /** The group of every element, by the definition. */
  function expected(shape: readonly number[], axis: number | null, blockSize: number | undefined): number[] {
    const total = shape.reduce((product, each) => product * each, 1);
    return Array.from({ length: total }, (_, i) => {
      if (axis === null) {
        return 0;
      }
      const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
      const place = Math.floor(i / inner) % shape[axis]!;
      if (blockSize === undefined) {
        return place;
      }
      const blocks = Math.ceil(shape[axis]! / blockSize);
      const outer = Math.floor(i / inner / shape[axis]!);
      return (outer * blocks + Math.floor(place / blockSize)) * inner + (i % inner);
    });
  }

  it("are slices or blocks along any axis, the last block short (block_size)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
        fc.boolean(),
        (shape, seed, blockSize, whole) => {
          const axis = whole ? null : seed % shape.length;
          const groups = groupsOf(shape, { axis, ...(blockSize === undefined ? {} : { blockSize }) });
          const found: number[] = [];
          groups.forEachRun((start, end, first, step) => {
            for (let i = start; i < end; i++) {
              found[i] = first + step * (i - start);
            }
          });
          const wanted = expected(shape, axis, blockSize);
          assert.deepEqual(found, wanted);
          assert.equal(groups.count, Math.max(...wanted) + 1);
        },
      ),
    );
  });

  it("notice what is not finite", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      assert.equal(groupRanges(Float32Array.of(1, bad, 2), groupsOf([3], { axis: 0 })).finite, false);
    }
  });
});

describe("four bits", () => {
  it("stand two in a byte, the first in the low half (ort/pack-4-bit, T-31)", () => {
    assert.deepEqual([...packNibbles(Int8Array.of(1, -1, -8, 7))], [0xf1, 0x78]);
    assert.deepEqual([...packNibbles(Int8Array.of(-1, 2, -3))], [0x2f, 0x0d]);
    assert.deepEqual([...packNibbles(Uint8Array.of(15, 8, 3))], [0x8f, 0x03]);
    assert.deepEqual([...packNibbles(new Uint8Array(0))], []);
    const all = [0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe];
    const signed = [...all.slice(4), ...all.slice(0, 4)];
    for (const [least, expected] of [
      [0, all],
      [-8, signed],
    ] as const) {
      const codes = Int8Array.from({ length: 16 }, (_, i) => least + i);
      assert.deepEqual([...packNibbles(codes)], expected);
      assert.deepEqual([...packNibbles(codes.subarray(0, 15))], [...expected.slice(0, 7), expected[7]! & 15], "odd");
    }
  });
});

describe("float16", () => {
  it("has no value beyond its largest and none lost to 0 (O-33)", () => {
    const { data, overflowed, underflowed } = quantizeFloat16(
      Float32Array.of(70000, -1e9, 65504, 1e-9, -1e-9, 0, 2 ** -24, 1),
    );
    assert.deepEqual([...data], [0x7bff, 0xfbff, 0x7bff, 1, 0x8001, 0, 1, 0x3c00]);
    assert.deepEqual([overflowed, underflowed], [2, 2]);
  });
});

describe("patterns of names", () => {
  it("fit whole names, * any text and ? one character", () => {
    for (const [pattern, text, expected] of [
      ["conv", "conv", true],
      ["conv", "conv1", false],
      ["conv*", "conv/kernel", true],
      ["*kernel", "conv/kernel", true],
      ["*/k*l", "conv/kernel", true],
      ["c?nv", "conv", true],
      ["c?nv", "cnv", false],
      ["*", "", true],
      ["", "", true],
      ["?", "", false],
      ["a.c", "abc", false],
      ["a*", "a*b", true],
    ] as const) {
      assert.equal(fits(pattern, text), expected, `${pattern} and ${text}`);
    }
  });

  it("take no longer for many stars", () => {
    assert.equal(fits("*a".repeat(2000), "a".repeat(4000) + "b"), false);
  });
});
