// Constants with SparsityParameters, which DENSIFY fills up with zeros once, before the first run.
import { uniqueName } from "../../ir/names";
import { isSparse, type SparseConstants, type SparseStorage } from "../../ir/sparse";
import { bytesOf, memoryTensor, type Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";
import { FlatTable, FlatTables, FlatUnion, FlatVector, flatVector, type FlatValue } from "../../wire/flatbuffer";
import { extrasOf, isBuffer, type ValueExtras } from "./extras";
import { schema } from "./schema";

interface TfliteSparseStorage extends SparseStorage {
  readonly sparsity: FlatTable;
}

export const sparseConstants: SparseConstants = {
  sparse(_model, _graph, value, elements) {
    const { shape } = value.constant!;
    if (shape.length === 0) {
      return "it has no dimensions";
    }
    const rows = rowsAlong(elements, shape, bestAxis(elements, shape));
    const segments = indexVector(rows.ends);
    const columns = indexVector(rows.columns);
    const nonZeros = memoryTensor("float32", [rows.values.length], bytesOf(rows.values));
    const storage: TfliteSparseStorage = {
      storedBytes: nonZeros.storage.storedBytes + segments.bytes + columns.bytes,
      location: "memory",
      read: () => Promise.resolve(bytesOf(elements)),
      nonZeros,
      sparsity: sparsityTable(shape, rows.axis, segments.vector, columns.vector),
    };
    return { dtype: "float32", shape, storage };
  },

  overheadBytes: (value) => 500 + value.name.length,

  store(model, graph, value, tensor) {
    const dense = graph.addValue(uniqueName(model, `${value.name}_dense`), value.type);
    const before = firstReader(graph, value);
    value.constant = tensor;
    graph.replaceUses(value, dense);
    const op = { domain: "", name: "DENSIFY", version: 1 };
    graph.insert({ name: dense.name, op, inputs: [value], outputs: [dense] }, before);
  },
};

/** Whether the elements of a constant are found by SparsityParameters. */
export function isStoredSparsely(value: Value): boolean {
  const { constant } = value;
  return (
    constant !== null &&
    (isSparse(constant.storage) || (isBuffer(constant.storage) && extrasOf<ValueExtras>(value)?.isSparse === true))
  );
}

/** Null where the storage is not sparse. */
export function sparsityOf(storage: Storage): FlatTable | null {
  return isSparse(storage) ? (storage as TfliteSparseStorage).sparsity : null;
}

/** Non-zero elements in rows along one axis, which is traversed last. */
interface Rows {
  readonly axis: number;
  /** How many stand before each row, and in all. */
  readonly ends: Uint32Array;
  /** Of each element, its place in its row. */
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/** The axis along which indices take the fewest bytes: short rows need narrow indices, long ones fewer segments. */
function bestAxis(elements: Float32Array, shape: readonly number[]): number {
  const count = countOf(elements);
  const bytes = shape.map((length) => count * widthOf(length - 1) + (elements.length / length + 1) * widthOf(count));
  return bytes.reduce((best, each, axis) => (each < bytes[best]! ? axis : best), 0);
}

/** Of all elements but positive zeros. */
function countOf(elements: Float32Array): number {
  const bits = new Int32Array(elements.buffer, elements.byteOffset, elements.length);
  return bits.reduce((count, each) => (each === 0 ? count : count + 1), 0);
}

function rowsAlong(elements: Float32Array, shape: readonly number[], axis: number): Rows {
  const length = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const bits = new Int32Array(elements.buffer, elements.byteOffset, elements.length);
  const count = countOf(elements);
  const ends = new Uint32Array(elements.length / length + 1);
  const columns = new Uint32Array(count);
  const values = new Float32Array(count);
  let found = 0;
  let row = 0;
  for (let start = 0; start < elements.length; start += length * inner) {
    for (let first = start; first < start + inner; first++) {
      for (let column = 0; column < length; column++) {
        const place = first + column * inner;
        if (bits[place] !== 0) {
          columns[found] = column;
          values[found++] = elements[place]!;
        }
      }
      ends[++row] = found;
    }
  }
  return { axis, ends, columns, values };
}

function widthOf(largest: number): 1 | 2 | 4 {
  return largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
}

/** SparseIndexVector in the narrowest of its types. */
function indexVector(values: Uint32Array): { vector: FlatUnion; bytes: number } {
  const width = widthOf(values.reduce((most, each) => Math.max(most, each), 0));
  const [type, name, scalar] = INDEX_VECTORS[width];
  const numbers = width === 1 ? Uint8Array.from(values) : width === 2 ? Uint16Array.from(values) : values;
  const vector = new FlatVector(scalar, 4, values.length, bytesOf(numbers), null);
  const table = new FlatTable(schema.get(name)!, new Map([["values", vector]]));
  return { vector: new FlatUnion(type, table), bytes: vector.byteLength };
}

/** By the bytes of an index: the member of the union, from 1, its table and its elements. */
const INDEX_VECTORS = {
  1: [3, "Uint8Vector", "u8"],
  2: [2, "Uint16Vector", "u16"],
  4: [1, "Int32Vector", "i32"],
} as const;

/** All dimensions dense but the one traversed last, of which only non-zero elements are there. */
function sparsityTable(shape: readonly number[], axis: number, segments: FlatUnion, columns: FlatUnion): FlatTable {
  const others = [...shape.keys()].filter((each) => each !== axis);
  const sparse = dimension([
    ["format", SPARSE_CSR],
    ["array_segments", segments],
    ["array_indices", columns],
  ]);
  const fields = new Map<string, FlatValue>([
    ["traversal_order", flatVector("i32", [...others, axis])],
    ["dim_metadata", new FlatTables([...others.map((each) => dimension([["dense_size", shape[each]!]])), sparse])],
  ]);
  return new FlatTable(schema.get("SparsityParameters")!, fields);
}

/** DimensionType; DENSE is 0, the default. */
const SPARSE_CSR = 1;

function dimension(fields: readonly (readonly [string, FlatValue])[]): FlatTable {
  return new FlatTable(schema.get("DimensionMetadata")!, new Map(fields));
}
