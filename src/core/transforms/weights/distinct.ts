/** Whether there are at most `limit` different values; zeros of both signs are one. */
export function hasAtMost(limit: number, elements: Float32Array): boolean {
  const seen = new Set<number>();
  let last = NaN;
  for (let i = 0; i < elements.length; i++) {
    const x = elements[i]!;
    if (x !== last) {
      seen.add(x);
      if (seen.size > limit) {
        return false;
      }
      last = x;
    }
  }
  return true;
}
