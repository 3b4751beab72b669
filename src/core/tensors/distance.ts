// How far the elements of two tensors are apart, as the real numbers that they stand for.
import { throwIfCancelled, type Context } from "../context";
import { denseBytes, elementCount } from "../ir/dtype";
import type { Quantization } from "../ir/quantization";
import { tensorBytes, type Tensor } from "../ir/tensor";
import { decoderOf } from "../kernels/codes";

export interface TensorDistance {
  /** The largest difference of two elements; NaN where one of them is no number, and the other is. */
  readonly largest: number;
  /** The mean of the absolute differences. */
  readonly mean: number;
}

/** A constant with what its elements stand for. */
export interface Quantized {
  readonly name: string;
  readonly tensor: Tensor;
  readonly quantization: Quantization | null;
}

/** Bytes of elements that are looked at, for each one that is stored: more of them are one value many times. */
const EXPANSION = 32;
/** Elements looked at together. */
const STRETCH = 2 ** 16;

/**
 * In time for the elements and memory for both tensors.
 *
 * @returns null where there is nothing to subtract: other shapes, elements that are no numbers, scales for blocks.
 * @throws ModelError where one of them cannot be read.
 */
export async function tensorDistance(
  one: Quantized,
  other: Quantized,
  context: Context,
): Promise<TensorDistance | null> {
  const { shape } = one.tensor;
  const count = elementCount(shape);
  if (shape.join() !== other.tensor.shape.join() || !(count > 0)) {
    return null;
  }
  const reads = [await realNumbers(one), await realNumbers(other)] as const;
  if (reads[0] === null || reads[1] === null) {
    return null;
  }
  const [left, right] = [new Float64Array(STRETCH), new Float64Array(STRETCH)];
  let [largest, sum] = [0, 0];
  for (let from = 0; from < count; from += STRETCH) {
    throwIfCancelled(context.signal);
    const to = Math.min(count, from + STRETCH);
    reads[0](from, to, left);
    reads[1](from, to, right);
    for (let index = 0; index < to - from; index++) {
      const [a, b] = [left[index]!, right[index]!];
      const distance = Object.is(a, b) ? 0 : Math.abs(a - b);
      sum += distance;
      largest = distance > largest || Number.isNaN(distance) ? distance : largest;
    }
  }
  return { largest, mean: sum / count };
}

type Read = (from: number, to: number, target: Float64Array) => void;

/** Null: its elements stand for no numbers that are told here. */
async function realNumbers({ name, tensor, quantization }: Quantized): Promise<Read | null> {
  const isClaimed = denseBytes(tensor.dtype, elementCount(tensor.shape)) > EXPANSION * tensor.storage.storedBytes;
  if (quantization?.blockSize !== undefined || isClaimed) {
    return null;
  }
  const decode = decoderOf(await tensorBytes(tensor, name), tensor.dtype);
  if (decode === null || quantization === null) {
    return decode;
  }
  const { axis, scale, zeroPoint } = quantization;
  const inner = axis === null ? 1 : tensor.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const channels = axis === null ? 1 : tensor.shape[axis]!;
  if (scale.length < channels || inner === 0) {
    return null;
  }
  return (from, to, target) => {
    decode(from, to, target);
    for (let index = from; index < to; index++) {
      const channel = Math.floor(index / inner) % channels;
      target[index - from] = (target[index - from]! - (zeroPoint[channel] ?? 0)) * scale[channel]!;
    }
  };
}
