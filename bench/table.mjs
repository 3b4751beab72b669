// What was measured, as text.

const MEGABYTE = 1024 * 1024;

export const inMegabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 2 : 1)} MB`;
export const inMilliseconds = (time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
export const asPercent = (ratio) => `${(ratio * 100).toFixed(2)} %`;
export const asRatio = (ratio) => `${ratio.toFixed(2)} ×`;

/**
 * One measurement beside what it is compared with.
 * @param unit writes both numbers.
 * @param target the most that the ratio may be, or none.
 */
export function comparison(what, measured, beside, name, unit, { target = null, ratioUnit = asRatio } = {}) {
  const ratio = measured / beside;
  return {
    what,
    measured: unit(measured),
    beside: `${unit(beside)} ${name}`,
    ratio: ratioUnit(ratio),
    ...verdict(ratio, target, ratioUnit),
  };
}

/** One measurement that is held to a limit by itself. */
export function limited(what, measured, limit, unit) {
  return { what, measured: unit(measured), beside: "", ratio: "", ...verdict(measured, limit, unit) };
}

/** One measurement that is only told. */
export function stated(what, measured, unit) {
  return { what, measured: unit(measured), beside: "", ratio: "", target: "", verdict: "" };
}

function verdict(value, target, unit) {
  return target === null
    ? { target: "", verdict: "" }
    : { target: `≤ ${unit(target)}`, verdict: value <= target ? "met" : "missed" };
}

const HEADS = { what: "", measured: "measured", beside: "beside it", ratio: "ratio", target: "target", verdict: "" };

/** A table in Markdown, aligned to be read as it is. */
export function printTable(rows) {
  const columns = Object.keys(HEADS);
  const lines = [HEADS, ...rows].map((row) => columns.map((column) => row[column]));
  const widths = columns.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
  const print = (cells) => console.log(`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`);
  print(lines[0]);
  print(widths.map((width) => "-".repeat(width)));
  lines.slice(1).forEach(print);
}
