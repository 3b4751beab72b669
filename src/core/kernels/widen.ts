import { fromBfloat16, fromFloat16 } from "../bytes/float16";
import type { Widening } from "../ir/dialect";
import { denseBytes, elementCount, type DType } from "../ir/dtype";
import { bytesOf, tensorBytes, type Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";

const READERS: Partial<Record<DType, (bits: number) => number>> = { float16: fromFloat16, bfloat16: fromBfloat16 };
const tables = new Map<DType, Float32Array>();

/**
 * A constant of 16-bit floats as float32, made when it is read; null for other values, and where what it is converted
 * into is stated to have another shape, as in damaged files.
 */
export function wideningOf(source: Value | null, converted: Value | null = null): Widening | null {
  const tensor = source?.constant ?? null;
  return tensor === null || !(tensor.dtype in READERS) || !mayHaveShape(converted, tensor.shape)
    ? null
    : { source: source!, wide: (storedBytes) => widened(tensor, source!.name, storedBytes ?? widenedBytes(tensor)) };
}

function mayHaveShape(value: Value | null, shape: readonly number[]): boolean {
  const stated = value?.type?.shape ?? shape;
  return (
    stated.length === shape.length && stated.every((each, axis) => typeof each !== "number" || each === shape[axis])
  );
}

function widened(tensor: Tensor, subject: string, storedBytes: number): Tensor {
  const read = async () => {
    const bytes = await tensorBytes(tensor, subject);
    const table = tableOf(tensor.dtype);
    const elements = new Float32Array(bytes.byteLength / 2);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = table[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
    }
    return bytesOf(elements);
  };
  return { dtype: "float32", shape: tensor.shape, storage: { storedBytes, location: "memory", copies: true, read } };
}

function widenedBytes({ shape }: Tensor): number {
  return denseBytes("float32", elementCount(shape));
}

/** What each of the 65,536 numbers is. */
function tableOf(dtype: DType): Float32Array {
  const table = tables.get(dtype) ?? Float32Array.from({ length: 65536 }, (_, bits) => READERS[dtype]!(bits));
  tables.set(dtype, table);
  return table;
}
