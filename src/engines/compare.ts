// How far two results are apart.
import type { OutputDistance } from "../core";
import { numbersOf } from "./elements";
import type { TensorData } from "./engine";

/** Scale and zero point of elements that stand for reals. */
export interface Scale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** What is compared: elements, and what they stand for. */
export interface Result {
  readonly data: TensorData;
  readonly scale: Scale | null;
}

export interface Distance extends Omit<OutputDistance, "name"> {
  /** Whether all bits are the same. */
  readonly isIdentical: boolean;
  /** Whether they differ by rounding at most: 1e-4 of the largest magnitude, or a step of what is quantized. */
  readonly isRounding: boolean;
}

/** A number that JSON has, for noise without any signal. */
const NO_SIGNAL = -200;
const ROUNDING = 1e-4;
const TOP = 5;
/** Of elements that stand for themselves. */
const UNSCALED: Scale = { scale: 1, zeroPoint: 0 };

/** Adds up over samples. */
export class Comparison {
  #maxAbsolute = 0;
  #largest = 0;
  #signal = 0;
  #other = 0;
  #noise = 0;
  #product = 0;
  #nonFinite = 0;
  #elements = 0;
  #rows = 0;
  #top1 = 0;
  #top5 = 0;
  #isIdentical = true;
  #step = 0;
  #isWhole = true;

  /** @param hasRows Whether largest elements of rows are compared, too. */
  constructor(readonly hasRows = true) {}

  /** @returns why they cannot be compared; null where they were. */
  add(one: Result, other: Result): string | null {
    const [a, b] = [numbersOf(one.data.dtype, one.data.bytes), numbersOf(other.data.dtype, other.data.bytes)];
    if (a.length !== b.length) {
      return `it has the shape ${shapeText(one)} in one and ${shapeText(other)} in the other`;
    }
    this.#isIdentical = this.#isIdentical && sameBytes(one, other);
    this.#step = Math.max(this.#step, one.scale?.scale ?? 0, other.scale?.scale ?? 0);
    this.#isWhole = this.#isWhole && isWhole(one) && isWhole(other);
    this.#elements += a.length;
    this.#addElements(a, one.scale ?? UNSCALED, b, other.scale ?? UNSCALED);
    if (this.hasRows) {
      this.#addRows(one.data.shape, a, b);
    }
    return null;
  }

  /** All sums in one loop: there may be a hundred million elements. */
  #addElements(a: ArrayLike<number>, of: Scale, b: ArrayLike<number>, ofOther: Scale): void {
    let [maxAbsolute, largestOne, signal, other, noise, product, nonFinite] = [0, 0, 0, 0, 0, 0, 0];
    const { scale, zeroPoint } = of;
    const { scale: otherScale, zeroPoint: otherZeroPoint } = ofOther;
    for (let index = 0; index < a.length; index++) {
      const x = (a[index]! - zeroPoint) * scale;
      const y = (b[index]! - otherZeroPoint) * otherScale;
      const difference = x - y;
      if (difference - difference !== 0 && !(Number.isFinite(x) && Number.isFinite(y))) {
        // Masks are infinite on purpose.
        nonFinite += Number(x !== y);
        continue;
      }
      maxAbsolute = Math.max(maxAbsolute, Math.abs(difference));
      largestOne = Math.max(largestOne, Math.abs(x));
      signal += x * x;
      other += y * y;
      noise += difference * difference;
      product += x * y;
    }
    this.#maxAbsolute = Math.max(this.#maxAbsolute, maxAbsolute);
    this.#largest = Math.max(this.#largest, largestOne);
    this.#signal += signal;
    this.#other += other;
    this.#noise += noise;
    this.#product += product;
    this.#nonFinite += nonFinite;
  }

  #addRows(shape: readonly number[], a: ArrayLike<number>, b: ArrayLike<number>): void {
    const length = shape[shape.length - 1] ?? 1;
    if (length < 2) {
      return;
    }
    for (let start = 0; start + length <= a.length; start += length) {
      const best = largest(a, start, length);
      // What is larger, or as large and before it.
      let before = 0;
      for (let index = 0; index < length; index++) {
        const other = b[start + index]!;
        const own = b[start + best]!;
        before += Number(other > own || (other === own && index < best));
      }
      this.#rows++;
      this.#top1 += Number(before === 0);
      this.#top5 += Number(before < TOP);
    }
  }

  get distance(): Distance {
    const maxRelative = this.#largest === 0 ? (this.#maxAbsolute === 0 ? 0 : 1) : this.#maxAbsolute / this.#largest;
    const lengths = Math.sqrt(this.#signal * this.#other);
    const isRounding =
      this.#nonFinite === 0 &&
      (this.#step > 0
        ? this.#maxAbsolute <= this.#step * 1.001
        : this.#isWhole
          ? this.#maxAbsolute === 0
          : maxRelative <= ROUNDING);
    return {
      maxAbsolute: this.#maxAbsolute,
      maxRelative,
      sqnr: this.#noise === 0 ? null : sqnrOf(this.#signal, this.#noise),
      cosine: lengths === 0 ? (this.#noise === 0 ? 1 : 0) : this.#product / lengths,
      top1: this.#rows === 0 ? null : this.#top1 / this.#rows,
      top5: this.#rows === 0 ? null : this.#top5 / this.#rows,
      nonFinite: this.#nonFinite,
      elements: this.#elements,
      isIdentical: this.#isIdentical,
      isRounding,
    };
  }
}

function sqnrOf(signal: number, noise: number): number {
  return signal === 0 ? NO_SIGNAL : Math.max(NO_SIGNAL, 10 * Math.log10(signal / noise));
}

/** Indices and counts, which are right or wrong. */
function isWhole({ data: { dtype }, scale }: Result): boolean {
  return scale === null && /^(u?int|bool)/.test(dtype);
}

function sameBytes(one: Result, other: Result): boolean {
  const [a, b] = [one.data.bytes, other.data.bytes];
  if (one.data.dtype !== other.data.dtype || a.byteLength !== b.byteLength) {
    return false;
  }
  for (let index = 0; index < a.byteLength; index++) {
    if (a[index] !== b[index]) {
      return false;
    }
  }
  return one.scale?.scale === other.scale?.scale && one.scale?.zeroPoint === other.scale?.zeroPoint;
}

/** Where the largest element of a row is, from the start of the row. */
export function largest(values: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let index = 1; index < length; index++) {
    if (values[start + index]! > values[start + best]!) {
      best = index;
    }
  }
  return best;
}

function shapeText({ data: { shape } }: Result): string {
  return shape.length === 0 ? "of one number" : shape.join("×");
}
