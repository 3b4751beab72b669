// What the elements of a tensor are like: range, mean, zeros, how they are distributed.
import { throwIfCancelled, type Context } from "../context";
import { elementCount, isFloat } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import { tensorBytes, type Tensor } from "../ir/tensor";
import { codesIn, codeTableOf, decoderOf, type Code } from "../kernels/codes";

export interface Histogram {
  /** Where the first bin begins; the last one includes its end. */
  readonly from: number;
  readonly width: number;
  readonly counts: Float64Array;
}

/** The least and the greatest finite element at each index of an axis; NaN where there is none. */
export interface AxisRanges {
  readonly axis: number;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

/** Of elements as they are stored: those of a quantized tensor are integers. */
export interface TensorStatistics {
  readonly elements: number;
  readonly nan: number;
  readonly infinite: number;
  /** Of the finite ones, as all that follows; null where there are none. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  /** The square root of the mean squared distance from the mean. */
  readonly deviation: number | null;
  readonly zeros: number;
  /** How many unlike ones; null: more than `MOST_DISTINCT`. */
  readonly distinct: number | null;
  readonly histogram: Histogram | null;
  readonly ranges: AxisRanges | null;
}

const BINS = 64;
export const MOST_DISTINCT = 65_536;
/** Elements looked at together. */
const STRETCH = 2 ** 16;
/** Of those, between two looks at whether it was cancelled. */
const STRETCHES = 16;

/**
 * Time is linear in the elements; memory is that of the tensor.
 * @param axis Along which ranges are told; null: none.
 * @throws ModelError where the elements are no numbers, or not there.
 */
export async function tensorStatistics(
  tensor: Tensor,
  subject: string,
  axis: number | null,
  context: Context,
): Promise<TensorStatistics> {
  const { dtype, shape } = tensor;
  const bytes = await tensorBytes(tensor, subject);
  const elements = elementCount(shape);
  const decode = decoderOf(bytes, dtype);
  if (decode === null) {
    throw new ModelError(
      "unsupported",
      `The elements of "${subject}" are of type ${dtype}, which are no numbers.`,
      subject,
    );
  }
  const table = codeTableOf(dtype);
  const work = new Work(elements * (axis === null ? 2 : 3), context);
  const fromElements: Values = async (visit) => {
    const buffer = new Float64Array(Math.min(STRETCH, elements));
    await work.each(elements, (start, end) => {
      decode(start, end, buffer);
      visit(buffer, end - start, null);
    });
  };
  const counts = table && (await countCodes(codesIn(bytes, table.bits), table.worth.length, elements, work));
  // Each code once, and how often it is there.
  const fromCodes: Values = (visit) => Promise.resolve(visit(table!.worth, counts!.length, counts));
  const values = counts === null ? fromElements : fromCodes;
  const moments = await momentsOf(values);
  const spread = await spreadOf(values, moments, !isFloat(dtype));
  return {
    elements,
    ...moments,
    ...spread,
    // An axis may be said to be of any length where another has none.
    ranges: axis === null || elements === 0 ? null : await rangesAlong(fromElements, shape, axis),
  };
}

/** Gives elements in stretches; with how often each of them is there, where that is not once. */
type Values = (visit: (values: Float64Array, count: number, times: Float64Array | null) => void) => Promise<void>;

class Work {
  #done = 0;

  constructor(
    readonly total: number,
    readonly context: Context,
  ) {}

