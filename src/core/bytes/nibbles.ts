/** Integers of four bits, two a byte: the first in the low half, as ONNX and TFLite store them. Odd: the last half is 0. */
export function packNibbles(codes: Int8Array | Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(codes.length / 2));
  const pairs = codes.length >> 1;
  for (let i = 0; i < pairs; i++) {
    packed[i] = (codes[2 * i]! & 15) | (codes[2 * i + 1]! << 4);
  }
  if (pairs < packed.length) {
    packed[pairs] = codes[codes.length - 1]! & 15;
  }
  return packed;
}
