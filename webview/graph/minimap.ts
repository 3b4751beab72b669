// The whole drawing in a strip beside it, from the first row to the last, with the part that is in view. A press goes there.
import { element } from "../look/elements";
import type { Theme } from "../../src/drawing/theme";
import { nodeColor, type Coloring } from "../../src/drawing/coloring";
import type { Size } from "../../src/drawing/viewport";
import { boxOf, type Scene } from "../../src/drawing/scene";
import { PixelDots } from "./pixel-dots";

const MARGIN = 4;
/** Of what was found, at the right side. */
const MARK_WIDTH = 8;
const LEAST_MARK = 2;
/** A short drawing is as wide as high here, but up to this it is made higher. */
const STRETCHED = 0.12;
/** Of what is in view, in pixels. */
const LEAST_VIEW = 6;

export class Minimap {
  /** All of it can be done with keys, too. */
  readonly root = element("div", { class: "minimap", "aria-hidden": "true" });
  readonly #nodes = element("canvas");
  /** Over them, since they change more often. */
  readonly #marks = element("canvas");
  readonly #view = element("div", { class: "in-view" });
  readonly #dots = new PixelDots(this.#nodes.getContext("2d")!);
  #frame = 0;
  /** Kept, since to ask for it lays out the page. */
  #size: Size = { width: 0, height: 0 };
  #scene: Scene | null = null;
  #theme: Theme;
  #matches: Int32Array | null = null;
  #coloring: Coloring | null = null;
  #selected: number | null = null;

  /** @param goTo Has a height of the drawing in the middle, and all of its width. */
  constructor(
    theme: Theme,
    readonly goTo: (y: number) => void,
  ) {
    this.#theme = theme;
    this.root.append(this.#nodes, this.#marks, this.#view);
    const go = (event: PointerEvent) => {
      if (this.#scene !== null) {
        const { top } = this.root.getBoundingClientRect();
        this.goTo(Math.min(this.#scene.layout.height, Math.max(0, (event.clientY - top - MARGIN) / this.#down)));
      }
    };
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      go(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) {
        go(event);
      }
    });
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.root;
      this.#size = { width, height };
      this.#draw();
    }).observe(this.root);
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#draw();
  }

  paintIn(theme: Theme): void {
    this.#theme = theme;
    this.#draw();
  }

  /** Draws nodes in the colours of noise, or, null, of what they do. */
  color(coloring: Coloring | null): void {
    this.#coloring = coloring;
    this.#draw();
  }

  /** @param matches How much was found of each. */
  mark(matches: Int32Array | null, selected: number | null): void {
    this.#matches = matches;
    this.#selected = selected;
    this.#drawMarks();
  }

  /** @param visible From which height of the drawing to which it is in view. */
  frame([top, bottom]: readonly [number, number]): void {
    const height = this.#scene?.layout.height ?? 0;
    const room = height * this.#down;
    if (room > 0) {
      const at = (y: number) => Math.min(room, Math.max(0, y * this.#down));
      const shown = Math.max(LEAST_VIEW, at(bottom) - at(top));
      this.#view.style.transform = `translateY(${MARGIN + Math.min(at(top), room - shown)}px)`;
      this.#view.style.height = `${shown}px`;
      // It would say the same as the graph beside it.
      this.root.classList.toggle("whole", shown >= room);
    }
  }

  /** Pixels for a unit of height. */
  get #down(): number {
    const { width, height } = this.#size;
    const { layout } = this.#scene!;
    const alike = Math.max(STRETCHED, width / Math.max(1, layout.width));
    return Math.min((height - 2 * MARGIN) / Math.max(1, layout.height), alike);
  }

  /** With the next frame, since more than one thing may change until then. */
  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#drawNodes());
  }

  #drawNodes(): void {
    const scene = this.#scene;
    if (scene === null || this.#clear(this.#nodes) === null) {
      return;
    }
    const { layout, graph } = scene;
    const across = (this.#size.width - 2 * MARGIN - MARK_WIDTH) / Math.max(1, layout.width);
    const down = this.#down;
    graph.nodes.forEach((view, node) => {
      const { x, y, width, height } = boxOf(scene, node);
      const [wide, high] = [Math.max(1, width * across), Math.max(1, height * down)];
      const color = nodeColor(view, node, this.#theme, this.#coloring);
      this.#dots.add(MARGIN + x * across, MARGIN + y * down, wide, high, color);
    });
    this.#dots.finish();
    this.#drawMarks();
  }

  #drawMarks(): void {
    const context = this.#clear(this.#marks);
    const scene = this.#scene;
    if (scene === null || context === null) {
      return;
    }
    const left = this.#size.width - MARK_WIDTH;
    const at = (node: number) => Math.round(MARGIN + scene.layout.y[node]! * this.#down);
    context.fillStyle = this.#theme.match;
    // Thousands of matches have few places here.
    const places = new Set<number>();
    this.#matches?.forEach((count, node) => count > 0 && places.add(at(node)));
    places.forEach((y) => context.fillRect(left, y - 1, MARK_WIDTH, LEAST_MARK));
    if (this.#selected !== null && this.#selected < scene.graph.nodes.length) {
      context.fillStyle = this.#theme.focus;
      context.fillRect(left, at(this.#selected) - 2, MARK_WIDTH, LEAST_MARK + 2);
    }
  }

  /** Nothing where there is no room. */
  #clear(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const { width, height } = this.#size;
    const ratio = window.devicePixelRatio;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = width === 0 ? null : canvas.getContext("2d");
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }
}
