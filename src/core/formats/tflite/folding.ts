// Computing TFLite operators ahead.
import type { ElementsOf, Folding, Known, Result } from "../../ir/folding";
import { staticShape } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { applyRule, Operands } from "../../kernels/operands";
import { extrasOf, type NodeExtras, type ValueExtras } from "./extras";
import { ruleOf } from "./folded-operators";

export class TfliteFolding implements Folding {
  async results(
    node: Node,
    inputs: readonly (Known | null)[],
    elementsOf: ElementsOf,
  ): Promise<readonly (Result | null)[] | null> {
    const rule = ruleOf(node);
    const mutates = extrasOf<NodeExtras>(node)?.table.vector("mutating_variable_inputs")?.numbers().some(Boolean);
    return rule === null || mutates === true ? null : applyRule(rule, new Operands(node, inputs, elementsOf));
  }

  /** Branches are graphs of their own here, which several nodes may run. */
  choices() {
    return { of: () => null };
  }

  /**
   * Inputs can be resized, except in dimensions that the file says are fixed by stating a signature. Old converters
   * wrote none, and 1 for what they did not know.
   */
  demandedShape(model: Model, graph: Graph, value: Value): readonly number[] | null {
    const signature = extrasOf<ValueExtras>(value)?.table.numbers("shape_signature") ?? [];
    const isFed = graph === model.graphs[0] && graph.isInput(value);
    return isFed && signature.length > 0 ? staticShape(value.type?.shape) : null;
  }

  /** The operator's table with its lists, and its place among the operators. */
  nodeBytes(node: Node): number {
    return 32 + 4 * (node.inputs.length + node.outputs.length);
  }

  /** The tensor's table with its name and shape, and its place among the tensors. */
  valueBytes({ name, type }: Value): number {
    return 32 + name.length + 4 * (type?.shape?.length ?? 0);
  }

  /** A buffer, and what aligns it. */
  constantBytes(): number {
    return 24;
  }

  namedBy(): ReadonlyMap<Node, readonly Node[]> {
    return new Map();
  }

  replace(_model: Model, graph: Graph, node: Node, constants: readonly { value: Value; tensor: Tensor }[]): void {
    graph.release(node, new Set(constants.map(({ value }) => value)));
    for (const { value, tensor } of constants) {
      value.constant = tensor;
      if (staticShape(value.type?.shape) === null) {
        value.type = { dtype: tensor.dtype, shape: tensor.shape };
      }
    }
  }
}
