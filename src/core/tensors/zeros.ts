import { throwIfCancelled, type Context } from "../context";
import { elementCount } from "../ir/dtype";
import { tensorBytes, type Tensor } from "../ir/tensor";
import { decoderOf } from "../kernels/codes";

/** Elements looked at together. */
const STRETCH = 2 ** 16;

/**
 * How many elements are 0 as they are stored: of a quantized tensor those of code 0. Time is linear in the elements.
 * @returns null where its elements are no numbers.
 * @throws ModelError where they are not there.
 */
export async function countZeros(tensor: Tensor, subject: string, context: Context): Promise<number | null> {
  const decode = decoderOf(await tensorBytes(tensor, subject), tensor.dtype);
  if (decode === null) {
    return null;
  }
  const elements = elementCount(tensor.shape);
  const values = new Float64Array(Math.min(STRETCH, elements));
  let zeros = 0;
  for (let start = 0; start < elements; start += STRETCH) {
    const count = Math.min(STRETCH, elements - start);
    decode(start, start + count, values);
    for (let i = 0; i < count; i++) {
      zeros += values[i] === 0 ? 1 : 0;
    }
    throwIfCancelled(context.signal);
  }
  return zeros;
}
