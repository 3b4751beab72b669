import assert from "node:assert/strict";
import fc from "fast-check";
import type { DType } from "../../../src/core/ir/dtype";
import { TypePool } from "../../../src/core/ir/type-pool";
import type { Dimension, Shape } from "../../../src/core/ir/value";

interface Known {
  readonly dtype: DType | null;
  readonly shape: Shape | null;
}

const length = fc.constantFrom<Dimension>(0, 1, 2, 2 ** 40, "1", "n", "m", null);
const type = fc
  .tuple(
    fc.constantFrom<(DType | null)[]>("float32", "float16", "int8", null),
    fc.oneof(fc.constant(null), fc.array(length, { maxLength: 3 })),
  )
  .map(([dtype, shape]): Known => ({ dtype, shape }));

describe("TypePool", () => {
  it("gives what is equal to what it was given", () => {
    fc.assert(
      fc.property(fc.array(type, { minLength: 1, maxLength: 50 }), (types) => {
        const pool = new TypePool<Known>();
        types.forEach((each) => assert.deepEqual(pool.of(each), each));
      }),
    );
  });

  it("gives one object for all types that are equal", () => {
    const pool = new TypePool<Known>();
    const one = pool.of({ dtype: "float32", shape: [1, "n", null] });
    pool.of({ dtype: "float32", shape: [1, "m", null, 3] });
    assert.equal(pool.of({ dtype: "float32", shape: [1, "n", null] }), one);
  });
});
