// Draws what is in view of a scene on a canvas, in less detail the further away it is.
import type { DrawingContext } from "./drawing-context";
import { BlockPainter } from "./block-painter";
import { CardPainter } from "./card-painter";
import { detailAt } from "./detail";
import type { Dots } from "./dots";
import { EdgePainter } from "./edge-painter";
import type { Column, Fold } from "./fold";
import { FramePainter } from "./frame-painter";
import type { Coloring } from "./coloring";
import { nodesBetween, rowsBetween, type Scene } from "./scene";
import type { Theme } from "./theme";
import type { Size, Viewport } from "./viewport";

export interface PaintOptions {
  /** Whether it is a picture to be kept, in which nothing may be left out. */
  readonly isWhole?: boolean;
  /** Pixels of the picture for each of the screen. */
  readonly ratio: number;
  readonly viewport: Viewport;
  readonly fold: Fold;
  readonly screen: Size;
  readonly selected: number | null;
  readonly selectedFrame: number | null;
  /** By what is drawn, how much of it was found: of groups it can be more than one; null: nothing is looked for. */
  readonly matches: Int32Array | null;
  /** Null: nodes are in the colours of what they do. */
  readonly coloring: Coloring | null;
  readonly theme: Theme;
  /** What draws the nodes of an overview on the context; left out: each is drawn by itself. */
  readonly dots?: Dots;
}

/** What is in view of a column, in the drawing's own coordinates, and how these become the screen's. */
export interface Part {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly left: number;
  readonly right: number;
  readonly viewport: Viewport;
}

export function paint(context: DrawingContext, scene: Scene, options: PaintOptions): void {
  const { screen, fold, viewport, ratio } = options;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, screen.width, screen.height);
  const isFolded = fold.columns.length > 1;
  const detail = detailAt(viewport.scale);
  const frames = new FramePainter(context, scene, options);
  const edges = new EdgePainter(context, scene, options);
  const nodes =
    detail === "cards" ? new CardPainter(context, scene, options) : new BlockPainter(context, scene, options);
  for (const [index, column] of fold.columns.entries()) {
    const part = partInView(scene, column, options);
    if (part === null) {
      continue;
    }
    if (detail !== "overview" || scene.frameTitles.length > 0) {
      const { scale, x, y } = part.viewport;
      const { left, top, right, bottom } = column;
      context.save();
      context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
      const clip = (from: number) => {
        if (isFolded) {
          context.beginPath();
          context.rect(left, from, right - left, bottom - from);
          context.clip();
        }
      };
      // The titles of what begins in the first row of a column are above it.
      clip(top - frames.headroom(index));
      frames.paint(part, index);
      if (detail !== "overview") {
        context.save();
        clip(top);
        edges.paint(part);
        context.restore();
        frames.paintTitles(part, index);
      }
      context.restore();
    }
    for (let row = part.firstRow; row <= part.lastRow; row++) {
      // Of a row that is seen as a few pixels all is drawn.
      const shown = detail === "overview" ? scene.rows[row]! : nodesBetween(scene, row, part.left, part.right);
      for (const node of shown) {
        context.label?.(scene.graph.nodes[node]!.name);
        nodes.paint(node, part.viewport);
      }
      context.label?.("");
    }
  }
  nodes.finish();
}

function partInView(scene: Scene, column: Column, { viewport, screen }: PaintOptions): Part | null {
  const { scale } = viewport;
  const x = viewport.x + column.dx * scale;
  const y = viewport.y + column.dy * scale;
  const left = Math.max(column.left, -x / scale);
  const right = Math.min(column.right, (screen.width - x) / scale);
  const [first, last] = rowsBetween(scene, -y / scale, (screen.height - y) / scale);
  const firstRow = Math.max(first, column.firstRow);
  const lastRow = Math.min(last, column.lastRow);
  return left > right || firstRow > lastRow ? null : { firstRow, lastRow, left, right, viewport: { scale, x, y } };
}
