// Fourier transforms. How many products runtimes make of them is not specified.
import { numberAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { Unclear, type Facts } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { frequencies } from "../../../semantics/fourier";
import { multiplying, operator, type Rule } from "../../../semantics/rules";
import { axisOf, windowCount } from "../../../semantics/shape-rules";
import { elementsAt, opsetOf } from "./settings";

/** From this opset on the axis is an input. */
const AXIS_IS_INPUT = 20;
/** Numbers are pairs then: a real and an imaginary part. */
const COMPLEX = 2;

const isOnesided = (node: Node, fallback: number) => numberAttribute(node, "onesided", fallback) !== 0;

function axisOfTransform(node: Node, inputs: Facts): Dimension {
  if (opsetOf(node) < AXIS_IS_INPUT) {
    return numberAttribute(node, "axis", 1);
  }
  return inputs.has(2) ? (elementsAt(inputs, 2)?.[0] ?? null) : -2;
}

const transform: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const axis = axisOfTransform(node, inputs);
  const isHalf = isOnesided(node, 0);
  if (shape === null || typeof axis !== "number" || (isHalf && numberAttribute(node, "inverse", 0) !== 0)) {
    return [fact(dtype, null)];
  }
  const lengths = [...shape];
  const at = axisOf(axis, shape.length);
  const length = inputs.has(1) ? (elementsAt(inputs, 1)?.[0] ?? null) : lengths[at]!;
  lengths[at] = isHalf ? frequencies(length) : length;
  lengths[shape.length - 1] = COMPLEX;
  return [fact(dtype, lengths)];
};

/** signal [batch, samples, parts], step, window [frame length], frame length → [batch, frames, frequencies, 2] */
const shortTimeTransform: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  if (shape !== null && shape.length < 2) {
    throw new Unclear();
  }
  const step = elementsAt(inputs, 1)?.[0] ?? null;
  const length = inputs.has(3) ? (elementsAt(inputs, 3)?.[0] ?? null) : (inputs.at(2).shape?.[0] ?? null);
  return [
    fact(dtype, [
      shape?.[0] ?? null,
      typeof step === "number"
        ? windowCount(shape?.[1] ?? null, { size: length, stride: step, dilation: 1, padding: "valid" })
        : null,
      isOnesided(node, 1) ? frequencies(length) : length,
      COMPLEX,
    ]),
  ];
};

export const fourierOperators = family("other", {
  DFT: multiplying(operator(transform, 1, 2), () => NaN),
  STFT: multiplying(operator(shortTimeTransform, 1, 3), () => NaN),
});
