// Rectangles whose areas are as given and whose sides are close to equal: squarified treemaps, by Bruls, Huizing and
// van Wijk, https://www.win.tue.nl/~vanwijk/stm.pdf

/** In the units of the whole. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param weights Positive, the largest first. @returns a rectangle for each, which together fill the whole. */
export function treemap(weights: readonly number[], width: number, height: number): Rectangle[] {
  const whole = weights.reduce((sum, each) => sum + each, 0);
  const areas = weights.map((each) => (each / whole) * width * height);
  const made: Rectangle[] = [];
  let left: Rectangle = { x: 0, y: 0, width, height };
  for (let start = 0; start < areas.length;) {
    const end = rowEnd(areas, start, Math.min(left.width, left.height));
    const row = areas.slice(start, end);
    left = place(row, left, made);
    start = end;
  }
  return made;
}

/** Where a row along the shorter side ends: before the area that would make its worst rectangle longer. */
function rowEnd(areas: readonly number[], start: number, side: number): number {
  let sum = 0;
  let worst = Infinity;
  for (let index = start; index < areas.length; index++) {
    sum += areas[index]!;
    const next = Math.max((side * side * areas[start]!) / (sum * sum), (sum * sum) / (side * side * areas[index]!));
    if (next > worst) {
      return index;
    }
    worst = next;
  }
  return areas.length;
}

/** @returns what is left of the room. */
function place(row: readonly number[], room: Rectangle, made: Rectangle[]): Rectangle {
  const sum = row.reduce((total, each) => total + each, 0);
  const isWide = room.width >= room.height;
  const side = isWide ? room.height : room.width;
  const depth = side === 0 ? 0 : sum / side;
  let at = 0;
  for (const area of row) {
    const length = sum === 0 ? 0 : (area / sum) * side;
    made.push(
      isWide
        ? { x: room.x, y: room.y + at, width: depth, height: length }
        : { x: room.x + at, y: room.y, width: length, height: depth },
    );
    at += length;
  }
  return isWide
    ? { ...room, x: room.x + depth, width: room.width - depth }
    : { ...room, y: room.y + depth, height: room.height - depth };
}
