import assert from "node:assert/strict";
import { memorySource } from "../../../src/core";
import { LoadedBytes } from "../../../src/core/bytes/loaded-bytes";
import {
  FlatTable,
  FlatTables,
  FlatVector,
  flatString,
  flatVector,
  type FlatValue,
} from "../../../src/core/wire/flatbuffer";
import { FlatReader } from "../../../src/core/wire/flatbuffer-reader";
import { parseSchema } from "../../../src/core/wire/flatbuffer-schema";
import { layOut } from "../../../src/core/wire/flatbuffer-writer";

const schema = parseSchema({
  tables: {
    Root: "flag:bool big:u64 name:string items:[Item] numbers:[i32] blobs:[Blob]",
    Item: "value:f32=1 name:string wide:[i64]",
    Blob: "data:[u8]",
  },
  enums: {},
  unions: {},
  alignments: { "Blob.data": 16 },
});
const table = (name: string, fields: Record<string, FlatValue>) =>
  new FlatTable(schema.get(name)!, new Map(Object.entries(fields)));

async function roundTrip(root: FlatTable): Promise<{ root: FlatTable; bytes: Buffer; unknown: string[] }> {
  const layout = layOut(root, { identifier: "TEST", payloadTable: "Blob", payloadField: "data", payloadAlignment: 16 });
  const parts = layout.segments.map((segment) => (segment instanceof Uint8Array ? segment : segment.bytes!));
  const bytes = Buffer.concat(parts);
  assert.equal(bytes.length, layout.byteLength);
  const loaded = new LoadedBytes(memorySource(bytes), "test");
  await loaded.loadAllBut([]);
  const reader = new FlatReader(loaded, schema);
  return { root: reader.root("Root"), bytes, unknown: [...reader.unknown] };
}

