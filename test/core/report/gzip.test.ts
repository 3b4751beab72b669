import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { gzipSize, memorySource } from "../../../src/core";
import type { ByteSource } from "../../../src/core";
import { Pieces } from "../../../src/core/ir/pieces";

const piecesOf = (source: ByteSource) => new Pieces().copy(source, 0, source.size);

/** Bytes that compress to about half. */
function bytes(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) & 15;
  });
}

describe("the size with gzip", () => {
  it("is gzip's, up to 1 MB", async () => {
    const data = bytes(300_000);
    const { bytes: size, estimated } = await gzipSize(piecesOf(memorySource(data)));
    assert.equal(estimated, false);
    assert.ok(Math.abs(size - gzipSync(data).length) < 600);
  });

  it("is an estimate above, and says so", async () => {
    for (const megabytes of [1.01, 3, 17]) {
      const data = bytes(Math.round(megabytes * 1024 * 1024));
      const { bytes: size, estimated } = await gzipSize(piecesOf(memorySource(data)));
      assert.equal(estimated, true);
      const exact = gzipSync(data).length;
      assert.ok(Math.abs(size - exact) < exact * 0.05, `${size} for ${exact}`);
    }
  }).timeout(30_000);

  it("is gzip's at any size where that is asked for", async () => {
    const data = bytes(1_500_000);
    const { bytes: size, estimated } = await gzipSize(piecesOf(memorySource(data)), true);
    assert.equal(estimated, false);
    assert.ok(Math.abs(size - gzipSync(data).length) < 3000);
  });

  it("fails, and does not wait for ever, where the bytes cannot be read", async () => {
    const broken = { size: 100, read: () => Promise.reject(new Error("The disk is gone.")) };
    await assert.rejects(gzipSize(piecesOf(broken)), /The disk is gone/);
  });
});
