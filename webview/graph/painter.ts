// Draws what is in view of a scene on a canvas, in less detail the further away it is.
import { shareText } from "../../src/protocol/numbers";
import { visibleText } from "../../src/protocol/visible-text";
import { fontOf, type TextStyle } from "../look/fonts";
import type { Scene } from "./scene";
import { boxOf, ENDPOINT_NAME, isCard, nodesBetween, rowsBetween, SHARE_BAR } from "./scene";
import type { Theme } from "../look/theme";
import type { Size, Viewport } from "./viewport";

/** Below this text cannot be read and is left out. */
const TEXT_SCALE = 0.4;
/** Below this curves look like lines. */
const CURVE_SCALE = 0.3;
const LABEL_SCALE = 0.6;
/** Of more edges at a time nobody sees which is which. */
const MOST_EDGES = 5000;
/** In pixels of the screen. */
const MARK_WIDTH = 3;
const FAR_DASH = [3, 3];

export interface PaintOptions {
  readonly viewport: Viewport;
  readonly screen: Size;
  readonly selected: number | null;
  /** By node, 1 where it was found; null: nothing is looked for. */
  readonly matches: Uint8Array | null;
  readonly theme: Theme;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene, options: PaintOptions): void {
  const { viewport, screen } = options;
  const ratio = window.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, screen.width, screen.height);
  const { scale, x, y } = viewport;
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
  const [first, last] = rowsBetween(scene, -y / scale, (screen.height - y) / scale);
  const left = -x / scale;
  const right = (screen.width - x) / scale;
  const painter = new Painter(context, scene, options, left, right);
  painter.trunks(first, last);
  painter.edges(first, last);
  painter.nodes(first, last);
}

