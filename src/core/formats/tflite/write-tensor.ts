// Value → Tensor table.
import type { Quantization } from "../../ir/quantization";
import type { Shape, Value } from "../../ir/value";
import { flatString, FlatTable, FlatUnion, flatVector, type FlatValue } from "../../wire/flatbuffer";
import { extrasOf, type ValueExtras } from "./extras";
import { schema, tensorTypeOf } from "./schema";
import { sparsityOf } from "./sparse-constants";

/** @param index Positions of the subgraph's values, for tensors that name others. */
export function writeTensor(value: Value, buffer: number, index: ReadonlyMap<Value, number>): FlatTable {
  const extras = extrasOf<ValueExtras>(value);
  const original = extras?.table ?? new FlatTable(schema.get("Tensor")!, new Map());
  const changes: Record<string, FlatValue | null> = { buffer };
  if (extras === null || extras.name !== value.name) {
    changes["name"] = flatString(value.name);
  }
  if (value.type !== null && value.type !== extras?.type) {
    changes["type"] = tensorTypeOf(value.type.dtype);
    if (!sameShape(value.type.shape, extras?.type.shape)) {
      Object.assign(changes, shapeFields(value.type.shape));
    }
  }
  if (value.constant !== null && value.constant.storage.location === "memory") {
    changes["external_buffer"] = null;
    changes["sparsity"] = sparsityOf(value.constant.storage);
  }
  if (value.quantization !== (extras?.quantization ?? null)) {
    changes["quantization"] = quantizationFields(value, index);
  } else if (value.attached.length > 0) {
    changes["quantization"] = attachedTable(original.table("quantization")!, value, index);
  }
  return original.with(changes);
}

function sameShape(a: Shape | null, b: Shape | null | undefined): boolean {
  return a === b || (a != null && b != null && a.length === b.length && a.every((each, i) => each === b[i]));
}

/** Unknown dimensions are 1 in the shape a runtime starts with, and −1 in the shape as stated. */
function shapeFields(shape: Shape | null): Record<string, FlatValue | null> {
  if (shape === null) {
    return { shape: null, shape_signature: null, has_rank: null };
  }
  const known = shape.map((dimension) => (typeof dimension === "number" ? dimension : 1));
  const dynamic = shape.some((dimension) => typeof dimension !== "number");
  const stated = shape.map((dimension) => (typeof dimension === "number" ? dimension : -1));
  return {
    shape: flatVector("i32", known),
    shape_signature: dynamic ? flatVector("i32", stated) : null,
    has_rank: true,
  };
}

function quantizationFields(value: Value, index: ReadonlyMap<Value, number>): FlatTable | null {
  const { quantization } = value;
  if (quantization === null) {
    return null;
  }
  return quantization.blockSize === undefined
    ? quantizationTable(quantization)
    : blockwiseTable(quantization.blockSize, index.get(value.attached[0]!)!);
}

/** BlockwiseQuantization in the union of quantization details. */
const BLOCKWISE = 2;

/** Blocks along the second dimension, their scales in a tensor of their own; −1: no zero points. */
function blockwiseTable(blockSize: number, scales: number): FlatTable {
  const spec = schema.get("BlockwiseQuantization")!;
  const details = new FlatTable(
    spec,
    new Map<string, FlatValue>([
      ["scales", scales],
      ["zero_points", -1],
      ["block_size", blockSize],
    ]),
  );
  return new FlatTable(
    schema.get("QuantizationParameters")!,
    new Map<string, FlatValue>([["details", new FlatUnion(BLOCKWISE, details)]]),
  );
}

/** min and max are left out: they only serve a way back to TensorFlow, and cost as much as the scales. */
function quantizationTable({ scale, zeroPoint, axis }: Quantization): FlatTable {
  const fields = new Map<string, FlatValue>([
    ["scale", flatVector("f32", [...scale])],
    ["zero_point", flatVector("i64", zeroPoint)],
  ]);
  if (axis !== null && axis !== 0) {
    fields.set("quantized_dimension", axis);
  }
  return new FlatTable(schema.get("QuantizationParameters")!, fields);
}

/** The tensors that hold scales and zero points may have moved. */
function attachedTable(table: FlatTable, value: Value, index: ReadonlyMap<Value, number>): FlatTable {
  const details = table.union("details")!;
  const rest = [...value.attached];
  const changes: Record<string, FlatValue> = {};
  for (const name of ["scales", "zero_points"]) {
    if (details.table!.number(name) >= 0) {
      changes[name] = index.get(rest.shift()!)!;
    }
  }
  const changed = details.table!.with(changes);
  return changed === details.table ? table : table.with({ details: new FlatUnion(details.type, changed) });
}
