import assert from "node:assert/strict";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../../../src/core/bytes/float16";

describe("float16", () => {
  it("reads back every float16 there is", () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromFloat16(bits);
      if (Number.isNaN(value)) {
        assert.ok(Number.isNaN(fromFloat16(toFloat16(value))));
      } else {
        assert.equal(toFloat16(value), bits, `bits ${bits}`);
      }
    }
  });

  it("rounds to the nearest, ties to even", () => {
    // Between neighbours a < b: below the middle to a, above to b, the middle itself to the even one.
    for (let bits = 0; bits < 0x7bff; bits += 7) {
      const [a, b] = [fromFloat16(bits), fromFloat16(bits + 1)];
      const middle = (a + b) / 2;
      assert.equal(toFloat16(middle), bits % 2 === 0 ? bits : bits + 1, `middle after ${bits}`);
      assert.equal(toFloat16(Math.fround(middle - (b - a) / 8)), bits);
      assert.equal(toFloat16(Math.fround(middle + (b - a) / 8)), bits + 1);
    }
  });

  it("becomes infinite from the middle between the largest and 65536", () => {
    assert.equal(fromFloat16(toFloat16(65519)), 65504);
    assert.equal(fromFloat16(toFloat16(65520)), Infinity);
    assert.equal(fromFloat16(toFloat16(-1e30)), -Infinity);
  });

  it("keeps the signs of zeros", () => {
    assert.equal(toFloat16(-0), 0x8000);
  });
});

describe("bfloat16", () => {
  it("rounds to even and keeps NaN", () => {
    assert.equal(fromBfloat16(toBfloat16(1)), 1);
    assert.equal(toBfloat16(1 + 2 ** -8), 0x3f80);
    assert.equal(toBfloat16(1 + 3 * 2 ** -8), 0x3f82);
    assert.ok(Number.isNaN(fromBfloat16(toBfloat16(NaN))));
  });
});
