// Unpacking, and no more than was said: a small file could unpack to any size.

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
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  const written = writer.write(packed.slice()).then(() => writer.close());
  written.catch(() => {});
  let position = 0;
  const reader = stream.readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (position + part.value.byteLength > most) {
      await reader.cancel();
      return null;
    }
    take(part.value, position);
    position += part.value.byteLength;
  }
  await written;
  return position;
}
