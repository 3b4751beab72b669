import assert from "node:assert/strict";
import { memorySource, ModelError } from "../../../src/core";
import { readSortedTable } from "../../../src/core/wire/sorted-table";
import { encodeVarint } from "../../../src/core/bytes/varint";
import { block, entriesOf, handle, sortedTable, type TableEntry } from "../../support/sorted-table";

const read = (bytes: Uint8Array) => readSortedTable(memorySource(bytes), "the index");
const text = (value: string) => new TextEncoder().encode(value);
const plain: TableEntry = { shared: 0, rest: text("key"), value: text("value") };

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await read(bytes);
  } catch (error) {
    assert.ok(error instanceof ModelError, String((error as Error).stack));
    return error.message;
  }
  return "none";
}

describe("sorted tables", () => {
  it("give every key its value, however much keys share", async () => {
    const names = Array.from(
      { length: 100 },
      (_, i) => `model/layer_with_weights-${i}/kernel/.ATTRIBUTES/VARIABLE_VALUE`,
    );
    const values = Object.fromEntries(names.map((name, i) => [name, Uint8Array.of(i)]));
    const entries = await read(sortedTable(block(entriesOf(values))));
    assert.deepEqual(Object.fromEntries(entries), values);
  });

  it("have lengths and places that are none refused", async () => {
    const wrong = [-1, -11, -(2n ** 63n), 2n ** 63n - 1n, 2 ** 53 - 1, 2 ** 31, 100];
    for (const length of wrong) {
      const tables = [
        sortedTable(block([plain, { ...plain, shared: length }])),
        sortedTable(block([{ ...plain, restLength: length }])),
        sortedTable(block([{ ...plain, valueLength: length }])),
        sortedTable(block([plain]), [handle(length, 10)]),
        sortedTable(block([plain]), [handle(0, length)]),
      ];
      for (const table of tables) {
        assert.match(await refusal(table), /the index/, `${length}`);
      }
    }
    const restarts = block([plain]);
    new DataView(restarts.buffer).setUint32(restarts.length - 4, 0xffffffff, true);
    assert.match(await refusal(sortedTable(restarts)), /not stored as such tables do/);
  });

  it("may not name a block again and again", async () => {
    const data = block([plain, { ...plain, rest: text("kez") }]);
    const again = Array.from({ length: 50_000 }, () => handle(0, data.length));
    assert.match(await refusal(sortedTable(data, again)), /longer than the file/);
  });

  it("may not share more than makes them many times larger than their file", async () => {
    const one = Uint8Array.of(97);
    const entries = Array.from({ length: 20_000 }, (_, i) => ({ shared: i, rest: one, value: new Uint8Array(0) }));
    assert.match(await refusal(sortedTable(block(entries))), /longer than the file/);
  });

  it("may not hold blocks that are compressed more than such blocks are", async () => {
    // One zero, and then copies of 64 bytes from one back.
    const copies = Array.from({ length: 50_000 }, () => [((64 - 1) << 2) | 2, 1, 0]).flat();
    const length = 50_000 * 64 + 1;
    const stream = Uint8Array.from([...encodeVarint(length), 0, 0, ...copies]);
    assert.match(await refusal(sortedTable(stream, undefined, 1)), /not stored as such tables do/);
  });
});