describe("FlatBuffer", () => {
  it("keeps absent, empty and default apart", async () => {
    const { root } = await roundTrip(
      table("Root", {
        items: new FlatTables([table("Item", { value: 1 }), table("Item", {})]),
        numbers: flatVector("i32", []),
      }),
    );
    const [stated, absent] = root.tables("items");
    assert.ok(stated!.has("value"));
    assert.ok(!absent!.has("value"));
    assert.equal(absent!.number("value"), 1);
    assert.equal(root.vector("numbers")!.length, 0);
    assert.equal(root.text("name"), null);
  });

  it("aligns wide scalars, their vectors and payloads", async () => {
    const blob = (length: number) =>
      table("Blob", { data: new FlatVector("u8", 16, length, new Uint8Array(length).fill(7), null) });
    const items = Array.from({ length: 5 }, (_, i) =>
      table("Item", { name: flatString("x".repeat(i)), wide: flatVector("i64", [BigInt(i)]) }),
    );
    const blobs = [blob(1), table("Blob", {}), blob(16), blob(33), table("Blob", {})];
    const { root, bytes } = await roundTrip(
      table("Root", { big: 5n, flag: true, items: new FlatTables(items), blobs: new FlatTables(blobs) }),
    );
    assert.equal(root.number("big"), 5);
    for (const item of root.tables("items")) {
      assert.equal(item.vector("wide")!.offset! % 8, 0);
    }
    const lengths = root.tables("blobs").map((each) => each.vector("data")?.length ?? null);
    assert.deepEqual(lengths, [1, null, 16, 33, null]);
    for (const each of root.tables("blobs")) {
      assert.equal((each.vector("data")?.offset ?? 0) % 16, 0);
    }
    assert.equal(bytes.toString("latin1", 4, 8), "TEST");
  });

  it("stores what is shared or equal once", async () => {
    const name = flatString("the same name");
    const alike = () => table("Item", { name, wide: flatVector("i64", [1n, 2n]) });
    const one = await roundTrip(table("Root", { items: new FlatTables([alike()]) }));
    const many = await roundTrip(table("Root", { items: new FlatTables(Array.from({ length: 10 }, () => alike())) }));
    assert.equal(many.bytes.length - one.bytes.length, 9 * (4 + 12));
    assert.ok(many.root.tables("items").every((item) => item.text("name") === "the same name"));
  });

  it("stores once again what two parts of a file share", async () => {
    const wide = flatVector(
      "i64",
      Array.from({ length: 100 }, () => 1n),
    );
    const shared = table("Item", { name: flatString("shared"), wide });
    const items = new FlatTables([table("Item", { wide }), shared, shared]);
    const before = await roundTrip(table("Root", { items }));
    assert.ok(before.bytes.length < 2 * wide.byteLength);
    const after = await roundTrip(before.root.with({ flag: true }));
    assert.ok(after.bytes.length - before.bytes.length < 16, `${after.bytes.length}, before ${before.bytes.length}`);
  });

  it("notices fields that the schema does not have", async () => {
    const wider = parseSchema({
      tables: { Root: "flag:bool big:u64 name:string items:[i32] numbers:[i32] blobs:[i32] later:i32" },
      enums: {},
      unions: {},
      alignments: {},
    });
    const root = new FlatTable(wider.get("Root")!, new Map([["later", 7]]));
    const { unknown } = await roundTrip(root);
    assert.deepEqual(unknown, ["Root, field 6"]);
  });

  it("tells parts that it read by where they are", async () => {
    const items = new FlatTables([table("Item", { name: flatString("a") }), table("Item", { name: flatString("b") })]);
    const { root } = await roundTrip(table("Root", { items, numbers: flatVector("i32", [1, 2]) }));
    assert.equal(root.with({ items: new FlatTables(root.tables("items")), numbers: root.vector("numbers") }), root);
    const [first, second] = root.tables("items");
    const swapped = root.with({ items: new FlatTables([second!, first!]) });
    assert.deepEqual(
      swapped.tables("items").map((item) => item.text("name")),
      ["b", "a"],
    );
    assert.notEqual(swapped, root);
  });

  it("takes time for the file's bytes, not for how often they are named", async () => {
    const steps = await Promise.all([2_000, 4_000].map((count) => stepsFor(manyTables(count, 16_000))));
    assert.ok(steps[1]! < 2 * steps[0]!, `${steps.join(" and then ")} steps`);
  });

  it("changes nothing where a change is none", () => {
    const item = table("Item", { name: flatString("a"), wide: flatVector("i64", [1n]) });
    assert.equal(item.with({ name: flatString("a"), wide: flatVector("i64", [1n]), value: 1 }), item);
    assert.notEqual(item.with({ value: 2 }), item);
    const changed = item.with({ value: 2 }).with({ name: null });
    assert.deepEqual([changed.number("value"), changed.text("name"), changed.numbers("wide")], [2, null, [1]]);
    assert.ok(!item.with({ name: null }).has("name"));
  });
});

class CountingBytes extends LoadedBytes {
  steps = 0;

  override u16(offset: number): number {
    this.steps++;
    return super.u16(offset);
  }

  override u32(offset: number): number {
    this.steps++;
    return super.u32(offset);
  }
}

async function stepsFor(bytes: Uint8Array): Promise<number> {
  const loaded = new CountingBytes(memorySource(bytes), "test");
  await loaded.loadAllBut([]);
  new FlatReader(loaded, schema).root("Root");
  return loaded.steps;
}

/** Items of four bytes that share one large vtable. */
function manyTables(count: number, slots: number): Uint8Array {
  const [rootVtable, root, vector] = [4, 20, 28];
  const vtable = vector + 4 + count * 4;
  const items = vtable + 4 + slots * 2;
  const bytes = new Uint8Array(items + count * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, root, true);
  view.setUint16(rootVtable, 12, true);
  view.setUint16(rootVtable + 2, 8, true);
  view.setUint16(rootVtable + 4 + 3 * 2, 4, true); // items
  view.setInt32(root, root - rootVtable, true);
  view.setUint32(root + 4, vector - root - 4, true);
  view.setUint32(vector, count, true);
  view.setUint16(vtable, 4 + slots * 2, true);
  view.setUint16(vtable + 2, 4, true);
  for (let index = 0; index < count; index++) {
    const [place, item] = [vector + 4 + index * 4, items + index * 4];
    view.setUint32(place, item - place, true);
    view.setInt32(item, item - vtable, true);
  }
  return bytes;
}
