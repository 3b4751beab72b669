// What a PNG claims is checked before it is decoded: https://www.w3.org/TR/png-3/
import { joined } from "../../core";
import { inflatedLength } from "./inflate";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, name and checksum of a chunk. */
const CHUNK_BYTES = 12;
/** What the pixels need: texts and profiles are packed, too, and unpack to any size. */
const [IHDR, PLTE, TRNS, IDAT, IEND] = [0x49484452, 0x504c5445, 0x74524e53, 0x49444154, 0x49454e44];
const NEEDED = new Set([IHDR, PLTE, TRNS, IDAT, IEND]);
const HEADER_END = 33;
/** Samples of a pixel, by the type of colour. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** @returns the file with nothing but what its pixels need. @throws Error where it is larger than it may be. */
export async function checkedPng(bytes: Uint8Array, mostPixels: number): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE.length)];
  const packed: Uint8Array[] = [];
  for (let position = SIGNATURE.length; position < bytes.byteLength;) {
    const length = position + CHUNK_BYTES <= bytes.byteLength ? view.getUint32(position) : Infinity;
    const end = position + CHUNK_BYTES + length;
    if (end > bytes.byteLength) {
      throw new Error("it ends within a chunk");
    }
    const name = view.getUint32(position + 4);
    if (NEEDED.has(name)) {
      kept.push(bytes.subarray(position, end));
    }
    if (name === IDAT) {
      packed.push(bytes.subarray(position + 8, end - 4));
    }
    position = end;
  }
  if (bytes.byteLength < HEADER_END || view.getUint32(12) !== IHDR) {
    throw new Error("it has no header");
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = CHANNELS[bytes[25]!] ?? 4;
  if (width * height > mostPixels || width * height === 0) {
    throw new Error(`it is ${width}×${height}`);
  }
  // Each row begins with a byte of its own, and an interlaced picture has up to twice as many rows.
  const most = 2 * height * (1 + Math.ceil((width * channels * bytes[24]!) / 8)) + 64;
  if ((await inflatedLength(joined(packed), most, "deflate")) === null) {
    throw new Error("it unpacks to more than it says");
  }
  return joined(kept);
}
