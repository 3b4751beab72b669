/** Three digits, in the unit that suits them. */
export function timeText(milliseconds: number): string {
  return milliseconds < 1
    ? `${Math.round(milliseconds * 1000)} µs`
    : milliseconds < 1000
      ? `${Number(milliseconds.toPrecision(3))} ms`
      : `${Number((milliseconds / 1000).toPrecision(3))} s`;
}
