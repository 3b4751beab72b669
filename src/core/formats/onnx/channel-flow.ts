// How channels flow through ONNX's operators, and where the file states the shapes of values.
import { flowThrough } from "../../ir/axis-flows";
import type { ChannelFlow, ChannelFlows, NumbersOf } from "../../ir/channel-flow";
import { integersOf } from "../../ir/no-op";
import type { Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { extrasOf, type ValueExtras } from "./extras";
import { entryOf } from "./operators/entries";

export const channelFlows: ChannelFlows = {
  constantObstacle(value) {
    return extrasOf<ValueExtras>(value)?.sparseInitializer != null ? "stored sparsely" : null;
  },

  storeShape(value, shape) {
    if (value.type !== null) {
      value.type = { dtype: value.type.dtype, shape };
    }
  },

  flow(node: Node, shapeOf: (value: Value) => Shape | null, numbersOf: NumbersOf = integersOf): Promise<ChannelFlow> {
    return flowThrough(entryOf(node.op), node, { shapeOf, numbersOf });
  },
};
