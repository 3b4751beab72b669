import type { Random } from "./random";

const SHAPES = 8;

/**
 * Boxes and discs on a gradient, between 0 and 1, for shapes that are those of images: batch, height, width, channels or
 * batch, channels, height, width. Null for other shapes.
 */
export function picture(shape: readonly number[], random: Random): Float64Array | null {
  const layout = layoutOf(shape);
  if (layout === null) {
    return null;
  }
  const { batch, height, width, channels, isLast } = layout;
  const pixels = new Float64Array(batch * height * width * channels);
  const place = (image: number, y: number, x: number, channel: number) =>
    isLast
      ? ((image * height + y) * width + x) * channels + channel
      : ((image * channels + channel) * height + y) * width + x;
  for (let image = 0; image < batch; image++) {
    const [down, right] = [random() - 0.5, random() - 0.5];
    // The first covers the others.
    const shapes = Array.from({ length: SHAPES }, () => ({
      left: random() * 1.2 - 0.2,
      top: random() * 1.2 - 0.2,
      size: 0.05 + random() * 0.45,
      isBox: random() < 0.5,
      colour: Array.from({ length: channels }, random),
    }));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [v, u] = [y / Math.max(1, height - 1), x / Math.max(1, width - 1)];
        const on = shapes.find(({ left, top, size, isBox }) => {
          const [dx, dy] = [Math.abs(u - left), Math.abs(v - top)];
          return isBox ? dx < size / 2 && dy < size / 2 : dx * dx + dy * dy < (size * size) / 4;
        });
        const ground = 0.5 + down * (v - 0.5) + right * (u - 0.5);
        for (let channel = 0; channel < channels; channel++) {
          pixels[place(image, y, x, channel)] = on?.colour[channel] ?? ground;
        }
      }
    }
  }
  return pixels;
}

function layoutOf(shape: readonly number[]) {
  if (shape.length !== 4) {
    return null;
  }
  const [batch, a, b, c] = shape as [number, number, number, number];
  if ([1, 3, 4].includes(c) && Math.min(a, b) >= 16) {
    return { batch, height: a, width: b, channels: c, isLast: true };
  }
  return [1, 3, 4].includes(a) && Math.min(b, c) >= 16
    ? { batch, height: b, width: c, channels: a, isLast: false }
    : null;
}
