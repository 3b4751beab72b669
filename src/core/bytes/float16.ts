// IEEE 754 binary16 and bfloat16 ↔ float32, rounding to nearest, ties to even.

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

export const LARGEST_FLOAT16 = 65504;

/** The bits of the nearest float16. Subnormals are kept; what is beyond 65504 becomes infinite. */
export function toFloat16(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x47800000) {
    // 65536 and up, infinity, NaN: a NaN keeps a mantissa bit so that it stays one.
    return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  }
  if (magnitude < 0x38800000) {
    // Below 2^-14 the result is subnormal: a multiple of 2^-24. Adding and taking away 0.5 rounds to such a multiple.
    floatView[0] = Math.abs(value) + 0.5;
    return sign | (bitsView[0]! - 0x3f000000);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  return exponent === 0x1f
    ? fraction === 0
      ? sign * Infinity
      : NaN
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function toBfloat16(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0]!;
  if (Number.isNaN(value)) {
    return (bits >>> 16) | 0x40;
  }
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

export function fromBfloat16(bits: number): number {
  bitsView[0] = bits << 16;
  return floatView[0]!;
}
