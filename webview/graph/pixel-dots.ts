// Dots of a canvas, filled in memory and drawn as one picture: 20,000 in a few milliseconds, where the canvas alone takes
// more than a frame.
import type { Dots } from "../../src/drawing/dots";
import { parseColor } from "../look/contrast";
import { element } from "../look/elements";
import { Pixels, wordOf } from "./pixels";

export class PixelDots implements Dots {
  /** Read and written by the processor, not by the graphics card. */
  readonly #picture = element("canvas").getContext("2d", { willReadFrequently: true })!;
  readonly #words = new Map<string, number>();
  #pixels = new Pixels(1, 1);
  #isEmpty = true;
  #ratio = 1;

  /** @param context What they are drawn on; its transform is a factor, `window.devicePixelRatio`. */
  constructor(readonly context: CanvasRenderingContext2D) {}

  add(x: number, y: number, width: number, height: number, color: string): void {
    if (this.#isEmpty) {
      this.#begin();
    }
    const ratio = this.#ratio;
    const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
    const right = Math.max(left + 1, Math.round((x + width) * ratio));
    const bottom = Math.max(top + 1, Math.round((y + height) * ratio));
    this.#pixels.fill(left, top, right, bottom, this.#word(color));
  }

  finish(): void {
    if (this.#isEmpty) {
      return;
    }
    this.#isEmpty = true;
    const { bytes, width, height } = this.#pixels;
    if (width === 0 || height === 0) {
      return;
    }
    this.#picture.putImageData(new ImageData(bytes, width, height), 0, 0);
    this.context.save();
    this.context.resetTransform();
    this.context.drawImage(this.#picture.canvas, 0, 0);
    this.context.restore();
  }

  #begin(): void {
    this.#isEmpty = false;
    this.#ratio = window.devicePixelRatio;
    const { width, height } = this.context.canvas;
    if (this.#pixels.width !== width || this.#pixels.height !== height) {
      this.#pixels = new Pixels(width, height);
      Object.assign(this.#picture.canvas, { width, height });
    } else {
      this.#pixels.clear();
    }
  }

  #word(color: string): number {
    let word = this.#words.get(color);
    if (word === undefined) {
      this.#picture.fillStyle = color;
      word = wordOf(parseColor(this.#picture.fillStyle));
      this.#words.set(color, word);
    }
    return word;
  }
}
