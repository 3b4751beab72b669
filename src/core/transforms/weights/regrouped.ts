/**
 * For each axis of a shape the axis before a reshape that its indices follow: the one that it is or is a part of, or of
 * those that became one the longest; null for axes of length 1 and where neither is so.
 * @returns null where the shapes do not hold the same number of elements.
 */
export function regrouped(before: readonly number[], after: readonly number[]): (number | null)[] | null {
  const origins = after.map((): number | null => null);
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [from, to] = [i, j];
    let [left, right] = [before[i++] ?? 1, after[j++] ?? 1];
    while (left !== right && (i < before.length || j < after.length)) {
      if ((left < right && i < before.length) || j >= after.length) {
        left *= before[i++] ?? 1;
      } else {
        right *= after[j++]!;
      }
    }
    if (left !== right) {
      return null;
    }
    const wide = axesBetween(before, from, i);
    const [longest] = [...wide].sort((one, other) => before[other]! - before[one]!);
    const targets = axesBetween(after, to, j);
    if (longest !== undefined && (wide.length === 1 || targets.length === 1)) {
      targets.forEach((axis) => (origins[axis] = longest));
    }
  }
  return origins;
}

/** Those of a range that have more than one index. */
function axesBetween(shape: readonly number[], start: number, end: number): number[] {
  return [...shape.keys()].filter((axis) => axis >= start && axis < end && shape[axis]! > 1);
}
