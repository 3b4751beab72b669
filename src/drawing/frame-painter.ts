// Draws frames around what is in open groups, with their titles.
import type { DrawingContext } from "./drawing-context";
import { exactCount } from "../core/report/numbers";
import { fontOf, type TextStyle } from "./fonts";
import type { Theme } from "./theme";
import { cutMiddle, widthOf, write } from "./canvas-text";
import { detailAt, type Detail } from "./detail";
import { columnOf, type Fold } from "./fold";
import type { PaintOptions, Part } from "./painter";
import { frameBox, FRAME_TITLE, GROUP_TITLE, type Scene } from "./scene";

/** Of a title in pixels, from which on it can be read. */
const LEAST_TITLE = 8;
/** Of the line around a frame. */
const LINE = 2;
/** A smaller frame, in pixels, is not told from what is in it. */
const LEAST_FRAME = 8;
/** Of its colour, in a frame that is far away. */
const TINT = 0.16;
/** Left and right of a title further away. */
const MARGIN = 4;

export class FramePainter {
  readonly #detail: Detail;

  constructor(
    readonly context: DrawingContext,
    readonly scene: Scene,
    readonly options: PaintOptions,
  ) {
    this.#detail = detailAt(options.viewport.scale);
  }

  /** @param part In whose coordinates the canvas draws. @param column Which one of the fold that is. */
  paint(part: Part, column: number): void {
    const { context, scene, options } = this;
    const { theme, selectedFrame } = options;
    const pixel = 1 / part.viewport.scale;
    for (const frame of this.#framesIn(part, column)) {
      const { x, y, width, height } = frameBox(scene, frame);
      if (Math.min(width, height) * part.viewport.scale < LEAST_FRAME && frame !== selectedFrame) {
        continue;
      }
      const color = this.#detail === "overview" ? this.#colorOf(frame) : theme.edge;
      context.beginPath();
      context.roundRect(x, y, width, height, 6);
      context.fillStyle = groundOf(scene, frame, theme);
      context.fill();
      if (this.#detail === "overview") {
        context.fillStyle = color;
        context.globalAlpha = TINT;
        context.fill();
        context.globalAlpha = 1;
      }
      const isSelected = frame === selectedFrame;
      context.lineWidth = isSelected ? 2 * Math.max(1, pixel) : Math.max(1, pixel);
      context.strokeStyle = isSelected ? theme.focus : color;
      context.stroke();
    }
  }

  /** What the frames that begin in the first row of a column need above it. */
  headroom(column: number): number {
    const { scene, options } = this;
    const { firstRow } = options.fold.columns[column]!;
    const top = scene.layout.rowTop[firstRow]!;
    return framesByColumn(scene, options.fold)[column]!.reduce(
      (most, frame) =>
        scene.frameRows[0][frame] === firstRow ? Math.max(most, top - frameBox(scene, frame).y + LINE) : most,
      0,
    );
  }

