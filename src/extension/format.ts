// Numbers as the status bar and messages show them. VS Code counts a KB as 1,024 bytes, and so do we.

export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** "−74.2 %". */
export function formatDelta(before: number, after: number): string {
  const percent = before === 0 ? 0 : ((after - before) / before) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
}

/** "3.47 M". */
export function formatCount(count: number): string {
  for (const [size, unit] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "K"],
  ] as const) {
    if (count >= size) {
      return `${(count / size).toPrecision(3)} ${unit}`;
    }
  }
  return `${count}`;
}
