import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeVarint, encodeVarint, skipVarint } from "../../../src/core/bytes/varint";

describe("varint", () => {
  it("reads back every int64 exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes = Uint8Array.from(encodeVarint(value));
        const { value: read, end } = decodeVarint(bytes, 0);
        assert.equal(BigInt(read), value);
        assert.equal(end, bytes.length);
        assert.equal(skipVarint(bytes, 0, bytes.length), bytes.length);
      }),
    );
  });

  it("is a bigint only where a number would not be exact", () => {
    assert.equal(typeof decodeVarint(Uint8Array.from(encodeVarint(2n ** 53n)), 0).value, "bigint");
    assert.equal(decodeVarint(Uint8Array.from(encodeVarint(2 ** 53 - 1)), 0).value, 2 ** 53 - 1);
    assert.equal(decodeVarint(Uint8Array.from(encodeVarint(-1)), 0).value, -1);
  });

  it("ends where the bytes end and after ten bytes", () => {
    assert.equal(decodeVarint(Uint8Array.of(0x80, 0x80), 0).end, -1);
    assert.equal(decodeVarint(new Uint8Array(11).fill(0x80), 0).end, -1);
  });
});
