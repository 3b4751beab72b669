// Nodes that limit a tensor, by what their operators say. None of TensorFlow's operators limits its own result.
import { clampOf, namedRange, plainLimits, type Clamps, type Range } from "../../ir/clamp";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { entryOf, OPERATORS } from "./operators/entries";

const PLAIN = plainLimits(OPERATORS);

export const tensorflowClamps: Clamps = {
  clamp: (node, fixed) => clampOf(entryOf(node.op)?.limits, node, fixed),

  replace(_model: Model, graph: Graph, node: Node, input: Value, range: Range): Promise<boolean> {
    const operator = namedRange(range, PLAIN);
    if (operator === null) {
      return Promise.resolve(false);
    }
    const { name, outputs, attributes, extras } = node;
    const op = { ...node.op, name: operator };
    graph.replace(node, { name, op, inputs: [input], outputs, attributes, extras });
    return Promise.resolve(true);
  },

  rangeOf: () => null,
  takesActivation: () => false,
  setActivation: () => false,
  saturation: () => Promise.resolve(null),
};
