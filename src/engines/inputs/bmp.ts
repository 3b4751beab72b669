// Windows bitmaps that are not packed: https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
import type { Image } from "./image";

const HEADER_BYTES = 54;
const PLAIN = 0;
/** Masks of bits, of which those of four whole bytes are read. */
const MASKS = 3;

export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/** @throws Error where it cannot be read. */
export function readBmp(bytes: Uint8Array, mostPixels: number): Image {
  if (bytes.byteLength < HEADER_BYTES) {
    throw new Error("it ends within its header");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const header = view.getUint32(14, true);
  const [width, signed] = [view.getInt32(18, true), view.getInt32(22, true)];
  const height = Math.abs(signed);
  const bits = view.getUint16(28, true);
  const packing = view.getUint32(30, true);
  if (![8, 24, 32].includes(bits) || (packing !== PLAIN && !(packing === MASKS && bits === 32))) {
    throw new Error("it is packed, or of other than 8, 24 or 32 bits");
  }
  if (!(width > 0 && height > 0 && width * height <= mostPixels)) {
    throw new Error(`it is ${width}×${height}`);
  }
  // Rows take whole words of four bytes, and come from the bottom up unless the height is negative.
  const stride = 4 * Math.ceil((width * bits) / 32);
  const palette = 14 + header;
  if (start + stride * height > bytes.byteLength) {
    throw new Error("it ends within its pixels");
  }
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = start + stride * (signed > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const at = bits === 8 ? palette + 4 * bytes[row + x]! : row + (x * bits) / 8;
      for (let channel = 0; channel < 3; channel++) {
        // Blue comes first.
        pixels[3 * (y * width + x) + channel] = bytes[at + 2 - channel] ?? 0;
      }
    }
  }
  return { width, height, pixels };
}
