// How channels flow through TensorFlow's operators, and where the file states the shapes of values.
import { flowThrough } from "../../ir/axis-flows";
import type { ChannelFlows } from "../../ir/channel-flow";
import { integersOf } from "../../ir/no-op";
import { positionOf } from "../../ir/positions";
import { entryOf } from "./operators/entries";

export const channelFlows: ChannelFlows = {
  constantObstacle(value) {
    return value.producer === null ? "not made by a Const node" : null;
  },

  /** The shape is also an attribute of the node, where that has one. */
  storeShape(value, shape) {
    const { producer } = value;
    if (value.type !== null && (value.constant !== null || value.type.shape !== null)) {
      value.type = { dtype: value.type.dtype, shape };
    }
    const stated = producer?.attributes.get("_output_shapes");
    if (stated?.kind === "list" && stated.of === "shape") {
      const port = positionOf(producer!.outputs, value);
      const shapes = stated.value.map((each, index) => (index === port ? shape : each));
      producer!.setAttribute("_output_shapes", { kind: "list", of: "shape", value: shapes });
    }
  },

  flow(node, shapeOf, numbersOf = integersOf) {
    return flowThrough(entryOf(node.op), node, { shapeOf, numbersOf });
  },
};
