// How channels flow through TFLite's operators: they are the last axis of what is computed.
import {
  batches,
  blocks,
  pads,
  passes,
  permutes,
  reduces,
  reshapes,
  resizes,
  squeezes,
  unsqueezes,
} from "../../ir/axis-flows";
import type { ChannelFlow, ChannelFlows, NumbersOf, Place } from "../../ir/channel-flow";
import { slices, splitsEvenly, splitsInto, stridedSlices } from "../../ir/index-flows";
import { integersOf } from "../../ir/no-op";
import { booleanAttribute, numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { layer } from "./channel-layers";
import { extrasOf, type ValueExtras } from "./extras";
import { CUSTOM_DOMAIN } from "./operator-codes";

type ShapeOf = (value: Value) => Shape | null;

const UNARY = new Set(
  `ABS CAST CEIL COS DEQUANTIZE ELU EXP FAKE_QUANT FLOOR GELU HARD_SWISH LEAKY_RELU LOG LOGICAL_NOT LOGISTIC NEG QUANTIZE
  RELU RELU6 RELU_0_TO_1 RELU_N1_TO_1 ROUND RSQRT SIGN SIN SQRT SQUARE TANH`.split(/\s+/),
);
const BINARY = new Set(
  `ADD ADD_N DIV EQUAL FLOOR_DIV FLOOR_MOD GREATER GREATER_EQUAL LESS LESS_EQUAL LOGICAL_AND LOGICAL_OR MAXIMUM MINIMUM
  MUL NOT_EQUAL POW PRELU SELECT_V2 SQUARED_DIFFERENCE SUB`.split(/\s+/),
);
const REDUCTIONS = new Set(["MEAN", "REDUCE_ALL", "REDUCE_ANY", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM"]);

export class TfliteChannelFlows implements ChannelFlows {
  constantObstacle(value: Value): string | null {
    return extrasOf<ValueExtras>(value)?.isSparse === true ? "stored sparsely" : null;
  }

  storeShape(value: Value, shape: Shape): void {
    if (value.type !== null && value.type.shape !== null) {
      value.type = { dtype: value.type.dtype, shape };
    }
  }

  async flow(node: Node, shapeOf: ShapeOf, numbersOf: NumbersOf = integersOf): Promise<ChannelFlow> {
    const { name, domain } = node.op;
    if (node.inputs.length === 0) {
      return { kind: "none" };
    }
    const found = layer(node, shapeOf);
    if (found !== null || domain === CUSTOM_DOMAIN) {
      return found ?? blocks(`what ${name} does with them is not known`);
    }
    if (node.attached.length > 0 || node.outputs.some((output) => isBlockwise(output))) {
      return blocks(`${name} is quantized in blocks`);
    }
    if (UNARY.has(name)) {
      return passes();
    }
    if (BINARY.has(name)) {
      return { kind: "elementwise", inputs: [...node.inputs.keys()] };
    }
    const shape = node.inputs[0] == null ? null : shapeOf(node.inputs[0]);
    if (REDUCTIONS.has(name)) {
      return reduces(name, shape, await numbersOf(node.inputs[1]), booleanAttribute(node, "keep_dims", false));
    }
    return (
      channelwise(node, shape) ??
      (await movement(node, shape, numbersOf)) ??
      blocks(`what ${name} does with them is not known`)
    );
  }
}

function isBlockwise(value: Value | null): boolean {
  return value !== null && value.attached.length > 0;
}

function channelwise(node: Node, shape: Shape | null): ChannelFlow | null {
  switch (node.op.name) {
    case "AVERAGE_POOL_2D":
    case "MAX_POOL_2D":
    case "L2_POOL_2D":
    case "RESIZE_BILINEAR":
    case "RESIZE_NEAREST_NEIGHBOR":
      return resizes(shape, [1, 2]);
    case "SOFTMAX":
    case "LOG_SOFTMAX":
    case "L2_NORMALIZATION":
    case "LOCAL_RESPONSE_NORMALIZATION":
      return passes([-1]);
    default:
      return null;
  }
}

async function movement(node: Node, shape: Shape | null, numbersOf: NumbersOf): Promise<ChannelFlow | null> {
  const { name } = node.op;
  switch (name) {
    case "TRANSPOSE":
      return permutes(name, await numbersOf(node.inputs[1]));
    case "SQUEEZE": {
      const axes = numbersAttribute(node, "squeeze_dims") ?? [];
      return squeezes(name, shape, axes.length === 0 ? null : axes);
    }
    case "EXPAND_DIMS":
      return unsqueezes(name, shape, await numbersOf(node.inputs[1]));
    case "CONCATENATION":
      return { kind: "concatenates", inputs: [...node.inputs.keys()], axis: numberAttribute(node, "axis", 0) };
    case "SPLIT":
      return splitsEvenly(node, numberAttribute(node, "num_splits", 0), numbersOf);
    case "SPLIT_V":
      return splitsInto(node, numbersOf);
    case "PAD":
    case "PADV2":
    case "MIRROR_PAD":
      return pads(
        name,
        shape,
        await numbersOf(node.inputs[1]),
        (axis, side) => ({ input: 1, attribute: null, index: 2 * axis + side }),
        name !== "MIRROR_PAD",
      );
    case "SPACE_TO_BATCH_ND":
    case "BATCH_TO_SPACE_ND":
      return batches(node, shape);
    case "RESHAPE":
      return reshape(node);
    case "SLICE":
      return slices(node, numbersOf);
    case "STRIDED_SLICE":
      return stridedSlices(node, numbersOf);
    case "SHAPE":
      return { kind: "measures", data: 0 };
    default:
      return null;
  }
}

/** The shape is an input, an option, or both. */
async function reshape(node: Node): Promise<ChannelFlow> {
  const option = numbersAttribute(node, "new_shape") ?? [];
  const target = node.inputs[1] == null ? option : await integersOf(node.inputs[1]);
  const input = (index: number): Place[] => (node.inputs[1] == null ? [] : [{ input: 1, attribute: null, index }]);
  const attribute = (index: number): Place[] =>
    option.length === target?.length ? [{ input: null, attribute: "new_shape", index }] : [];
  return reshapes(target, (index) => [...input(index), ...attribute(index)]);
}
