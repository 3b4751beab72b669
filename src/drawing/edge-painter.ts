// Draws edges: as curves with arrows, further away as lines.
import type { DrawingContext } from "./drawing-context";
import { widthOf, write } from "./canvas-text";
import { edgeLabelsIn, type EdgeLabel } from "./edge-labels";
import { groundOf } from "./frame-painter";
import type { PaintOptions, Part } from "./painter";
import type { Scene } from "./scene";

/** Below this curves look like lines. */
const CURVE_SCALE = 0.3;
const LABEL_SCALE = 0.62;
/** Of more edges at a time nobody sees which is which. */
const MOST_EDGES = 5000;
const FAR_DASH = [3, 3];
/** By scene and row; once they are drawn, they do not change. */
const labels = new WeakMap<Scene, (readonly EdgeLabel[])[]>();

export class EdgePainter {
  constructor(
    readonly context: DrawingContext,
    readonly scene: Scene,
    readonly options: PaintOptions,
  ) {}

  /** @param part In whose coordinates the canvas draws. */
  paint(part: Part): void {
    this.#trunks(part.firstRow, part.lastRow);
    this.#edges(part);
    // Over all edges, which would cross them.
    this.#labels(part);
  }

  /** Lines of edges that cross rows; one for all edges of a node. */
  #trunks(first: number, last: number): void {
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

  #edges({ firstRow: first, lastRow: last, left, right }: Part): void {
    const { context, scene, options } = this;
    const { layout, graph } = scene;
    const { scale } = options.viewport;
    let drawn = 0;
    for (let row = Math.max(0, first); row <= Math.min(last + 1, scene.edgesByRow.length - 1); row++) {
      for (const edge of scene.edgesByRow[row]!) {
        const x0 = layout.branches[edge * 4]!;
        const y0 = layout.branches[edge * 4 + 1]!;
        const x1 = layout.branches[edge * 4 + 2]!;
        const y1 = layout.branches[edge * 4 + 3]!;
        if (Math.max(x0, x1) < left || Math.min(x0, x1) > right) {
          continue;
        }
        drawn++;
        if (drawn > MOST_EDGES && options.isWhole !== true) {
          return;
        }
        const [from, to] = [graph.edges[edge * 2]!, graph.edges[edge * 2 + 1]!];
        this.#stroke(from === options.selected || to === options.selected);
        context.setLineDash(layout.isFar[edge] === 1 || this.#isGhost(from) || this.#isGhost(to) ? FAR_DASH : []);
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
      }
    }
  }

  #labels({ firstRow, lastRow, left, right }: Part): void {
    const { scene, options } = this;
    if (options.viewport.scale < LABEL_SCALE) {
      return;
    }
    for (let row = Math.max(0, firstRow); row <= Math.min(lastRow + 1, scene.rows.length - 1); row++) {
      for (const label of this.#labelsIn(row)) {
        if (label.x <= right && label.x + label.width >= left) {
          this.#label(label);
        }
      }
    }
  }

  #labelsIn(row: number): readonly EdgeLabel[] {
    const { context, scene, options } = this;
    let rows = labels.get(scene);
    if (rows === undefined) {
      rows = [];
      labels.set(scene, rows);
    }
    rows[row] ??= edgeLabelsIn(scene, row, (text, style) => widthOf(context, options.theme, style, text));
    return rows[row];
  }

  /** The shape that flows along an edge, on a ground of its own. */
  #label({ edge, text, style, x, y, width }: EdgeLabel): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const frame = scene.graph.frameOf[scene.graph.edges[edge * 2 + 1]!]!;
    context.fillStyle = groundOf(scene, frame, theme);
    context.fillRect(x - 2, y - 9, width + 4, 12);
    write(context, theme, style, text, x, y, theme.dim);
  }

  #isGhost(node: number): boolean {
    return this.scene.graph.nodes[node]!.isRemoved === true;
  }

  #stroke(strong: boolean): void {
    const { theme } = this.options;
    this.context.strokeStyle = strong ? theme.focus : theme.edge;
    // On the screen never thinner than a pixel, which would fade.
    this.context.lineWidth = (strong ? 1.75 : 1) / Math.min(1, this.options.viewport.scale);
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
