import { rangeOf } from "../quantize/arithmetic";
import { hasAtMost } from "./distinct";

/** FLT_MIN, from where TensorFlow's round_weights starts to look for the largest value. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * The middle of each value's step, of `steps` steps between the smallest and the largest value. Zeros stay and take one
 * of the steps. The given elements where they have no more different values.
 */
export function roundedToSteps(elements: Float32Array, steps: number): Float32Array {
  if (hasAtMost(steps, elements)) {
    return elements;
  }
  const hasZeros = elements.includes(0);
  const count = hasZeros ? steps - 1 : steps;
  const { min, max } = rangeOf(hasZeros ? elements.filter((x) => x !== 0) : elements);
  const width = (max - min) / count;
  return elements.map((x) => (x === 0 ? 0 : min + width * (Math.min(Math.floor((x - min) / width), count - 1) + 0.5)));
}

/**
 * TensorFlow's round_weights, bit by bit: in float32, the largest value in a step of its own beyond the range, and zeros
 * moved like all others. The given elements where it has rounded them already: it would move them on.
 */
export function roundedAsTensorflow(elements: Float32Array, steps: number): Float32Array {
  return isRounded(elements, steps) ? elements : roundWeights(elements, steps);
}

export function roundWeights(elements: Float32Array, steps: number): Float32Array {
  const found = rangeOf(elements);
  let min = found.min;
  let max = Math.max(found.max, SMALLEST_NORMAL);
  if (min === max) {
    if (Math.abs(min) < 1e-6) {
      max = Math.fround(min + 1);
    } else if (min > 0) {
      max = Math.fround(2 * min);
    } else {
      min = Math.fround(2 * max);
    }
  }
  const width = Math.fround(Math.fround(max - min) / steps);
  if (!(width > 0 && width < Infinity)) {
    return elements; // steps that float32 cannot tell apart, or that are beyond it
  }
  return elements.map((x) => {
    const step = Math.floor(Math.fround(Math.fround(x - min) / width));
    return Math.fround(min + Math.fround(width * Math.fround(step + 0.5)));
  });
}

/** Whether the elements are a step apart, as what round_weights makes of a range. */
function isRounded(elements: Float32Array, steps: number): boolean {
  const { min, max } = rangeOf(elements);
  // The largest value was moved up a step, or not where that rounds down, or was below zero, where the range ended.
  const widths = [(max - min) / steps, (max - min) / (steps - 1), -min / (steps - 0.5)];
  return min === max || widths.some((width) => width > 0 && liesOnSteps(elements, min, width));
}

function liesOnSteps(elements: Float32Array, min: number, width: number): boolean {
  return elements.every((x) => {
    const step = (x - min) / width;
    // Both are rounded to float32.
    const tolerance = 0.01 + ((Math.abs(x) + Math.abs(min)) / width) * 2 ** -22;
    return Math.abs(step - Math.round(step)) <= tolerance;
  });
}
