// Sparse tensors of TFLite files (T-30), with the example of the format's own documentation of blocks.
import assert from "node:assert/strict";
import { densify } from "../../../src/core/formats/tflite/densify";
import { schema } from "../../../src/core/formats/tflite/schema";
import { FlatTable, FlatTables, FlatUnion, flatVector, type FlatValue } from "../../../src/core/wire/flatbuffer";

const table = (name: string, fields: readonly (readonly [string, FlatValue])[]) =>
  new FlatTable(schema.get(name)!, new Map(fields));
const indices = (values: readonly number[]) =>
  new FlatUnion(3, table("Uint8Vector", [["values", flatVector("u8", values)]]));
const dense = (size: number) => table("DimensionMetadata", [["dense_size", size]]);
const sparse = (segments: readonly number[], places: readonly number[]) =>
  table("DimensionMetadata", [
    ["format", 1],
    ["array_segments", indices(segments)],
    ["array_indices", indices(places)],
  ]);
const parameters = (order: readonly number[], dimensions: readonly FlatTable[], blocks: readonly number[] = []) =>
  table("SparsityParameters", [
    ["traversal_order", flatVector("i32", order)],
    ["block_map", flatVector("i32", blocks)],
    ["dim_metadata", new FlatTables(dimensions)],
  ]);
const filled = (sparsity: FlatTable, shape: readonly number[], stored: readonly number[]) => [
  ...densify(sparsity, shape, 1, Uint8Array.from(stored), "w"),
];

describe("sparse tensors of TFLite", () => {
  it("are filled up with zeros along the last dimension (T-30)", () => {
    const rows = parameters([0, 1], [dense(2), sparse([0, 1, 3], [2, 0, 1])]);
    assert.deepEqual(filled(rows, [2, 3], [7, 8, 9]), [0, 0, 7, 8, 9, 0]);
  });

  it("are filled up along another one", () => {
    const columns = parameters([1, 0], [dense(3), sparse([0, 1, 1, 3], [1, 0, 1])]);
    assert.deepEqual(filled(columns, [2, 3], [7, 8, 9]), [0, 0, 8, 7, 0, 9]);
  });

  it("may have blocks", () => {
    const blocks = parameters([0, 1, 2, 3], [dense(2), sparse([0, 1, 2], [1, 0]), dense(2), dense(2)], [0, 1]);
    const stored = [1, 2, 3, 4, 5, 6, 7, 8];
    assert.deepEqual(filled(blocks, [4, 4], stored), [0, 0, 1, 2, 0, 0, 3, 4, 5, 6, 0, 0, 7, 8, 0, 0]);
  });

  it("are refused where the parameters do not fit", () => {
    const cases: readonly [FlatTable, readonly number[], RegExp][] = [
      [parameters([0, 1], [dense(2), sparse([0, 1, 3], [3, 0, 1])]), [1, 2, 3], /an index is outside its shape/],
      [parameters([0, 1], [dense(2), sparse([0, 1, 3], [2, 0, 1])]), [1, 2], /fewer elements than indices/],
      [parameters([0, 1], [dense(2), sparse([0, 1], [2, 0, 1])]), [1, 2, 3], /segments do not fit/],
      [parameters([0, 1], [dense(2), sparse([0, 1, 9], [2, 0, 1])]), [1, 2, 3], /segments do not fit/],
      [parameters([0, 0], [dense(2), dense(3)]), [1, 2, 3], /dimensions are not those of its shape/],
      [parameters([0], [dense(2)]), [1, 2, 3], /dimensions are not those of its shape/],
      [parameters([0, 1], [dense(2 ** 30), sparse([], [])]), [1], /segments do not fit/],
    ];
    for (const [sparsity, stored, expected] of cases) {
      assert.throws(() => filled(sparsity, [2, 3], stored), expected);
    }
    const endless = parameters([0, 1, 2], [dense(1), dense(1), dense(2 ** 30)], [0]);
    assert.throws(() => filled(endless, [1, 1], [1]), /outside its shape|larger than its shape/);
  });
});
