// Every model is written as it was read: nothing is lost.
import assert from "node:assert/strict";
import { forkModel, memorySource } from "../../src/core";
import { LoadedBytes } from "../../src/core/bytes/loaded-bytes";
import { schema } from "../../src/core/formats/tflite/schema";
import {
  FlatString,
  FlatTable,
  FlatTables,
  FlatUnion,
  FlatVector,
  type FlatValue,
} from "../../src/core/wire/flatbuffer";
import { FlatReader } from "../../src/core/wire/flatbuffer-reader";
import { realModels, rewritten, withModel } from "../support/real-models";

describe("every model", () => {
  for (const file of realModels()) {
    it(`${file.id}: is written as it was read (invariant/round-trip)`, () =>
      withModel(file, async (model) => {
        assert.ok(file.bytes.equals(await rewritten(model, file)));
        if (file.bytes.every((byte) => byte >= 9 && byte < 127)) {
          return; // text, which a copy has in another layout
        }
        // A copy may have been changed, so it goes through the writer.
        const bytes = await rewritten(forkModel(model), file);
        if (model.format.id === "tflite") {
          assert.ok(bytes.length <= file.bytes.length, `${bytes.length} > ${file.bytes.length}`);
          assertSameTables(await tablesOf(file.bytes), await tablesOf(bytes), bytes);
        } else {
          assert.ok(file.bytes.equals(bytes));
        }
      }));
  }
});

async function tablesOf(bytes: Uint8Array): Promise<FlatTable> {
  const loaded = new LoadedBytes(memorySource(bytes), "file");
  await loaded.loadAllBut([]);
  return new FlatReader(loaded, schema).root("Model");
}

/** Equal in every field, absent and empty apart. What stands outside the FlatBuffer may have moved. */
function assertSameTables(before: FlatTable, after: FlatTable, bytes: Uint8Array): void {
  const pending: [FlatValue, FlatValue, string][] = [[before, after, "Model"]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [a, b, path] = next;
    if (a instanceof FlatTable && b instanceof FlatTable) {
      assert.equal(a.spec.name, b.spec.name, path);
      for (const { name } of a.spec.fields) {
        const value: FlatValue | undefined = a.get(name);
        assert.equal(value !== undefined, b.has(name), `${path}.${name}`);
        if (value !== undefined && !name.endsWith("offset")) {
          pending.push([value, b.get(name)!, `${path}.${name}`]);
        }
      }
      const data = b.spec.name === "Buffer" ? b.vector("data") : null;
      assert.equal((data?.offset ?? 0) % 16, 0, `${path} is aligned`);
      const outside = b.spec.name === "Buffer" ? b.number("offset") : 0;
      assert.ok(outside <= 1 || outside + b.number("size") <= bytes.length, `${path} lies in the file`);
    } else if (a instanceof FlatTables && b instanceof FlatTables) {
      assert.equal(a.items.length, b.items.length, path);
      a.items.forEach((item, index) => pending.push([item, b.items[index]!, `${path}[${index}]`]));
    } else if (a instanceof FlatUnion && b instanceof FlatUnion) {
      assert.equal(a.type, b.type, path);
      assert.equal(a.table === null, b.table === null, path);
      if (a.table !== null) {
        pending.push([a.table, b.table!, path]);
      }
    } else if (a instanceof FlatVector && b instanceof FlatVector) {
      assert.ok(Buffer.from(a.bytes!).equals(b.bytes!), path);
    } else if (a instanceof FlatString && b instanceof FlatString) {
      assert.ok(Buffer.from(a.bytes).equals(b.bytes), path);
    } else {
      assert.equal(a, b, path);
    }
  }
}
