import type { Encoded, Encoding } from "../../ir/dialect";
import { denseBytes, elementCount } from "../../ir/dtype";
import { scaleShape } from "../../ir/quantization";
import { unmadeStorage } from "../../ir/unmade";
import { layoutOf } from "./encode";

/** What encoding a constant will give, as far as it is known without its elements: how large it is. */
export function unmadeEncoding(shape: readonly number[], encoding: Encoding): Encoded {
  const { shape: stored, axis, data: type } = layoutOf(shape, encoding);
  const data = { ...type, storage: unmadeStorage(denseBytes(type.dtype, elementCount(type.shape))) };
  if (encoding.codes === null) {
    return { data, quantization: null, range: encoding.arithmetic === "minFirst" ? { min: -1, max: 1 } : null };
  }
  const form = { axis, ...(encoding.blockSize === undefined ? {} : { blockSize: encoding.blockSize }) };
  const count = elementCount(scaleShape(stored, form));
  const scale = new Float32Array(count).fill(1);
  return { data, quantization: { scale, zeroPoint: Array<number>(count).fill(0), ...form }, range: null };
}
