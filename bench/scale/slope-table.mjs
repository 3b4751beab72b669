// How steeply work or time grows: the exponent e of nodes^e that fits best, 1 being in proportion.

const MOST = 1.15;
const HEADS = ["shape", "operation", "slope"];

/** @param points [nodes, amount] @returns the slope of a line through their logarithms, by least squares. */
export function slopeOf(points) {
  const logs = points.map((point) => point.map(Math.log));
  const [meanX, meanY] = [0, 1].map((axis) => logs.reduce((sum, each) => sum + each[axis], 0) / logs.length);
  const [above, below] = logs.reduce(
    ([xy, xx], [x, y]) => [xy + (x - meanX) * (y - meanY), xx + (x - meanX) ** 2],
    [0, 0],
  );
  return above / below;
}

/**
 * Prints the rows that are too steep, or all, and how many there are.
 * @param rows {shape, format, operation, points: [nodes, amount] where it is measurable, error}
 * @returns whether none is too steep and none failed.
 */
export function printTable(what, rows, all) {
  const measured = rows
    .filter(({ points }) => points.length > 1)
    .map((row) => ({ ...row, slope: slopeOf(row.points) }));
  const steep = measured.filter(({ slope }) => slope > MOST);
  const failed = rows.filter(({ error }) => error !== null);
  const shown = all ? measured : steep;
  if (shown.length > 0) {
    const sizes = [...new Set(shown.flatMap(({ points }) => points.map(([nodes]) => nodes)))].sort((a, b) => a - b);
    const head = [...HEADS, ...sizes.map((nodes) => `${nodes.toLocaleString("en-US")} nodes`)];
    const lines = shown.map(({ shape, format, operation, slope, points }) => {
      const amounts = new Map(points);
      const cells = sizes.map((nodes) =>
        amounts.has(nodes) ? Math.round(amounts.get(nodes)).toLocaleString("en-US") : "",
      );
      return [`${shape}.${format}`, operation, slope.toFixed(2), ...cells];
    });
    const widths = head.map((_, column) => Math.max(3, ...[head, ...lines].map((line) => line[column].length)));
    const print = (cells) => console.log(`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`);
    [head, widths.map((width) => "-".repeat(width)), ...lines].forEach(print);
  }
  failed.forEach(({ shape, format, operation, error }) => console.log(`${shape}.${format} ${operation}: ${error}`));
  console.log(`scale, ${what}: ${measured.length} slopes, ${steep.length} above ${MOST}, ${failed.length} failed`);
  return steep.length === 0 && failed.length === 0;
}