class Painter {
  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly scene: Scene,
    readonly options: PaintOptions,
    readonly left: number,
    readonly right: number,
  ) {}

  /** Lines of edges that cross rows; one for all edges of a node. */
  trunks(first: number, last: number): void {
    const { context, scene, options } = this;
    const { layout, heights } = scene;
    const curved = options.viewport.scale >= CURVE_SCALE;
    for (let node = 0; node < layout.trunkStart.length; node++) {
      const start = layout.trunkStart[node]!;
      const rank = layout.rank[node]!;
      const length = layout.trunkLength[node]!;
      if (start < 0 || rank > last || rank + length < first - 1) {
        continue;
      }
      this.#stroke(node === options.selected || this.#readsSelected(node));
      context.beginPath();
      const begin = Math.max(0, first - rank - 2);
      const end = Math.min(length, last - rank + 1);
      let [x, y] =
        begin === 0
          ? [layout.x[node]!, layout.y[node]! + heights[node]! / 2]
          : [layout.bendX[start + begin - 1]!, this.#rowBottom(rank + begin)];
      context.moveTo(x, y);
      for (let bend = begin; bend < end; bend++) {
        const toX = layout.bendX[start + bend]!;
        const row = rank + 1 + bend;
        this.#curve(x, y, toX, layout.rowTop[row]!, curved);
        context.lineTo(toX, this.#rowBottom(row));
        [x, y] = [toX, this.#rowBottom(row)];
      }
      context.stroke();
    }
  }

  edges(first: number, last: number): void {
    const { context, scene, options } = this;
    const { layout, graph } = scene;
    const { scale } = options.viewport;
    const withLabels = scale >= LABEL_SCALE;
    let drawn = 0;
    for (let row = Math.max(0, first); row <= Math.min(last + 1, scene.edgesByRow.length - 1); row++) {
      const labelled = new Set<number>();
      for (const edge of scene.edgesByRow[row]!) {
        const x0 = layout.branches[edge * 4]!;
        const y0 = layout.branches[edge * 4 + 1]!;
        const x1 = layout.branches[edge * 4 + 2]!;
        const y1 = layout.branches[edge * 4 + 3]!;
        if (Math.max(x0, x1) < this.left || Math.min(x0, x1) > this.right) {
          continue;
        }
        drawn++;
        if (drawn > MOST_EDGES) {
          return;
        }
        const [from, to] = [graph.edges[edge * 2]!, graph.edges[edge * 2 + 1]!];
        this.#stroke(from === options.selected || to === options.selected);
        context.setLineDash(layout.isFar[edge] === 1 ? FAR_DASH : []);
        context.beginPath();
        context.moveTo(x0, y0);
        this.#curve(x0, y0, x1, y1, scale >= CURVE_SCALE);
        context.stroke();
        context.setLineDash([]);
        if (scale >= CURVE_SCALE) {
          this.#arrow(
            layout.isBack[edge] === 1 ? x0 : x1,
            layout.isBack[edge] === 1 ? y0 : y1,
            layout.isBack[edge] === 1,
          );
        }
        const label = graph.labels[edge]!;
        if (withLabels && label !== "" && !labelled.has(to)) {
          labelled.add(to);
          const style = graph.inferred[edge] === true ? "inferredLabel" : "edgeLabel";
          this.#text(label, x1 + 7, y1 - 12, options.theme.dim, style);
        }
      }
    }
  }

  nodes(first: number, last: number): void {
    const { scene, options } = this;
    for (let row = first; row <= last; row++) {
      for (const node of nodesBetween(scene, row, this.left, this.right)) {
        this.#node(node, options.viewport.scale >= TEXT_SCALE);
      }
    }
  }

  #node(node: number, withText: boolean): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const view = scene.graph.nodes[node]!;
    const { x, y, width, height } = boxOf(scene, node);
    // A lookup in something computed is no embedding.
    const role = view.role === "embedding" && view.parameters === 0 ? "shape" : view.role;
    const color =
      view.kind === "input" ? theme.shapes.blue : view.kind === "output" ? theme.shapes.orange : theme.roles[role];
    const selected = node === options.selected;
    const card = isCard(view);
    context.beginPath();
    context.roundRect(x, y, width, height, card ? 4 : height / 2);
    context.fillStyle = theme.card;
    context.fill();
    context.lineWidth = selected ? 2 : view.kind === "operator" && card ? 1 : 1.25;
    context.strokeStyle = selected ? theme.focus : card ? theme.border : color;
    context.stroke();
    if (card) {
      context.fillStyle = color;
      context.fillRect(x, y, 4, height);
    }
    if (options.matches?.[node] === 1) {
      this.#mark(x, y, width, height, card ? 7 : height / 2 + 4);
    }
    if (withText) {
      if (view.kind !== "operator") {
        this.#endpointText(node, x, y, width);
      } else if (card) {
        this.#cardText(node, x, y, width, color);
      } else {
        this.#text(scene.labels[node]!.title, x + width / 2, y + height / 2 + 4, theme.foreground, "pill", "center");
      }
    }
  }

  /** A ring around what was found, as wide on the screen at every scale. */
  #mark(x: number, y: number, width: number, height: number, radius: number): void {
    const { context, options } = this;
    const line = MARK_WIDTH / Math.min(1, options.viewport.scale);
    const gap = 1 + line / 2;
    context.beginPath();
    context.roundRect(x - gap, y - gap, width + 2 * gap, height + 2 * gap, radius);
    context.lineWidth = line;
    context.strokeStyle = options.theme.match;
    context.stroke();
  }

  #endpointText(node: number, x: number, y: number, width: number): void {
    const { theme } = this.options;
    const { title, detail } = this.scene.labels[node]!;
    const kind = this.scene.graph.nodes[node]!.kind === "input" ? "input" : "output";
    const [mark, color] = kind === "input" ? ["IN", theme.texts.blue] : ["OUT", theme.texts.orange];
    this.#text(mark, x + 14, y + 20, color, "endpointKind");
    this.#text(title, x + ENDPOINT_NAME[kind], y + 20, theme.foreground, "endpointName");
    this.#text(detail, x + width - 14, y + 20, theme.dim, "endpointType", "right");
  }

  #cardText(node: number, x: number, y: number, width: number, color: string): void {
    const { scene, options } = this;
    const { theme } = options;
    const { title, detail, bytes, left } = scene.labels[node]!;
    const { share } = scene.graph.nodes[node]!;
    this.#text(title, x + 14, y + 18, theme.foreground, "cardTitle");
    this.#text(share > 0 ? shareText(share) : "", x + width - 10, y + 18, theme.dim, "cardNumber", "right");
    this.#text(detail, x + 14, y + 33, theme.dim, "cardDetail");
    if (share > 0) {
      this.#shareBar(x + 14, y + 43, share, left, color);
    }
    this.#text(bytes, x + width - 10, y + 49, theme.foreground, "cardNumber", "right");
  }

  /** The node's share of all parameters; its solid part is what is left of their bytes. */
  #shareBar(x: number, y: number, share: number, left: number, color: string): void {
    const { context } = this;
    const filled = Math.max(2, SHARE_BAR * share);
    context.fillStyle = color;
    context.globalAlpha = 0.18;
    context.fillRect(x, y, SHARE_BAR, 5);
    context.globalAlpha = 0.5;
    context.fillRect(x, y, filled, 5);
    context.globalAlpha = 1;
    context.fillRect(x, y, filled * left, 5);
  }

  #text(text: string, x: number, y: number, color: string, style: TextStyle, align: CanvasTextAlign = "left"): void {
    const { context } = this;
    context.fillStyle = color;
    context.font = fontOf(style, this.options.theme);
    context.textAlign = align;
    context.fillText(visibleText(text), x, y);
  }

  #stroke(strong: boolean): void {
    const { theme } = this.options;
    this.context.strokeStyle = strong ? theme.focus : theme.edge;
    this.context.lineWidth = strong ? 1.75 : 1;
    this.context.globalAlpha = 1;
  }

  #curve(x0: number, y0: number, x1: number, y1: number, curved: boolean): void {
    if (curved && x0 !== x1) {
      const middle = (y0 + y1) / 2;
      this.context.bezierCurveTo(x0, middle, x1, middle, x1, y1);
    } else {
      this.context.lineTo(x1, y1);
    }
  }

  #arrow(x: number, y: number, up: boolean): void {
    const { context } = this;
    const back = up ? 6 : -6;
    context.beginPath();
    context.moveTo(x - 4, y + back);
    context.lineTo(x, y);
    context.lineTo(x + 4, y + back);
    context.stroke();
  }

  #rowBottom(row: number): number {
    return this.scene.layout.rowTop[row]! + this.scene.layout.rowHeight[row]!;
  }

  #readsSelected(node: number): boolean {
    const { selected } = this.options;
    return (
      selected !== null &&
      this.scene.makers[selected]!.includes(node) &&
      this.scene.layout.rank[selected]! - this.scene.layout.rank[node]! > 1
    );
  }
}
