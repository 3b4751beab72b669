// A long drawing in columns side by side, as a newspaper sets its text: so that all of it is seen at once, and not as a
// thread. At scales at which single nodes are read it is one column.
import { edgeLabelsIn } from "./edge-labels";
import { rowsBetween, type Scene } from "./scene";
import type { Size } from "./viewport";

/** Rows of the drawing, and how far they are moved. */
export interface Column {
  readonly firstRow: number;
  readonly lastRow: number;
  /** What it holds of the drawing, in the drawing's own coordinates. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Added to coordinates of the drawing. */
  readonly dx: number;
  readonly dy: number;
}

export interface Fold extends Size {
  /** From left to right, which is from the first row to the last. */
  readonly columns: readonly Column[];
}

/** Between columns, in parts of the widest of them. */
const GAP = 0.25;
const MOST_COLUMNS = 400;

type Drawing = Pick<Scene, "graph" | "layout" | "widths" | "rows" | "frameRows" | "edgesByRow" | "edgeLabels">;

/** The width of a character on an edge, more or less. */
const LABEL_CHARACTER = 6;

/** All rows in one column. */
export function unfolded({ layout: { width, height, rowTop } }: Pick<Drawing, "layout">): Fold {
  const all = {
    firstRow: 0,
    lastRow: rowTop.length - 1,
    left: -Infinity,
    top: -Infinity,
    right: Infinity,
    bottom: Infinity,
  };
  return { columns: [{ ...all, dx: 0, dy: 0 }], width, height };
}

/** The same with room for what is written beside edges. */
export function unfoldedWithLabels(drawing: Drawing): Fold {
  const plain = unfolded(drawing);
  let { width } = plain;
  eachLabel(drawing, (_row, _left, right) => (width = Math.max(width, right)));
  return { ...plain, width };
}

/**
 * In as many columns as make it largest on a screen; the widest row keeps its width.
 * @param withLines Whether there is room for lines beside all nodes and what is written on them; from far away neither is drawn.
 */
export function folded(drawing: Drawing, screen: Size, withLines = false): Fold {
  const extents = extentsOf(drawing);
  if (withLines) {
    widenByLines(drawing, extents);
  }
  const scaleOf = ({ width, height }: Size) => Math.min(screen.width / width, screen.height / height);
  let best = inColumns(drawing, extents, 1);
  // More columns are wider and lower: best is where both sides fit alike, on one side of it or the other.
  let [low, high] = [1, Math.min(MOST_COLUMNS, Math.max(1, drawing.rows.length))];
  while (low <= high) {
    const count = (low + high) >>> 1;
    const fold = inColumns(drawing, extents, count);
    best = scaleOf(fold) > scaleOf(best) ? fold : best;
    if (screen.width / fold.width > screen.height / fold.height) {
      low = count + 1;
    } else {
      high = count - 1;
    }
  }
  return best;
}

/** Left and right ends of each row's nodes and frames. */
function extentsOf({ layout, widths, rows, frameRows: [first, last] }: Drawing): {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
} {
  const lefts = new Float32Array(rows.length).fill(Infinity);
  const rights = new Float32Array(rows.length).fill(-Infinity);
  rows.forEach((row, at) => {
    for (const node of row) {
      lefts[at] = Math.min(lefts[at]!, layout.x[node]! - widths[node]! / 2);
      rights[at] = Math.max(rights[at]!, layout.x[node]! + widths[node]! / 2);
    }
  });
  for (let frame = 0; frame < first.length; frame++) {
    const left = layout.frames[frame * 4]!;
    const right = left + layout.frames[frame * 4 + 2]!;
    for (let row = first[frame]!; row <= last[frame]!; row++) {
      lefts[row] = Math.min(lefts[row]!, left);
      rights[row] = Math.max(rights[row]!, right);
    }
  }
  return { lefts, rights };
}

