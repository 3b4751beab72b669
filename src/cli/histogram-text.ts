// How elements are distributed, in one line of a terminal.
import { measureText, type Histogram } from "../core";

const BLOCKS = "▁▂▃▄▅▆▇█";

/** "-0.8 ▁▃█▅ 0.9" between the least and the greatest: the height of a block is the share of the fullest bin; no block: an empty bin. */
export function histogramText({ from, counts }: Histogram, maximum: number): string {
  const fullest = counts.reduce((most, count) => Math.max(most, count), 0);
  const blocks = Array.from(counts, (count) =>
    count === 0 ? " " : BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((count / fullest) * BLOCKS.length))]!,
  );
  return `${measureText(from)} ${blocks.join("")} ${measureText(maximum)}`;
}
