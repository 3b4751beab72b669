import assert from "node:assert/strict";
import fc from "fast-check";
import { roundedAsTensorflow, roundedToSteps, roundWeights } from "../../../src/core/transforms/weights/rounded";

const floats = fc.array(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((x) => x / 4096),
  { minLength: 1, maxLength: 300 },
);
const counts = fc.integer({ min: 2, max: 40 });

describe("rounding to steps", () => {
  it("gives the very floats of TensorFlow 2.x (round_weights/RoundWeights)", () => {
    const rounded = roundWeights(Float32Array.of(1, 2, 3, 4, 0.1, 0.2, 0.3, 0.4), 256);
    assert.deepEqual(
      [...rounded],
      [
        1.006445288658142, 1.9966797828674316, 3.002148389816284, 4.007617473602295, 0.10761719197034836,
        0.19902344048023224, 0.3056640625, 0.3970703184604645,
      ],
    );
  });

  it("has round_weights' ways where all values are one, or all negative", () => {
    assert.deepEqual([...roundWeights(Float32Array.of(2, 2), 4)], [2.25, 2.25]);
    assert.deepEqual([...roundWeights(Float32Array.of(-4, -1), 4)], [-3.5, -0.5]);
  });

  it("moves zeros and the largest value, as round_weights does", () => {
    assert.deepEqual([...roundWeights(Float32Array.of(-2, 0, 2), 4)], [-1.5, 0.5, 2.5]);
  });

  it("a second time leaves what round_weights has rounded", () => {
    fc.assert(
      fc.property(floats, counts, (values, steps) => {
        const once = roundedAsTensorflow(Float32Array.from(values), steps);
        assert.equal(roundedAsTensorflow(once, steps), once);
      }),
    );
  });

  it("keeps zeros, and has no more values than steps (G38)", () => {
    fc.assert(
      fc.property(floats, counts, (values, steps) => {
        const elements = Float32Array.from([...values, 0]);
        const rounded = roundedToSteps(elements, steps);
        assert.ok(new Set(rounded).size <= Math.max(steps, 1));
        elements.forEach((x, i) => assert.ok(x !== 0 || rounded[i] === 0));
        assert.equal(roundedToSteps(rounded, steps), rounded);
      }),
    );
  });

  it("is within half a step, and within the range", () => {
    fc.assert(
      fc.property(floats, counts, (values, steps) => {
        const [min, max] = [Math.min(...values), Math.max(...values)];
        const hasZeros = values.includes(0);
        const width = (max - min) / (hasZeros ? Math.max(1, steps - 1) : steps);
        const rounded = roundedToSteps(Float32Array.from(values), steps);
        values.forEach((x, i) => {
          assert.ok(Math.abs(rounded[i]! - x) <= width * 0.5001 + 1e-4);
          assert.ok(rounded[i]! >= min && rounded[i]! <= max);
        });
      }),
    );
  });

  it("leaves what has no more values than steps", () => {
    const elements = Float32Array.of(1, 2, 4, 8, 1, 2);
    assert.equal(roundedToSteps(elements, 4), elements);
  });
});
