import assert from "node:assert/strict";
import { memorySource, quietContext, streamOwnBlocks, streamPieces, type ByteSource } from "../../../src/core";
import { Pieces } from "../../../src/core/ir/pieces";
import { memoryTensor } from "../../../src/core/ir/tensor";

const MIB = 1024 * 1024;
const pattern = (length: number) => Uint8Array.from({ length }, (_, index) => index * 7);

/** A source of which everyone has what he read for himself. */
function copying(bytes: Uint8Array): ByteSource {
  return { size: bytes.byteLength, copies: true, read: (at, length) => Promise.resolve(bytes.slice(at, at + length)) };
}

describe("Blocks of what is written", () => {
  const bytes = pattern(3 * MIB + 5);
  const pieces = () =>
    new Pieces()
      .bytes(bytes.subarray(0, 10))
      .copy(memorySource(bytes), 10, 2 * MIB)
      .tensor(memoryTensor("uint8", [MIB + 1], bytes.subarray(0, MIB + 1)), MIB + 1, "w")
      .copy(copying(bytes), 3, 3 * MIB + 5)
      .bytes(bytes.subarray(0, MIB - 3))
      .bytes(bytes.subarray(0, 3));

  it("can be handed over, and nothing that others have goes with them", async () => {
    const all = new Uint8Array(pieces().length);
    let at = 0;
    for await (const block of streamPieces(pieces(), quietContext())) {
      all.set(block, at);
      at += block.byteLength;
    }
    assert.equal(at, all.byteLength);
    const kept = bytes.slice();
    let from = 0;
    for await (const block of streamOwnBlocks(pieces(), quietContext())) {
      assert.ok(block.byteLength > 0 && block.buffer.byteLength <= MIB);
      const taken = structuredClone(block, { transfer: [block.buffer] });
      assert.equal(block.byteLength, 0);
      assert.deepEqual(taken, all.subarray(from, from + taken.byteLength));
      from += taken.byteLength;
    }
    assert.equal(from, all.byteLength);
    assert.deepEqual(bytes, kept);
  });
});
