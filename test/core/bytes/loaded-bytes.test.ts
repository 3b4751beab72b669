import assert from "node:assert/strict";
import { LoadedBytes } from "../../../src/core/bytes/loaded-bytes";
import { memorySource } from "../../../src/core";

const SIZE = 1_000_000;
const file = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7) ^ (index >> 8));

/** @returns the file, and how often and how much of it was read. */
function countedFile() {
  const source = memorySource(file);
  const count = { reads: 0, bytes: 0 };
  const read = (offset: number, length: number) => {
    count.reads++;
    count.bytes += length;
    return source.read(offset, length);
  };
  return { loaded: new LoadedBytes({ size: SIZE, read }, "test"), count };
}

/** Asks for four bytes at each place. @returns how often the file was read, and how much of it. */
async function readAt(places: readonly number[]): Promise<{ reads: number; bytes: number }> {
  const { loaded, count } = countedFile();
  for (const place of places) {
    if (!loaded.has(place, 4)) {
      await loaded.ensure(place, 4);
    }
    assert.deepEqual(loaded.bytes(place, 4), file.subarray(place, place + 4), `at ${place}`);
  }
  return count;
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

  it("reads on over what is wanted by nobody where that is less than to read again", async () => {
    const near = Array.from({ length: 200 }, (_, index) => index * 5000);
    for (const order of [near, [...near].reverse()]) {
      const { reads, bytes } = await readAt(order);
      assert.ok(reads < 40, `${reads} reads`);
      assert.ok(bytes < 1.2 * SIZE, `${bytes} bytes`);
    }
  });

  it("loads all but some ranges in few reads, and keeps nothing of these", async () => {
    const { loaded, count } = countedFile();
    const holes = near(4500).concat([{ start: 600_000, end: 900_000 }]);
    await loaded.loadAllBut(holes);
    assert.ok(count.reads < 6, `${count.reads} reads`);
    assert.ok(count.bytes < SIZE - 290_000, `${count.bytes} bytes`);
    let position = 0;
    for (const { start, end } of [...holes, { start: SIZE, end: SIZE }]) {
      assert.deepEqual(loaded.bytes(position, start - position), file.subarray(position, start));
      assert.ok(start === SIZE || !loaded.has(start, 1));
      const chunk = start === SIZE ? null : loaded.chunk(position, 1);
      assert.ok(chunk === null || chunk.bytes.buffer.byteLength === start - position, "no hole is held with it");
      position = end;
    }
  });
});

/** Ranges of so many bytes, in the first half of the file, with 500 bytes between them. */
function near(length: number): { start: number; end: number }[] {
  return Array.from({ length: 100 }, (_, index) => ({ start: index * 5000 + 500, end: index * 5000 + 500 + length }));
}