/** Each bend of a line has a row. */
function widenByLines(drawing: Drawing, { lefts, rights }: ReturnType<typeof extentsOf>): void {
  const { rank, trunkStart, trunkLength, bendX } = drawing.layout;
  eachLabel(drawing, (row, left, right) => {
    lefts[row] = Math.min(lefts[row]!, left);
    rights[row] = Math.max(rights[row]!, right);
  });
  rank.forEach((row, node) => {
    for (let bend = 0; bend < trunkLength[node]!; bend++) {
      const x = bendX[trunkStart[node]! + bend]!;
      const at = row + 1 + bend;
      lefts[at] = Math.min(lefts[at]!, x);
      rights[at] = Math.max(rights[at]!, x);
    }
  });
}

/** @param add Takes the row above which it is written, and where it begins and ends. */
function eachLabel(drawing: Drawing, add: (row: number, left: number, right: number) => void): void {
  drawing.rows.forEach((_, row) => {
    for (const { x, width } of edgeLabelsIn(drawing, row, (text) => text.length * LABEL_CHARACTER)) {
      add(row, x, x + width);
    }
  });
}

function inColumns({ layout, rows }: Drawing, { lefts, rights }: ReturnType<typeof extentsOf>, count: number): Fold {
  const { rowTop, rowHeight, height } = layout;
  const tallestRow = rowHeight.reduce((most, each) => Math.max(most, each), 0);
  // A row more in each, so that none is left for a last one.
  const wanted = count === 1 ? Infinity : height / count + tallestRow;
  const columns: Column[] = [];
  let firstRow = 0;
  let [widest, tallest] = [0, 0];
  while (firstRow < rows.length) {
    let lastRow = firstRow;
    let [left, right] = [lefts[firstRow]!, rights[firstRow]!];
    const top = rowTop[firstRow]!;
    while (lastRow + 1 < rows.length && rowTop[lastRow + 1]! + rowHeight[lastRow + 1]! - top <= wanted) {
      lastRow++;
      left = Math.min(left, lefts[lastRow]!);
      right = Math.max(right, rights[lastRow]!);
    }
    const bottom = lastRow + 1 < rows.length ? rowTop[lastRow + 1]! : rowTop[lastRow]! + rowHeight[lastRow]!;
    columns.push({ firstRow, lastRow, left, top, right, bottom, dx: 0, dy: -top });
    widest = Math.max(widest, right - left);
    tallest = Math.max(tallest, bottom - top);
    firstRow = lastRow + 1;
  }
  const gap = widest * GAP;
  let x = 0;
  const placed = columns.map((column) => {
    const made = { ...column, left: column.left - gap / 2, right: column.right + gap / 2, dx: x - column.left };
    x += column.right - column.left + gap;
    return made;
  });
  return { columns: placed, width: Math.max(1, x - gap), height: Math.max(1, tallest) };
}

/** Where a row's nodes are moved. */
export function columnOf({ columns }: Fold, row: number): Column {
  let [low, high] = [0, columns.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (columns[middle]!.firstRow <= row) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return columns[low]!;
}

/** The place of the drawing that is shown at a place of the fold, or at the column nearest to it. */
export function unfoldPlace({ columns }: Fold, x: number, y: number): { readonly x: number; readonly y: number } {
  const distance = ({ left, right, dx }: Column) => Math.max(0, left + dx - x, x - right - dx);
  const nearest = columns.reduce((best, column) => (distance(column) < distance(best) ? column : best));
  return { x: x - nearest.dx, y: Math.min(nearest.bottom, Math.max(nearest.top, y - nearest.dy)) };
}

/** Where a place of the drawing is shown. */
export function foldPlace(fold: Fold, scene: Scene, x: number, y: number): { readonly x: number; readonly y: number } {
  const [, last] = rowsBetween(scene, y, y);
  const { dx, dy } = columnOf(fold, Math.max(0, last));
  return { x: x + dx, y: y + dy };
}
