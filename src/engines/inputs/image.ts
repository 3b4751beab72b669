// Pictures in files: PNG, JPEG and BMP, as red, green and blue of eight bits.
import { ModelError } from "../../core";
import { isBmp, readBmp } from "./bmp";
import type { DecodedPng } from "./picture-decoders";
import { checkedPng, isPng } from "./png-check";

export interface Image {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row from the top. Transparency is left out. */
  readonly pixels: Uint8Array;
}

export const IMAGE_NAME = /\.(png|jpe?g|bmp)$/i;

/** 64 million pixels: more than cameras make. */
const MOST_MEGAPIXELS = 64;
const MOST_PIXELS = MOST_MEGAPIXELS * 1e6;
const MOST_MEGABYTES = 1024;

/** @throws ModelError where it is none that can be read. */
export async function readImage(bytes: Uint8Array, file: string): Promise<Image> {
  const wrong = (why: string) => new ModelError("malformed", `${file} is no picture that can be read: ${why}.`, file);
  try {
    if (isPng(bytes)) {
      const { convertIndexedToRgb, decodePng } = await import("./picture-decoders");
      return imageOf(decodePng(await checkedPng(bytes, MOST_PIXELS)), convertIndexedToRgb);
    }
    if (isBmp(bytes)) {
      return readBmp(bytes, MOST_PIXELS);
    }
    if (bytes[0] === 0xff && bytes[1] === 0xd8) {
      const { decodeJpeg } = await import("./picture-decoders");
      const { width, height, data } = decodeJpeg(bytes, {
        ...{ useTArray: true, formatAsRGBA: false, tolerantDecoding: false },
        maxResolutionInMP: MOST_MEGAPIXELS,
        maxMemoryUsageInMB: MOST_MEGABYTES,
      });
      return { width, height, pixels: data };
    }
  } catch (error) {
    throw wrong((error as Error).message.replace(/\.$/, ""));
  }
  throw wrong("it begins as no PNG, JPEG or BMP");
}

function imageOf(png: DecodedPng, rgbOf: (png: DecodedPng) => ArrayLike<number>): Image {
  const { width, height, depth } = png;
  if (png.palette !== undefined) {
    return { width, height, pixels: threeOf(rgbOf(png), width * height, png.palette[0]?.length ?? 3) };
  }
  const samples = depth < 8 ? unpacked(png) : depth === 16 ? Uint8Array.from(png.data, (each) => each >> 8) : png.data;
  return { width, height, pixels: threeOf(samples, width * height, png.channels) };
}

/** Red, green and blue of pixels that have one (grey) to four (with transparency) samples each. */
function threeOf(samples: ArrayLike<number>, count: number, channels: number): Uint8Array {
  const pixels = new Uint8Array(3 * count);
  const isGrey = channels < 3;
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[3 * pixel + channel] = samples[pixel * channels + (isGrey ? 0 : channel)]!;
    }
  }
  return pixels;
}

/** Greys of one, two or four bits, each row of which begins with a byte of its own. */
function unpacked({ width, height, depth, data }: DecodedPng): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const bit = (pixel % width) * depth;
    const byte = data[Math.floor(pixel / width) * stride + (bit >> 3)]!;
    return Math.round((((byte >> (8 - depth - (bit & 7))) & most) * 255) / most);
  });
}
