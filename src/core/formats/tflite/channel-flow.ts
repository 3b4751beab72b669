// How channels flow through TFLite's operators, and where the file states the shapes of values. Channels are the last axis
// of what is computed.
import { blocks, flowThrough } from "../../ir/axis-flows";
import type { ChannelFlows } from "../../ir/channel-flow";
import { integersOf } from "../../ir/no-op";
import type { Node } from "../../ir/node";
import { extrasOf, type ValueExtras } from "./extras";
import { entryOf } from "./operators/entries";

export const channelFlows: ChannelFlows = {
  constantObstacle(value) {
    return extrasOf<ValueExtras>(value)?.isSparse === true ? "stored sparsely" : null;
  },

  storeShape(value, shape) {
    if (value.type !== null && value.type.shape !== null) {
      value.type = { dtype: value.type.dtype, shape };
    }
  },

  async flow(node, shapeOf, numbersOf = integersOf) {
    const operator = entryOf(node.op);
    // Layers say themselves what becomes of the scales of their weights.
    if (operator?.weights === undefined && operator?.flow !== undefined && isBlockwise(node)) {
      return blocks(`${node.op.name} is quantized in blocks`);
    }
    return flowThrough(operator, node, { shapeOf, numbersOf });
  },
};

function isBlockwise({ attached, outputs }: Node): boolean {
  return attached.length > 0 || outputs.some((output) => output !== null && output.attached.length > 0);
}
