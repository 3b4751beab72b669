import assert from "node:assert/strict";
import { LoadedBytes } from "../../../src/core/bytes/loaded-bytes";
import { memorySource } from "../../../src/core";

const SIZE = 1_000_000;
const file = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7) ^ (index >> 8));

/** Asks for four bytes at each place. @returns how often the file was read, and how much of it. */
async function readAt(places: readonly number[]): Promise<{ reads: number; bytes: number }> {
  const source = memorySource(file);
  let reads = 0;
  let bytes = 0;
  const loaded = new LoadedBytes(
    {
      size: SIZE,
      read: (offset, length) => {
        reads++;
        bytes += length;
        return source.read(offset, length);
      },
    },
    "test",
  );
  for (const place of places) {
    if (!loaded.has(place, 4)) {
      await loaded.ensure(place, 4);
    }
    assert.deepEqual(loaded.bytes(place, 4), file.subarray(place, place + 4), `at ${place}`);
  }
  return { reads, bytes };
}

describe("LoadedBytes", () => {
  const places = Array.from({ length: SIZE / 20 }, (_, index) => index * 20);

  it("loads more at once where one place follows another, in either direction", async () => {
    for (const order of [places, [...places].reverse()]) {
      const { reads, bytes } = await readAt(order);
      assert.ok(reads < 40, `${reads} reads`);
      assert.ok(bytes < 1.2 * SIZE, `${bytes} bytes`);
    }
  });

  it("loads little around places that are far apart", async () => {
    const { bytes } = await readAt(Array.from({ length: 100 }, (_, index) => index * 10_000));
    assert.ok(bytes <= 100 * 1024, `${bytes} bytes`);
  });
});
