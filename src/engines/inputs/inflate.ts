// Unpacking, and no more than was said: a small file could unpack to any size.
import { through } from "../../core";

/** @returns how long it is unpacked; null where that is more than the most. @throws where it is damaged. */
export function inflatedLength(packed: Uint8Array, most: number, format: CompressionFormat): Promise<number | null> {
  return inflate(packed, most, format, () => {});
}

/** @returns null where it is longer. @throws where it is damaged. */
export async function inflated(
  packed: Uint8Array,
  size: number,
  format: CompressionFormat,
): Promise<Uint8Array | null> {
  const all = new Uint8Array(size);
  const length = await inflate(packed, size, format, (part, position) => all.set(part, position));
  return length === null ? null : all.subarray(0, length);
}

async function inflate(
  packed: Uint8Array,
  most: number,
  format: CompressionFormat,
  take: (part: Uint8Array, position: number) => void,
): Promise<number | null> {
  let position = 0;
  for await (const part of through(new DecompressionStream(format), [packed])) {
    if (position + part.byteLength > most) {
      return null;
    }
    take(part, position);
    position += part.byteLength;
  }
  return position;
}