  async each(count: number, visit: (start: number, end: number) => void): Promise<void> {
    for (let start = 0, turn = 0; start < count; start += STRETCH, turn++) {
      const end = Math.min(count, start + STRETCH);
      visit(start, end);
      this.#done += end - start;
      if (turn % STRETCHES === STRETCHES - 1) {
        throwIfCancelled(this.context.signal);
        await this.context.progress(Math.min(this.#done, this.total), this.total);
      }
    }
  }
}

async function countCodes(code: Code, codes: number, elements: number, work: Work): Promise<Float64Array> {
  const counts = new Float64Array(codes);
  await work.each(elements, (start, end) => {
    for (let i = start; i < end; i++) {
      counts[code(i)]!++;
    }
  });
  return counts;
}

type Moments = Pick<TensorStatistics, "nan" | "infinite" | "minimum" | "maximum" | "mean" | "zeros" | "distinct"> & {
  readonly finite: number;
};

async function momentsOf(values: Values): Promise<Moments> {
  let [least, most, sum, zeros, nan, infinite, finite] = [Infinity, -Infinity, 0, 0, 0, 0, 0];
  const distinct = new Distinct();
  await values((elements, count, times) => {
    for (let i = 0; i < count; i++) {
      const value = elements[i]!;
      const weight = times === null ? 1 : times[i]!;
      if (weight === 0) {
        continue;
      }
      // Neither infinite nor NaN.
      if (value - value === 0) {
        finite += weight;
        sum += value * weight;
        least = value < least ? value : least;
        most = value > most ? value : most;
        zeros += value === 0 ? weight : 0;
        distinct.add(value);
      } else if (value === value) {
        infinite += weight;
      } else {
        nan += weight;
      }
    }
  });
  const isEmpty = finite === 0;
  return {
    finite,
    nan,
    infinite,
    minimum: isEmpty ? null : least,
    maximum: isEmpty ? null : most,
    mean: isEmpty ? null : sum / finite,
    zeros,
    distinct: distinct.count,
  };
}

/** @param isWhole Elements are integers: no bin is narrower than one. */
async function spreadOf(
  values: Values,
  { finite, mean, minimum, maximum }: Moments,
  isWhole: boolean,
): Promise<Pick<TensorStatistics, "deviation" | "histogram">> {
  if (mean === null) {
    return { deviation: null, histogram: null };
  }
  const from = minimum!;
  const range = maximum! - from;
  const bins = isWhole ? Math.min(BINS, range + 1) : range === 0 ? 1 : BINS;
  // Of a range beyond what a number holds, each end is divided by itself.
  const width = isWhole
    ? Math.ceil((range + 1) / bins)
    : Number.isFinite(range)
      ? range / bins
      : maximum! / bins - from / bins;
  const used = isWhole ? Math.ceil((range + 1) / width) : bins;
  const counts = new Float64Array(used);
  let squares = 0;
  await values((elements, count, times) => {
    for (let i = 0; i < count; i++) {
      const value = elements[i]!;
      const weight = times === null ? 1 : times[i]!;
      if (weight > 0 && value - value === 0) {
        squares += weight * (value - mean) * (value - mean);
        const bin = width === 0 ? 0 : Math.floor(value / width - from / width);
        counts[bin < 0 ? 0 : bin >= used ? used - 1 : bin]! += weight;
      }
    }
  });
  return { deviation: Math.sqrt(squares / finite), histogram: { from, width, counts } };
}

async function rangesAlong(values: Values, shape: readonly number[], axis: number): Promise<AxisRanges> {
  const length = shape[axis]!;
  const inner = elementCount(shape.slice(axis + 1));
  const [minimum, maximum] = [new Float64Array(length).fill(NaN), new Float64Array(length).fill(NaN)];
  let first = 0;
  await values((elements, count) => {
    let channel = Math.floor(first / inner) % length;
    let left = inner - (first % inner);
    for (let i = 0; i < count; i++) {
      const value = elements[i]!;
      if (value - value === 0) {
        minimum[channel] = value >= minimum[channel]! ? minimum[channel]! : value;
        maximum[channel] = value <= maximum[channel]! ? maximum[channel]! : value;
      }
      if (--left === 0) {
        left = inner;
        channel = channel + 1 === length ? 0 : channel + 1;
      }
    }
    first += count;
  });
  return { axis, minimum, maximum };
}

/** Counts unlike numbers, up to a limit: a table of hashes with open addressing. */
class Distinct {
  readonly #slots = new Float64Array(4 * MOST_DISTINCT).fill(NaN);
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);
  #count = 0;
  #last = NaN;

  /** Null: more than the limit. */
  get count(): number | null {
    return this.#count > MOST_DISTINCT ? null : this.#count;
  }

  add(value: number): void {
    if (value === this.#last || this.#count > MOST_DISTINCT) {
      return;
    }
    this.#last = value;
    // −0 is 0.
    this.#number[0] = value + 0;
    let slot =
      (Math.imul(this.#words[0]! ^ Math.imul(this.#words[1]!, 0x9e3779b1), 0x85ebca6b) >>> 7) % this.#slots.length;
    for (let found = this.#slots[slot]!; found !== value; found = this.#slots[slot]!) {
      if (found !== found) {
        this.#slots[slot] = value;
        this.#count++;
        return;
      }
      slot = slot + 1 === this.#slots.length ? 0 : slot + 1;
    }
  }
}
