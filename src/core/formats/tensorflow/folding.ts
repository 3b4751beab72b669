// Computing TensorFlow nodes ahead.
import type { ElementsOf, Folding, Known, Result } from "../../ir/folding";
import { staticShape } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute, Node } from "../../ir/node";
import { positionOf } from "../../ir/positions";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { applyRule, Operands } from "../../kernels/operands";
import { companionsOf } from "./companions";
import { ruleOf } from "./folded-operators";
import { insertNode } from "./insert";

export class TensorflowFolding implements Folding {
  async results(
    node: Node,
    inputs: readonly (Known | null)[],
    elementsOf: ElementsOf,
  ): Promise<readonly (Result | null)[] | null> {
    const rule = ruleOf(node);
    return rule && applyRule(rule, new Operands(node, inputs, elementsOf));
  }

  /** Branches are graphs of their own here, which several nodes may run. */
  choices() {
    return { of: () => null };
  }

  /** What is fed to a placeholder has its shape. The shape of a scalar is what old exporters wrote for "not known". */
  demandedShape(_model: Model, _graph: Graph, { producer }: Value): readonly number[] | null {
    const shape = producer?.op.name === "Placeholder" ? producer.attributes.get("shape") : undefined;
    const stated = shape?.kind === "shape" ? staticShape(shape.value) : null;
    return stated !== null && stated.length > 0 ? stated : null;
  }

  nodeBytes(node: Node): number {
    const names = [node.name, node.op.name, ...node.inputs.map((value) => value?.name ?? "")];
    const attributes = [...node.attributes.keys()].reduce((sum, name) => sum + name.length + 6, 0);
    return names.reduce((sum, name) => sum + name.length + 2, 2 + attributes);
  }

  valueBytes(): number {
    return 0;
  }

  /** A Const with its name, and its type and shape in two attributes. */
  constantBytes(name: string, shape: readonly number[]): number {
    return name.length + 2 + 7 + 13 + 20 + 4 * shape.length;
  }

  /** Nodes that others are to be placed with. */
  namedBy(model: Model): ReadonlyMap<Node, readonly Node[]> {
    const found = new Map<Node, Node[]>();
    for (const graph of model.graphs) {
      const byName = new Map(graph.nodes.map((node) => [node.name, node]));
      for (const node of graph.nodes) {
        for (const name of companionsOf(node)) {
          const named = byName.get(name);
          if (named !== undefined && named !== node) {
            const others = found.get(named) ?? [];
            others.push(node);
            found.set(named, others);
          }
        }
      }
    }
    return found;
  }

  /** The first Const has the node's name if its first output is read; others get names of their own. */
  replace(model: Model, graph: Graph, node: Node, constants: readonly { value: Value; tensor: Tensor }[]): void {
    const position = node.next;
    const waiting = [...node.controlUses];
    const { outputs } = node;
    graph.release(node, new Set(constants.map(({ value }) => value)));
    const made = constants.map(({ value, tensor }, index) => {
      const port = positionOf(outputs, value);
      const name = port === 0 ? node.name : uniqueName(model, `${node.name}/_${port}`);
      const attributes: [string, Attribute][] = [
        ["dtype", { kind: "type", value: tensor.dtype }],
        ["value", { kind: "tensor", value: tensor }],
      ];
      value.name = name;
      value.constant = tensor;
      value.type = { dtype: tensor.dtype, shape: tensor.shape };
      return insertNode(graph, "Const", name, [], [value], attributes, node, position, index === 0 ? node : null);
    });
    waiting.forEach((user) => graph.addControlInputs(user, [made[0]!]));
  }
}
