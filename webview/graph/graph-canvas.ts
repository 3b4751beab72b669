// The canvas that is as large as its pane, and is painted anew at most once a frame.
import { element } from "../look/elements";
import { measurer } from "../../src/drawing/fonts";
import type { Theme } from "../../src/drawing/theme";
import { PixelDots } from "./pixel-dots";
import type { Size } from "../../src/drawing/viewport";

export class GraphCanvas {
  readonly root = element("canvas", { "aria-hidden": "true" });
  readonly dots = new PixelDots(this.root.getContext("2d")!);
  #frame = 0;
  #measured: { readonly theme: Theme; readonly measure: ReturnType<typeof measurer> } | null = null;

  constructor(readonly paint: (context: CanvasRenderingContext2D) => void) {}

  /** How wide texts are on it. */
  measurer(theme: Theme): ReturnType<typeof measurer> {
    if (this.#measured?.theme !== theme) {
      this.#measured = { theme, measure: measurer(this.root.getContext("2d")!, theme) };
    }
    return this.#measured.measure;
  }

  /** @returns whether it had another size. */
  resize({ width, height }: Size): boolean {
    const ratio = window.devicePixelRatio;
    const isOther = this.root.width !== width * ratio || this.root.height !== height * ratio;
    if (isOther) {
      this.root.width = width * ratio;
      this.root.height = height * ratio;
    }
    return isOther;
  }

  redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const context = this.root.getContext("2d");
      if (context !== null) {
        this.paint(context);
      }
    });
  }
}
