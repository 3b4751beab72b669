import assert from "node:assert/strict";
import fc from "fast-check";
import { slicesOf } from "../../../src/core/transforms/quantize/arithmetic";
import { clustered } from "../../../src/core/transforms/weights/clustered";
import { kMeans } from "../../../src/core/transforms/weights/k-means";

const linear = { keepZeros: false, initialization: "linear" };
const floats = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 });
const counts = fc.integer({ min: 2, max: 20 });
const distinct = (elements: Float32Array) => new Set(elements).size;

function all(values: readonly number[], clusters: number, options = {}): Float32Array {
  const elements = Float32Array.from(values);
  return clustered(elements, slicesOf([elements.length], null), { ...linear, clusters, ...options });
}

function squaredError(values: readonly number[], clusters: Float32Array): number {
  return values.reduce((sum, x, i) => sum + (x - clusters[i]!) ** 2, 0);
}

/** Each value's nearest of evenly spaced centroids. */
function nearestEven(values: readonly number[], clusters: number): Float32Array {
  const min = Math.min(...values);
  const step = (Math.max(...values) - min) / (clusters - 1);
  return Float32Array.from(values, (x) => (step === 0 ? x : min + Math.round((x - min) / step) * step));
}

describe("clusters", () => {
  it("are the means of what is nearest to them", () => {
    const values = [0.5, -3, 0.25, 7, 7.5, -3.5, 0.75, 6.5];
    assert.deepEqual([...all(values, 3)], [0.5, -3.25, 0.5, 7, 7, -3.25, 0.5, 7]);
  });

  it("start evenly or at quantiles (tfmot/initial-centroids)", () => {
    // From -10, 0 and 10 nothing is in the middle of the tails; quantiles put all three where the values are.
    const values = [-10, -1, -0.9, 0, 0.1, 0.9, 1, 10];
    assert.deepEqual([...kMeans(Float32Array.from(values), 3, "linear").centroids], [-10, Math.fround(0.1 / 6), 10]);
    const { centroids } = kMeans(Float32Array.from(values), 3, "density");
    assert.equal(centroids.length, 3);
    assert.ok(centroids[0]! < -0.5 && centroids[2]! > 0.5);
  });

  it("are no more than asked for, and a second time nothing moves (tfmot/cluster-count)", () => {
    fc.assert(
      fc.property(
        floats,
        counts,
        fc.boolean(),
        fc.constantFrom("linear", "density"),
        (values, clusters, keepZeros, initialization) => {
          const once = all(values, clusters, { keepZeros, initialization });
          assert.ok(distinct(once) <= clusters);
          assert.equal(distinct(once), Math.min(distinct(once), distinct(Float32Array.from(values))));
          const again = clustered(once, slicesOf([once.length], null), { clusters, keepZeros, initialization });
          assert.equal(again, once);
        },
      ),
    );
  });

  it("are as many as asked for where values differ that much", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -5000, max: 5000 }), { minLength: 20, maxLength: 100 }),
        counts,
        (values, clusters) =>
          assert.equal(distinct(all(values, Math.min(clusters, values.length))), Math.min(clusters, values.length)),
      ),
    );
  });

  it("are never worse than evenly spaced values", () => {
    fc.assert(
      fc.property(floats, counts, (values, clusters) => {
        const error = squaredError(values, all(values, clusters));
        const even = squaredError(values, nearestEven(values, clusters));
        assert.ok(error <= even * (1 + 1e-5) + 1e-6, `${error} is more than ${even}`);
      }),
    );
  });

  it("do not depend on the order of the values", () => {
    fc.assert(
      fc.property(floats, counts, (values, clusters) =>
        assert.deepEqual([...all(values, clusters)].reverse(), [...all([...values].reverse(), clusters)]),
      ),
    );
  });

  it("keep zeros, and zeros only, where asked (P19, tfmot/preserve-sparsity)", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -90, max: 90 }), { minLength: 1 }), counts, (values, clusters) => {
        const withZeros = [...values, 0, 0];
        const result = all(withZeros, clusters, { keepZeros: true });
        withZeros.forEach((x, i) => {
          assert.ok(x !== 0 || result[i] === 0);
          assert.ok(clusters < 3 || Math.sign(result[i]!) === Math.sign(x));
        });
      }),
    );
  });

  it("are found for each slice of any axis (tfmot/per-channel)", () => {
    const shape = [4, 3, 5];
    const elements = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * i));
    for (const axis of [0, 1, 2]) {
      const result = clustered(elements, slicesOf(shape, axis), { ...linear, clusters: 3 });
      const channelOf = (i: number) => [Math.floor(i / 15), Math.floor(i / 5) % 3, i % 5][axis]!;
      for (let channel = 0; channel < shape[axis]!; channel++) {
        const own = (_: number, i: number) => channelOf(i) === channel;
        assert.deepEqual([...result.filter(own)], [...all([...elements.filter(own)], 3)], `axis ${axis}`);
      }
    }
  });

  it("are exact for values that are far from zero and close together", () => {
    const values = Array.from({ length: 3000 }, (_, i) => 1e6 + [0, 1, 4, 5][i % 4]!);
    assert.deepEqual([...new Set(all(values, 2))], [1e6 + 0.5, 1e6 + 4.5]);
  });
});
