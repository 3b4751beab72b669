// k-means of numbers: Lloyd's iterations on the sorted values, where a cluster is a range and its mean a difference of
// prefix sums. They end at an exact fixed point, so the result does not depend on how long they ran.
import { SortedSums } from "./sorted-sums";

export type Initialization = "linear" | "density";

export interface Clusters {
  /** Ascending. */
  readonly centroids: Float32Array;
  /** Values up to bounds[i] belong to centroid i or one before it. One fewer than centroids. */
  readonly bounds: Float64Array;
}

/** Far more than values that differ have ever needed. */
const MOST_ITERATIONS = 10_000;

/**
 * At most `count` clusters of finite values. From evenly spaced centroids (linear) or quantiles (density); a cluster
 * that nothing is nearest to gets a half of the one with the largest error.
 */
export function kMeans(values: Float32Array, count: number, initialization: Initialization): Clusters {
  const sorted = values.slice().sort();
  const sums = new SortedSums(sorted);
  let starts = startsOf(sorted, initialCentroids(sorted, count, initialization));
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const means = meansOf(sums, starts);
    const filled = means.length < count ? withSplits(sums, starts, count - means.length) : means;
    const next = startsOf(sorted, filled);
    if (sameStarts(next, starts)) {
      break;
    }
    starts = next;
  }
  // In float32 two means may be one.
  const distinct = Float32Array.from(new Set(Float32Array.from(meansOf(sums, starts))));
  return { centroids: distinct, bounds: boundsOf(distinct) };
}

function initialCentroids(sorted: Float32Array, count: number, initialization: Initialization): Float64Array {
  const min = sorted[0]!;
  const max = sorted.at(-1)!;
  return Float64Array.from({ length: count }, (_, i) =>
    initialization === "density"
      ? sorted[Math.floor(((i + 0.5) / count) * sorted.length)]!
      : min + ((max - min) * i) / Math.max(1, count - 1),
  );
}

/** Half way between neighbours. */
function boundsOf(centroids: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: centroids.length - 1 }, (_, i) => (centroids[i]! + centroids[i + 1]!) / 2);
}

/** Where in the sorted values the cluster of each centroid starts, and the end. */
function startsOf(sorted: Float32Array, centroids: Float64Array): number[] {
  const starts = [0];
  for (const bound of boundsOf(centroids)) {
    starts.push(upTo(sorted, bound, starts.at(-1)!, sorted.length));
  }
  starts.push(sorted.length);
  return starts;
}

/** The end of what is up to a bound, within a range of the sorted values. */
function upTo(sorted: Float32Array, bound: number, start: number, end: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= bound) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Means of the clusters that hold something. */
function meansOf(sums: SortedSums, starts: readonly number[]): Float64Array {
  const means: number[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    if (starts[i]! < starts[i + 1]!) {
      means.push(sums.mean(starts[i]!, starts[i + 1]!));
    }
  }
  return Float64Array.from(means);
}

/** The means, with the clusters of the largest error as two: what is up to their mean, and what is above. */
function withSplits(sums: SortedSums, starts: readonly number[], more: number): Float64Array {
  const ranges = starts
    .slice(1)
    .map((end, i) => ({ start: starts[i]!, end }))
    .filter(({ start, end }) => start < end);
  const largest = ranges
    .map((range) => ({ range, scatter: sums.scatter(range.start, range.end) }))
    .filter(({ scatter }) => scatter > 0)
    .sort((a, b) => b.scatter - a.scatter)
    .slice(0, more);
  const split = new Set(largest.map(({ range }) => range));
  return Float64Array.from(
    ranges.flatMap((range) => {
      const { start, end } = range;
      const mean = sums.mean(start, end);
      const middle = split.has(range) ? upTo(sums.elements, mean, start, end) : end;
      return middle > start && middle < end ? [sums.mean(start, middle), sums.mean(middle, end)] : [mean];
    }),
  );
}

function sameStarts(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
