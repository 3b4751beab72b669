import type { Slices } from "../quantize/arithmetic";
import { hasAtMost } from "./distinct";
import { kMeans, type Clusters, type Initialization } from "./k-means";

export interface Clustering {
  readonly clusters: number;
  readonly keepZeros: boolean;
  readonly initialization: string;
}

/** Finite elements with at most so many different values in each slice; the given ones where they have no more. */
export function clustered(elements: Float32Array, { count, inner }: Slices, clustering: Clustering): Float32Array {
  if (count === 1) {
    return clusteredSlice(elements, clustering);
  }
  const result = new Float32Array(elements.length);
  const slice = new Float32Array(elements.length / count);
  for (let index = 0; index < count; index++) {
    eachOfSlice(elements.length, count, inner, index, (from, to) => (slice[to] = elements[from]!));
    const values = clusteredSlice(slice, clustering);
    eachOfSlice(elements.length, count, inner, index, (from, to) => (result[from] = values[to]!));
  }
  return result;
}

function eachOfSlice(
  length: number,
  count: number,
  inner: number,
  index: number,
  visit: (position: number, inSlice: number) => void,
): void {
  let inSlice = 0;
  for (let start = index * inner; start < length; start += count * inner) {
    for (let position = start; position < start + inner; position++) {
      visit(position, inSlice++);
    }
  }
}

function clusteredSlice(elements: Float32Array, { clusters, keepZeros, initialization }: Clustering): Float32Array {
  const most = Math.floor(clusters);
  if (hasAtMost(most, elements)) {
    return elements;
  }
  const first = initialization as Initialization;
  if (!keepZeros || !elements.includes(0)) {
    return nearest(elements, kMeans(elements, most, first), false);
  }
  return nearest(elements, aroundZero(elements, most - 1, first), true);
}

/** Negative and positive values have clusters in proportion to how many they are. */
function aroundZero(elements: Float32Array, count: number, initialization: Initialization): Clusters {
  const negative = elements.filter((x) => x < 0);
  const positive = elements.filter((x) => x > 0);
  if (count === 1 || negative.length === 0 || positive.length === 0) {
    return kMeans(
      elements.filter((x) => x !== 0),
      count,
      initialization,
    );
  }
  const share = Math.floor((count * negative.length) / (negative.length + positive.length) + 0.5);
  const below = Math.min(count - 1, Math.max(1, share));
  const left = kMeans(negative, below, initialization);
  const right = kMeans(positive, count - below, initialization);
  return {
    centroids: Float32Array.of(...left.centroids, ...right.centroids),
    bounds: Float64Array.of(...left.bounds, 0, ...right.bounds),
  };
}

function nearest(elements: Float32Array, { centroids, bounds }: Clusters, keepZeros: boolean): Float32Array {
  const result = new Float32Array(elements.length);
  for (let i = 0; i < elements.length; i++) {
    const x = elements[i]!;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (x <= bounds[middle]!) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    result[i] = keepZeros && x === 0 ? 0 : centroids[low]!;
  }
  return result;
}
