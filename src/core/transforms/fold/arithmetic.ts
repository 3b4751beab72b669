// y = x·scale + shift for each channel, in float64; rounded once, when weights and bias are stored.
import { elementCount } from "../../ir/dtype";
import type { Affine, Linear } from "../../ir/linear";

export interface ScaleAndShift {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

export function unchanged(channels: number): ScaleAndShift {
  return { scale: new Float64Array(channels).fill(1), shift: new Float64Array(channels) };
}

/** What one node does after all before it. @param operands Its constants, in the order of `operandsOf`. */
export function followedBy(before: ScaleAndShift, affine: Affine, operands: readonly Float64Array[]): ScaleAndShift {
  const at = (operand: number, channel: number) => {
    const elements = operands[operand]!;
    return elements[elements.length === 1 ? 0 : channel]!;
  };
  const { scale, shift } = { scale: before.scale.slice(), shift: before.shift.slice() };
  for (let channel = 0; channel < scale.length; channel++) {
    const [by, plus] = factorsOf(affine, (operand) => at(operand, channel));
    scale[channel]! *= by;
    shift[channel] = shift[channel]! * by + plus;
  }
  return { scale, shift };
}

function factorsOf(affine: Affine, operand: (index: number) => number): [scale: number, shift: number] {
  switch (affine.kind) {
    case "multiply":
      return [operand(0), 0];
    case "divide":
      return [1 / operand(0), 0];
    case "add":
      return [1, operand(0)];
    case "subtract":
      return [1, -operand(0)];
    case "subtractFrom":
      return [-1, operand(0)];
    case "normalize": {
      const gamma = affine.scale === null ? 1 : operand(3);
      const scale = gamma / Math.sqrt(operand(1) + affine.epsilon);
      return [scale, operand(2) - operand(0) * scale];
    }
  }
}

export function allFinite({ scale, shift }: ScaleAndShift): boolean {
  return [scale, shift].every((elements) => elements.every(Number.isFinite));
}

/** Where the channels of weights are. */
export type Channels = Pick<Linear, "outputAxes" | "groups">;

/** The output channels of weights of this shape; null where it has none. */
export function channelsOf(shape: readonly number[], { outputAxes, groups }: Channels): number | null {
  const perGroup = elementCount(outputAxes.map((axis) => shape.at(axis) ?? NaN));
  const fits = perGroup > 0 && elementCount(shape) > 0 && groups > 0 && (groups === 1 || shape[0]! % groups === 0);
  return fits ? perGroup * groups : null;
}

/**
 * What a constant added to each channel of the data adds to each channel of the result: the sum of the weights between
 * them. Only right where no zeros stand around the data.
 */
export function shiftThrough(
  weights: Float32Array,
  shape: readonly number[],
  { outputAxes }: Pick<Linear, "outputAxes">,
  dataAxis: number,
  shift: Float64Array,
): Float64Array {
  const [first, ...rest] = outputAxes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const outer = elementCount(shape.slice([first!, ...rest].at(-1)! + 1));
  const channels = elementCount([first!, ...rest].map((axis) => shape[axis]!));
  const axis = dataAxis < 0 ? dataAxis + shape.length : dataAxis;
  const inner = elementCount(shape.slice(axis + 1));
  const sums = new Float64Array(channels);
  weights.forEach((weight, index) => {
    sums[Math.floor(index / outer) % channels]! += weight * shift[Math.floor(index / inner) % shape[axis]!]!;
  });
  return sums;
}

/** Multiplies each weight by the factor of its channel, in place. @returns whether all stay finite. */
export function scaleWeights(
  weights: Float32Array,
  shape: readonly number[],
  { outputAxes, groups }: Channels,
  scale: Float64Array,
): boolean {
  const axes = outputAxes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const last = axes.reduce((most, axis) => Math.max(most, axis));
  const inner = elementCount(shape.slice(last + 1));
  const count = elementCount(axes.map((axis) => shape[axis]!));
  const outer = weights.length / (inner * count);
  let sum = 0; // NaN as soon as one product is not finite
  for (let slice = 0, i = 0; slice < outer; slice++) {
    const first = Math.floor((slice * groups) / outer) * count;
    if (inner === 1) {
      for (let channel = first; channel < first + count; channel++, i++) {
        const product = Math.fround(weights[i]! * scale[channel]!);
        weights[i] = product;
        sum += product * 0;
      }
      continue;
    }
    for (let channel = first; channel < first + count; channel++) {
      const factor = scale[channel]!;
      for (const end = i + inner; i < end; i++) {
        const product = Math.fround(weights[i]! * factor);
        weights[i] = product;
        sum += product * 0;
      }
    }
  }
  return sum === 0;
}
