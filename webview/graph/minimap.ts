// The whole drawing in a strip beside it, from the first row to the last, with the part that is in view. A press goes there.
import { element } from "../look/elements";
import type { Theme } from "../look/theme";
import { colorOf } from "./node-color";
import { boxOf, type Scene } from "./scene";

const MARGIN = 4;
/** Of what was found, at the right side. */
const MARK_WIDTH = 8;
const LEAST_MARK = 2;
/** Of what is in view, in pixels. */
const LEAST_VIEW = 6;

export class Minimap {
  /** All of it can be done with keys, too. */
  readonly root = element("div", { class: "minimap", "aria-hidden": "true" });
  readonly #canvas = element("canvas");
  readonly #view = element("div", { class: "in-view" });
  #scene: Scene | null = null;
  #theme: Theme;
  #matches: Uint8Array | null = null;
  #selected: number | null = null;

  /** @param goTo Has a height of the drawing in the middle, and all of its width. */
  constructor(
    theme: Theme,
    readonly goTo: (y: number) => void,
  ) {
    this.#theme = theme;
    this.root.append(this.#canvas, this.#view);
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
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#draw();
  }

  paintIn(theme: Theme): void {
    this.#theme = theme;
    this.#draw();
  }

  /** @param matches By node, 1 where it was found. */
  mark(matches: Uint8Array | null, selected: number | null): void {
    this.#matches = matches;
    this.#selected = selected;
    this.#draw();
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

  /** Pixels for a unit of height; a short drawing is not stretched. */
  get #down(): number {
    const { clientWidth: width, clientHeight: height } = this.root;
    const { layout } = this.#scene!;
    return Math.min((height - 2 * MARGIN) / Math.max(1, layout.height), width / Math.max(1, layout.width));
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    const scene = this.#scene;
    const context = this.#canvas.getContext("2d");
    if (scene === null || context === null || width === 0) {
      return;
    }
    const ratio = window.devicePixelRatio;
    this.#canvas.width = width * ratio;
    this.#canvas.height = height * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { layout, graph } = scene;
    const across = (width - 2 * MARGIN - MARK_WIDTH) / Math.max(1, layout.width);
    const down = this.#down;
    const place = (node: number) => {
      const box = boxOf(scene, node);
      return {
        x: MARGIN + box.x * across,
        y: MARGIN + box.y * down,
        width: box.width * across,
        height: box.height * down,
      };
    };
    graph.nodes.forEach((view, node) => {
      const { x, y, width: wide, height: high } = place(node);
      context.fillStyle = colorOf(view, this.#theme);
      context.fillRect(x, y, Math.max(1, wide), Math.max(1, high));
    });
    context.fillStyle = this.#theme.match;
    this.#matches?.forEach((isMatch, node) => {
      if (isMatch === 1) {
        context.fillRect(width - MARK_WIDTH, place(node).y, MARK_WIDTH, LEAST_MARK);
      }
    });
    if (this.#selected !== null && this.#selected < graph.nodes.length) {
      context.fillStyle = this.#theme.focus;
      context.fillRect(width - MARK_WIDTH, place(this.#selected).y - 1, MARK_WIDTH, LEAST_MARK + 2);
    }
  }
}
