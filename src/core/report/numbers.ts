// Numbers and shapes as people read them. A KB is 1,024 bytes, as everywhere in VS Code.
import type { Shape } from "../ir/value";

const BYTE_UNITS = ["B", "KB", "MB", "GB"];

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${BYTE_UNITS[unit]}`;
}

/** "5.13 → 1.29 MB": the unit once where both have the same. */
export function bytesChange(before: number, after: number): string {
  const [from, to] = [bytesText(before), bytesText(after)];
  const [value, unit] = from.split(" ") as [string, string];
  return to.endsWith(` ${unit}`) ? `${value} → ${to}` : `${from} → ${to}`;
}

/** "−74.2 %", or "no change". */
export function deltaText(before: number, after: number): string {
  if (before === after) {
    return "no change";
  }
  const percent = before === 0 ? 100 : ((after - before) / before) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
}

const COUNT_UNITS = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "K"],
] as const;

/** "3.47 M", and "5.90e20" where there is no unit for it. */
export function countText(count: number): string {
  if (count >= 0.9995e15) {
    return count.toExponential(2).replace("+", "");
  }
  for (const [size, unit] of COUNT_UNITS) {
    // What rounds up to the next unit is told in it.
    if (count >= size * 0.9995) {
      return `${(count / size).toPrecision(3)} ${unit}`;
    }
  }
  return `${count}`;
}

/** A measured number in at most six digits. */
export function measureText(value: number): string {
  return Number.isNaN(value) ? "none" : String(Number(value.toPrecision(6)));
}

/** "2,000". Intl takes a second for a million of them, and 8 MB. @param count A whole number from 0 on. */
export function exactCount(count: number): string {
  if (count < 1000) {
    return `${count}`;
  }
  return count < 1e21 ? `${count}`.replace(/\B(?=(\d{3})+$)/g, ",") : count.toLocaleString("en-US");
}

/** "36.9 %"; small shares keep a digit, none reads as zero. */
export function shareText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

/** "N×3×(height/2)": unknown lengths are "?", and lengths that are worked out stand in parentheses. */
export function formatShape(shape: Shape | null): string {
  if (shape === null) {
    return "unknown shape";
  }
  const text = (dimension: Shape[number]) =>
    typeof dimension === "string" && /[+*/ ·\u2212]/u.test(dimension) ? `(${dimension})` : String(dimension ?? "?");
  return shape.length === 0 ? "scalar" : shape.map(text).join("×");
}

/** "1 node", "2,000 nodes". */
export function counted(count: number, noun: string): string {
  return `${exactCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Milliseconds, or a number of which nobody said what it is. */
export function amountText(amount: number, unit: "ms" | ""): string {
  const text = String(Number(amount.toPrecision(3)));
  return unit === "" ? text : `${text} ${unit}`;
}

/** Three digits, in the unit that suits them. */
export function timeText(milliseconds: number): string {
  return milliseconds < 1
    ? `${Math.round(milliseconds * 1000)} µs`
    : milliseconds < 1000
      ? `${Number(milliseconds.toPrecision(3))} ms`
      : `${Number((milliseconds / 1000).toPrecision(3))} s`;
}

/** Of signal to noise. @param decibels Null or infinite: nothing differs. */
export function decibelText(decibels: number | null): string {
  return decibels === null || decibels === Infinity ? "no noise" : `${decibels.toFixed(1)} dB`;
}
