import type { Encoded, Encoding } from "../../ir/dialect";
import { denseBytes, elementCount } from "../../ir/dtype";
import { unmadeStorage } from "../../ir/unmade";
import { slicesOf } from "./arithmetic";

/** What encoding a constant will give, as far as it is known without its elements: how large it is. */
export function unmadeEncoding(shape: readonly number[], { dtype, arithmetic, axis }: Encoding): Encoded {
  const data = { dtype, shape, storage: unmadeStorage(denseBytes(dtype, elementCount(shape))) };
  switch (arithmetic) {
    case "symmetric": {
      const { count } = slicesOf(shape, axis);
      const quantization = { scale: new Float32Array(count).fill(1), zeroPoint: Array<number>(count).fill(0), axis };
      return { data, quantization, range: null };
    }
    case "minFirst":
      return { data, quantization: null, range: { min: -1, max: 1 } };
    case "cast":
      return { data, quantization: null, range: null };
  }
}
