// Tensors with some indices of an axis left out.
import { bitsOf, elementCount } from "../../ir/dtype";
import { memoryTensor, tensorBytes, type Tensor } from "../../ir/tensor";

/** @param kept By axis, the indices that stay, ascending. */
export async function slicesOf(
  tensor: Tensor,
  kept: ReadonlyMap<number, readonly number[]>,
  subject: string,
): Promise<Tensor> {
  let bytes = await tensorBytes(tensor, subject);
  const shape = [...tensor.shape];
  const width = bitsOf(tensor.dtype) / 8;
  for (const [axis, indices] of kept) {
    bytes = along(bytes, width, shape, axis, indices);
    shape[axis] = indices.length;
  }
  return memoryTensor(tensor.dtype, shape, bytes);
}

function along(
  bytes: Uint8Array,
  width: number,
  shape: readonly number[],
  axis: number,
  indices: readonly number[],
): Uint8Array {
  const inner = elementCount(shape.slice(axis + 1)) * width;
  const outer = elementCount(shape.slice(0, axis));
  const result = new Uint8Array(outer * indices.length * inner);
  const runs = runsOf(indices);
  let to = 0;
  for (let block = 0; block < outer; block++) {
    const base = block * shape[axis]! * inner;
    for (const { start, end } of runs) {
      const [from, length] = [base + start * inner, (end - start) * inner];
      if (length < SHORT) {
        for (let i = 0; i < length; i++) {
          result[to + i] = bytes[from + i]!;
        }
      } else {
        result.set(bytes.subarray(from, from + length), to);
      }
      to += length;
    }
  }
  return result;
}

/** Below this many bytes a loop is faster than a call. */
const SHORT = 64;

/** Neighbouring indices are copied at once. */
function runsOf(indices: readonly number[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last?.end === index) {
      last.end++;
    } else {
      runs.push({ start: index, end: index + 1 });
    }
  }
  return runs;
}
