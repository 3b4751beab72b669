import assert from "node:assert/strict";
import { slicesOf } from "../../../src/core/transforms/quantize/arithmetic";
import { quantizeAsymmetric, scaleOf } from "../../../src/core/transforms/quantize/asymmetric";

describe("eight unsigned bits over a range", () => {
  it("has the scales and zero points of onnxruntime's compute_scale_zp", () => {
    const cases: readonly [number, number, number, number, number][] = [
      // min, max, limit → zero point, scale
      [0, 0, 255, 0, 1],
      [-1, 2, 255, 85, 3 / 255],
      [-1, 2, 127, 42, 3 / 127],
      [1, 6, 255, 0, 6 / 255],
      [-6, -1, 255, 255, 6 / 255],
      [-1e-39, 1e-39, 255, 0, 1],
    ];
    for (const [min, max, limit, zeroPoint, scale] of cases) {
      assert.deepEqual(scaleOf({ min, max }, limit), { zeroPoint, scale: Math.fround(scale) }, `${min}…${max}`);
    }
  });

  it("divides by the scale as float32, as DynamicQuantizeLinear does (O-42)", () => {
    const elements = Float32Array.of(0, 2, -3, -2.5, 1.34, 0.5);
    const { data, scale, zeroPoint } = quantizeAsymmetric(elements, slicesOf([6], null), 255);
    assert.deepEqual([...data], [153, 255, 0, 26, 221, 179]);
    assert.deepEqual(zeroPoint, [153]);
    assert.equal(scale[0], Math.fround(0.0196078438));
  });

  it("has a range for each slice, whatever lies inside of the axis", () => {
    const { data, zeroPoint } = quantizeAsymmetric(
      Float32Array.of(1, 2, -1, -2, 1, 2, -1, -2),
      slicesOf([2, 2, 2], 1),
      255,
    );
    assert.deepEqual(zeroPoint, [0, 255]);
    assert.deepEqual([...data], [127, 255, 128, 0, 127, 255, 128, 0]);
  });
});
