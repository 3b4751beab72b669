import assert from "node:assert/strict";
import { decompressSnappy } from "../../../src/core/bytes/snappy";

describe("snappy", () => {
  it("decodes literals and copies that overlap themselves", () => {
    // "abcabcabcab": three letters, then eight bytes from three back.
    const stream = Uint8Array.of(11, (3 - 1) << 2, 97, 98, 99, ((8 - 4) << 2) | 1, 3);
    assert.equal(Buffer.from(decompressSnappy(stream, 1000)!).toString(), "abcabcabcab");
  });

  it("refuses what does not add up", () => {
    for (const stream of [[], [5, 0], [200, 0, 1], [4, 1, 9], [3, 0, 65, 0x01, 0]]) {
      assert.equal(decompressSnappy(Uint8Array.from(stream), 1000), null);
    }
    assert.equal(decompressSnappy(Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 0), 1000), null);
  });
});
