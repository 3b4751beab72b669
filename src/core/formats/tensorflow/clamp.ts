// TensorFlow's operators that limit a tensor. None of its operators limits its own result.
import { elementCount } from "../../ir/dtype";
import { namedRange, UNLIMITED, type Clamp, type Clamps, type Range } from "../../ir/clamp";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { float32Elements } from "../../ir/tensor";
import type { Value } from "../../ir/value";

const PLAIN = { Relu: { min: 0, max: Infinity }, Relu6: { min: 0, max: 6 } };

export const tensorflowClamps: Clamps = {
  async clamp(node: Node, fixed: (value: Value) => boolean): Promise<Clamp | null> {
    const [left, right] = node.inputs;
    const { name } = node.op;
    if (left != null && Object.hasOwn(PLAIN, name)) {
      return { input: left, range: PLAIN[name as keyof typeof PLAIN], plain: true };
    }
    if ((name !== "Maximum" && name !== "Minimum") || left == null || right == null) {
      return null;
    }
    const [limit, input] = left.constant === null ? [right, left] : [left, right];
    const { constant } = limit;
    // Of a tensor whose rank is not known, only a scalar keeps the shape.
    const rank = input.type?.shape?.length ?? 0;
    if (constant?.dtype !== "float32" || elementCount(constant.shape) !== 1 || constant.shape.length > rank) {
      return null;
    }
    const [bound] = await float32Elements(constant, limit.name);
    if (bound === undefined || Number.isNaN(bound) || !fixed(limit)) {
      return null;
    }
    return {
      input,
      range: name === "Maximum" ? { ...UNLIMITED, min: bound } : { ...UNLIMITED, max: bound },
      plain: false,
    };
  },

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
