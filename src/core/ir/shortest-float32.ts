/** Digits that tell any two float32 values apart. */
const ENOUGH = 9;

/** The number with the fewest digits, beyond six only where those are needed, that is the same float32. */
export function shortestFloat32(value: number): number {
  if (value === 0) {
    return value; // its sign has no digits
  }
  for (let digits = 6; digits < ENOUGH; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) {
      return shorter;
    }
  }
  return Number(value.toPrecision(ENOUGH));
}
