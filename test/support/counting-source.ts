import { memorySource, type ByteSource } from "../../src/core";

/** Bytes that tell how many of them were asked for. */
export function countingSource(bytes: Uint8Array): ByteSource & { bytesRead: number } {
  const memory = memorySource(bytes);
  const source = {
    size: bytes.byteLength,
    bytesRead: 0,
    read: (offset: number, length: number) => {
      source.bytesRead += length;
      return memory.read(offset, length);
    },
  };
  return source;
}
