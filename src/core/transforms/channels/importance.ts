// How much channels matter. A set of channels that go together has in each weight tensor a slice; its magnitude there is
// divided by the mean of that tensor's slices, and the mean over all tensors, those that make the channels and those that
// read them, is its importance (magnitude: Li et al., "Pruning Filters for Efficient ConvNets", 2017; over all that
// depends on a channel: Fang et al., "DepGraph: Towards Any Structural Pruning", 2023; factors of normalizations: Liu et
// al., "Learning Efficient Convolutional Networks through Network Slimming", 2017).
import { fromFloat16 } from "../../bytes/float16";
import { elementCount } from "../../ir/dtype";
import { float32Elements, tensorBytes, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { Weighing } from "./read-constants";
import type { Trace } from "./trace";

export type Measure = "l1" | "l2" | "batch-norm";

export interface Importance {
  /** By representative; NaN where weights are not finite, or nothing tells. */
  readonly of: (channel: number) => number;
  /** Whether a normalization behind it tells. */
  readonly isNormalized: (channel: number) => boolean;
}

export async function measure(
  trace: Trace,
  by: Measure,
  step: (done: number, total: number) => Promise<void>,
): Promise<Importance> {
  const weights = new Sums(trace);
  const factors = new Sums(trace);
  const distinct = new Map(trace.constants.weighings.map((each) => [each, each.value.constant!.storage.storedBytes]));
  const total = [...distinct.values()].reduce((sum, each) => sum + each, 0);
  const seen = new Map<Value, Set<number>>();
  let done = 0;
  for (const weighing of trace.constants.weighings) {
    const { value, axis, kind } = weighing;
    const axes = seen.get(value) ?? new Set<number>();
    seen.set(value, axes);
    const wanted = kind === "weight" || by === "batch-norm";
    if (wanted && !axes.has(axis) && weights.isFree(weighing)) {
      (kind === "weight" ? weights : factors).add(weighing, await magnitudes(weighing, by === "l1" ? 1 : 2));
    }
    axes.add(axis);
    done += value.constant!.storage.storedBytes;
    await step(done, total);
  }
  const isNormalized = (channel: number) => by === "batch-norm" && factors.has(channel);
  return { isNormalized, of: (channel) => (isNormalized(channel) ? factors : weights).mean(channel) };
}

class Sums {
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;

  constructor(readonly trace: Trace) {
    this.#sums = new Float64Array(trace.tracks.classes.size);
    this.#counts = new Int32Array(trace.tracks.classes.size);
  }

  #channels({ value, axis }: Weighing): Int32Array {
    return this.trace.tracks.get(value, axis - value.constant!.shape.length)!.channels;
  }

  isFree(weighing: Weighing): boolean {
    const { classes } = this.trace.tracks;
    return this.#channels(weighing).some((channel) => classes.reasonOf(channel) === null);
  }

  /** @param powers The sum of the magnitudes of each slice, each to a power. */
  add(weighing: Weighing, { powers, power }: Magnitudes): void {
    const { classes } = this.trace.tracks;
    const own = new Map<number, number>();
    this.#channels(weighing).forEach((channel, index) => {
      const root = classes.find(channel);
      own.set(root, (own.get(root) ?? 0) + powers[index]!);
    });
    const norms = [...own].map(([root, sum]) => [root, sum ** (1 / power)] as const);
    const mean = norms.reduce((sum, [, norm]) => sum + norm, 0) / norms.length;
    for (const [root, norm] of norms) {
      this.#sums[root]! += mean === 0 ? 0 : norm / mean;
      this.#counts[root]!++;
    }
  }

  has(channel: number): boolean {
    return this.#counts[this.trace.tracks.classes.find(channel)]! > 0;
  }

  mean(channel: number): number {
    const root = this.trace.tracks.classes.find(channel);
    return this.#sums[root]! / this.#counts[root]!;
  }
}

interface Magnitudes {
  readonly powers: Float64Array;
  readonly power: 1 | 2;
}

/** Σ|w| or Σw² of each slice along an axis. */
async function magnitudes({ value, axis, quantized }: Weighing, power: 1 | 2): Promise<Magnitudes> {
  const tensor = value.constant!;
  const elements = await numbers(tensor, value.name);
  const inner = elementCount(tensor.shape.slice(axis + 1));
  const count = tensor.shape[axis]!;
  const powers = new Float64Array(count);
  const scaled = await scaling(value, tensor.shape, quantized);
  for (let start = 0, slice = 0; start < elements.length; start += inner, slice = slice + 1 === count ? 0 : slice + 1) {
    let sum = 0;
    for (let i = start; i < start + inner; i++) {
      const x = scaled === null ? elements[i]! : scaled(elements[i]!, i);
      sum += power === 1 ? Math.abs(x) : x * x;
    }
    powers[slice]! += sum;
  }
  return { powers, power };
}

type Numbers = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

/** Elements as they are stored; of a type that is not read, ones: every channel counts the same. */
async function numbers(tensor: Tensor, subject: string): Promise<Numbers> {
  if (tensor.dtype === "float32") {
    return float32Elements(tensor, subject);
  }
  const bytes = await tensorBytes(tensor, subject);
  const copy = () => bytes.slice().buffer;
  switch (tensor.dtype) {
    case "float64":
      return new Float64Array(copy());
    case "float16":
      return Float32Array.from(new Uint16Array(copy()), fromFloat16);
    case "bfloat16":
      return new Float32Array(Uint32Array.from(new Uint16Array(copy()), (bits) => bits << 16).buffer);
    case "int8":
    case "qint8":
      return new Int8Array(copy());
    case "uint8":
    case "quint8":
      return bytes;
    case "int16":
      return new Int16Array(copy());
    case "int32":
      return new Int32Array(copy());
    default:
      return new Float32Array(elementCount(tensor.shape)).fill(1);
  }
}

/** (stored − zero point) · scale of the element at a position; null where elements are the numbers. */
async function scaling(
  value: Value,
  shape: readonly number[],
  quantized: Weighing["quantized"],
): Promise<((stored: number, position: number) => number) | null> {
  const own = value.quantization;
  let [scales, zeros, axis]: [ArrayLike<number>, ArrayLike<number>, number | null] = [[1], [0], null];
  if (own !== null) {
    [scales, zeros, axis] = [own.scale, own.zeroPoint, own.axis];
  } else if (quantized?.scale.constant != null) {
    scales = await numbers(quantized.scale.constant, quantized.scale.name);
    const zero = quantized.zeroPoint?.constant;
    zeros = zero == null ? [0] : await numbers(zero, quantized.zeroPoint!.name);
    axis = quantized.axis === null ? null : quantized.axis + shape.length;
  } else {
    return null;
  }
  const at = axis ?? 0;
  const inner = elementCount(shape.slice(at + 1));
  const one = scales.length === 1;
  return (stored, position) => {
    const index = one ? 0 : Math.floor(position / inner) % shape[at]!;
    return (stored - (zeros[zeros.length === 1 ? 0 : index] ?? 0)) * (scales[index] ?? 1);
  };
}