  /** Over edges, which go through where titles are. */
  paintTitles(part: Part, column: number): void {
    const { context, scene } = this;
    const [firstRows] = scene.frameRows;
    const isCards = this.#detail === "cards";
    if (!hasTitles(part.viewport.scale)) {
      return;
    }
    context.save();
    if (!isCards) {
      const { ratio } = this.options;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    for (const frame of this.#framesIn(part, column)) {
      if (firstRows[frame]! >= part.firstRow) {
        this.#title(frame, part, isCards);
      }
    }
    context.restore();
  }

  #title(frame: number, { viewport }: Part, isCards: boolean): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const { x, y, width } = frameBox(scene, frame);
    const title = scene.frameTitles[frame]!;
    const background = (left: number, top: number, textWidth: number, height: number) => {
      context.fillStyle = groundOf(scene, frame, theme);
      context.fillRect(left, top, textWidth, height);
    };
    if (!isCards) {
      const left = x * viewport.scale + viewport.x + MARGIN;
      const middle = (y + FRAME_TITLE / 2) * viewport.scale + viewport.y;
      const shown = cutMiddle(context, theme, "block", title, width * viewport.scale - 2 * MARGIN);
      background(left, middle - 6, widthOf(context, theme, "block", shown), 12);
      write(context, theme, "block", shown, left, middle + 4, theme.foreground);
      return;
    }
    const shown = cutMiddle(context, theme, "cardTitle", title, width - GROUP_TITLE - 8);
    const end = GROUP_TITLE + widthOf(context, theme, "cardTitle", shown) + 4;
    background(x + 6, y + 5, end - 6, FRAME_TITLE - 10);
    drawMark(context, x + 12, y + 8, true, theme.foreground);
    write(context, theme, "cardTitle", shown, x + GROUP_TITLE, y + 18, theme.foreground);
    const count = this.#count(frame);
    const style: TextStyle = "cardNumber";
    const countWidth = widthOf(context, theme, style, count);
    if (end + countWidth + 20 < width) {
      background(x + width - 12 - countWidth, y + 5, countWidth + 4, FRAME_TITLE - 10);
      context.font = fontOf(style, theme);
      write(context, theme, style, count, x + width - 10, y + 18, theme.dim, "right");
    }
  }

  #count(frame: number): string {
    const { tree, graph } = this.scene;
    return tree === null ? "" : `${exactCount(tree.nodeCounts[graph.frames[frame]!]!)} nodes`;
  }

  #framesIn({ firstRow, lastRow, left, right }: Part, column: number): number[] {
    const { scene, options } = this;
    const [first, last] = scene.frameRows;
    return framesByColumn(scene, options.fold)[column]!.filter((frame) => {
      const { x, width } = frameBox(scene, frame);
      return first[frame]! <= lastRow && last[frame]! >= firstRow && x <= right && x + width >= left;
    });
  }

  #colorOf(frame: number): string {
    const { tree, graph } = this.scene;
    return this.options.theme.roles[tree?.roles[graph.frames[frame]!] ?? "other"];
  }
}

/** The colour behind what is in a frame: in turns, so that one in another can be told from it. @param frame -1: none. */
export function groundOf({ frameDepths }: Scene, frame: number, { card, background }: Theme): string {
  return frame >= 0 && frameDepths[frame]! % 2 === 1 ? card : background;
}

const known = new WeakMap<Fold, readonly (readonly number[])[]>();

/** The frames in each column, outer ones first. */
function framesByColumn(scene: Scene, fold: Fold): readonly (readonly number[])[] {
  let columns = known.get(fold);
  if (columns === undefined) {
    const found = fold.columns.map((): number[] => []);
    const [first, last] = scene.frameRows;
    for (let frame = 0; frame < first.length; frame++) {
      for (
        let column = fold.columns.indexOf(columnOf(fold, first[frame]!));
        column < found.length && fold.columns[column]!.firstRow <= last[frame]!;
        column++
      ) {
        found[column]!.push(frame);
      }
    }
    columns = found;
    known.set(fold, columns);
  }
  return columns;
}

/** Whether frames are so large that titles are written on them. */
export function hasTitles(scale: number): boolean {
  return detailAt(scale) !== "overview" && FRAME_TITLE * scale >= LEAST_TITLE;
}

/** The mark of a group: a plus in a box where it can be opened, a minus where it can be closed. */
export function drawMark(context: DrawingContext, x: number, y: number, isOpen: boolean, color: string): void {
  context.beginPath();
  context.rect(x + 0.5, y + 0.5, 11, 11);
  context.moveTo(x + 3, y + 6);
  context.lineTo(x + 9, y + 6);
  if (!isOpen) {
    context.moveTo(x + 6, y + 3);
    context.lineTo(x + 6, y + 9);
  }
  context.lineWidth = 1;
  context.strokeStyle = color;
  context.stroke();
}
