// Snappy's raw format: https://github.com/google/snappy/blob/main/format_description.txt
import { decodeVarint } from "./varint";

/** Literals and copies at most double what they take, except for copies of copies: 64 bytes from 2. */
const LARGEST_RATIO = 32;

/** @returns null where the bytes are not such a stream, or claim more than it can hold or than is wanted at most. */
export function decompressSnappy(bytes: Uint8Array, most: number): Uint8Array | null {
  const { value, end } = decodeVarint(bytes, 0);
  const length = Number(value);
  if (end < 0 || !(length >= 0 && length <= Math.min(most, bytes.byteLength * LARGEST_RATIO))) {
    return null;
  }
  const out = new Uint8Array(length);
  let written = 0;
  for (let position = end; position < bytes.byteLength;) {
    const tag = bytes[position++]!;
    const kind = tag & 3;
    let size: number;
    if (kind === 0) {
      size = (tag >> 2) + 1;
      if (size > 60) {
        const extra = size - 60;
        size = littleEndian(bytes, position, extra) + 1;
        position += extra;
      }
      if (position + size > bytes.byteLength || written + size > length) {
        return null;
      }
      out.set(bytes.subarray(position, position + size), written);
      position += size;
      written += size;
      continue;
    }
    let distance: number;
    if (kind === 1) {
      size = ((tag >> 2) & 7) + 4;
      distance = ((tag >> 5) << 8) | (bytes[position++] ?? 0);
    } else {
      size = (tag >> 2) + 1;
      const width = kind === 2 ? 2 : 4;
      distance = littleEndian(bytes, position, width);
      position += width;
    }
    if (distance === 0 || distance > written || written + size > length) {
      return null;
    }
    // One by one: the copy may run into what it writes.
    for (let i = 0; i < size; i++, written++) {
      out[written] = out[written - distance]!;
    }
  }
  return written === length ? out : null;
}

function littleEndian(bytes: Uint8Array, position: number, width: number): number {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) {
    value = value * 256 + (bytes[position + i] ?? 0);
  }
  return value;
}
