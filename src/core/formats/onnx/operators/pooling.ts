import { passes } from "../../../ir/axis-flows";
import { numberAttribute, numbersAttribute, type Node } from "../../../ir/node";
import type { Shape } from "../../../ir/value";
import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import type { Facts, Flow } from "../../../ir/operator";
import { needed, operator, operators, type Rule } from "../../../semantics/rules";
import { SPATIAL } from "../channel-layers";
import { positions } from "./convolution";
import { COUNTS_PADDING, widen } from "./padding";
import { numbersAt } from "./settings";

function pooled(node: Node, inputs: Facts): Shape {
  const shape = needed(inputs.at(0).shape);
  const kernel = needed(numbersAttribute(node, "kernel_shape"));
  return [...shape.slice(0, 2), ...positions(node, shape.slice(2), kernel)];
}

const pool: Rule = (node, inputs) => {
  const shape = pooled(node, inputs);
  return [fact(inputs.at(0).dtype, shape), fact("int64", shape)];
};

const globalPool: Rule = (_, inputs) => {
  const { dtype, shape } = inputs.at(0);
  return [
    fact(
      dtype,
      shape?.map((length, axis) => (axis < 2 ? length : 1)),
    ),
  ];
};

/** [regions, channels, height, width] */
const regions: Rule = (node, inputs) => {
  const [x, boxes] = [inputs.at(0), inputs.at(1)];
  const size = numbersAttribute(node, "pooled_shape") ?? [
    numberAttribute(node, "output_height", 1),
    numberAttribute(node, "output_width", 1),
  ];
  return [fact(x.dtype, [boxes.shape?.[0] ?? null, x.shape?.[1] ?? null, ...size])];
};

/** (in − 1)·stride + kernel − pads, or as an input says. */
const unpool: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  if (inputs.has(2)) {
    return [fact(dtype, numbersAt(inputs, 2))];
  }
  const kernel = needed(numbersAttribute(node, "kernel_shape"));
  const [strides, pads] = [numbersAttribute(node, "strides"), numbersAttribute(node, "pads")];
  const lengths = needed(shape)
    .slice(2)
    .map((length, axis) => {
      const padding = (pads?.[axis] ?? 0) + (pads?.[axis + kernel.length] ?? 0);
      return typeof length === "number" ? (length - 1) * (strides?.[axis] ?? 1) + kernel[axis]! - padding : null;
    });
  return [fact(dtype, [...needed(shape).slice(0, 2), ...lengths])];
};

const windows: Flow = () => passes(SPATIAL);

export const poolingOperators = family("pool", {
  MaxPool: { ...operator(pool), flow: windows, widen },
  AveragePool: { ...operator(pool), flow: windows, widen, widensSince: COUNTS_PADDING },
  LpPool: { ...operator(pool), flow: windows },
  ...operators({ ...operator(globalPool), flow: windows }, "GlobalAveragePool GlobalMaxPool GlobalLpPool"),
  ...operators(operator(regions), "RoiAlign MaxRoiPool"),
  MaxUnpool: operator(unpool, 2),
});
