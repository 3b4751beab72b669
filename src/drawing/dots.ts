// Rectangles by the thousand, of which each is a few pixels large: a canvas takes longer to be told of one than to draw it.
import type { DrawingContext } from "./drawing-context";

export interface Dots {
  /** A rectangle in the coordinates of `DrawingContext`, in its transform; all that is drawn by `finish` lies over it. */
  add(x: number, y: number, width: number, height: number, color: string): void;
  finish(): void;
}

/** One by one, where what is drawn has no pixels. */
export class DrawnDots implements Dots {
  #last = "";

  constructor(readonly context: DrawingContext) {}

  add(x: number, y: number, width: number, height: number, color: string): void {
    if (color !== this.#last) {
      this.context.fillStyle = this.#last = color;
    }
    this.context.fillRect(x, y, width, height);
  }

  finish(): void {
    this.#last = "";
  }
}
