// A picture in memory, of which rectangles are filled.
import type { Color } from "../look/contrast";

export class Pixels {
  /** Four bytes each, row by row: red, green, blue and opacity. */
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;
  readonly #words: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.bytes = new Uint8ClampedArray(width * height * 4);
    this.#words = new Uint32Array(this.bytes.buffer);
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** Fills from one whole pixel to before another, as far as they are in the picture. @param word As `wordOf` makes it. */
  fill(left: number, top: number, right: number, bottom: number, word: number): void {
    const [from, to] = [Math.max(0, left), Math.min(this.width, right)];
    const last = Math.min(this.height, bottom);
    for (let y = Math.max(0, top); y < last; y++) {
      const row = y * this.width;
      for (let x = from; x < to; x++) {
        this.#words[row + x] = word;
      }
    }
  }
}

/** A colour as the four bytes of a pixel. */
export function wordOf([red, green, blue, opacity]: Color): number {
  return new Uint32Array(Uint8ClampedArray.of(red, green, blue, opacity * 255).buffer)[0]!;
}
