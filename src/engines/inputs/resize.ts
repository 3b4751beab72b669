// A part of a picture in another size.
import type { Image } from "./image";

/** Reals from 0 to 255, red, green and blue of each pixel. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** How a picture of another form is made to fit. */
export type Fit = "crop" | "stretch" | "pad";

/** crop: the middle of it fills all; stretch: it is distorted; pad: all of it, with black beside it. */
export function fitted(image: Image, width: number, height: number, fit: Fit): Pixels {
  const [across, down] = [width / image.width, height / image.height];
  const scale = fit === "crop" ? Math.max(across, down) : Math.min(across, down);
  const [wide, high] =
    fit === "stretch"
      ? [width, height]
      : [Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale))];
  const columns = taps(image.width, wide);
  const rows = taps(image.height, high);
  const [left, top] = [Math.floor((width - wide) / 2), Math.floor((height - high) / 2)];
  const shown = { from: Math.max(0, -left), to: Math.min(wide, width - left) };
  const narrowed = new Float32Array(3 * width * image.height);
  for (let y = 0; y < image.height; y++) {
    for (let x = shown.from; x < shown.to; x++) {
      add(narrowed, 3 * (y * width + left + x), columns[x]!, (tap) => 3 * (y * image.width + tap), image.pixels);
    }
  }
  const values = new Float32Array(3 * width * height);
  for (let y = Math.max(0, -top); y < Math.min(high, height - top); y++) {
    for (let x = 0; x < width; x++) {
      add(values, 3 * ((top + y) * width + x), rows[y]!, (tap) => 3 * (tap * width + x), narrowed);
    }
  }
  return { width, height, values };
}

/** What of the original a pixel is made of. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** A triangle as wide as what is left out, so that nothing of it is: bilinear, as Pillow does it. */
function taps(from: number, to: number): readonly Taps[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, place) => {
    const middle = (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(middle - reach + 0.5));
    const end = Math.min(from, Math.floor(middle + reach + 0.5));
    const raw = Array.from({ length: Math.max(1, end - first) }, (_, index) =>
      Math.max(0, 1 - Math.abs((first + index + 0.5 - middle) / reach)),
    );
    const sum = raw.reduce((all, weight) => all + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

function add(
  to: Float32Array,
  at: number,
  { first, weights }: Taps,
  placeOf: (tap: number) => number,
  from: ArrayLike<number>,
): void {
  let [red, green, blue] = [0, 0, 0];
  for (let index = 0; index < weights.length; index++) {
    const [place, weight] = [placeOf(first + index), weights[index]!];
    red += weight * from[place]!;
    green += weight * from[place + 1]!;
    blue += weight * from[place + 2]!;
  }
  to[at] = red;
  to[at + 1] = green;
  to[at + 2] = blue;
}
