// Computing ONNX nodes ahead.
import type { ElementsOf, Folding, Known, Result } from "../../ir/folding";
import { staticShape } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { EditableModel, Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { applyRule, Operands } from "../../kernels/operands";
import { Choices } from "./choice";
import { ruleOf } from "./folded-operators";

export class OnnxFolding implements Folding {
  async results(
    node: Node,
    inputs: readonly (Known | null)[],
    elementsOf: ElementsOf,
  ): Promise<readonly (Result | null)[] | null> {
    const rule = ruleOf(node);
    // In a function's body an attribute may stand for one of the function's own.
    if (rule === null || [...node.attributes.values()].some(({ kind }) => kind === "opaque")) {
      return null;
    }
    return applyRule(rule, new Operands(node, inputs, elementsOf));
  }

  choices(model: EditableModel): Choices {
    return new Choices(model);
  }

  /** What is fed to the model is checked against the declared shape; types of inner values are not checked by anybody. */
  demandedShape(model: Model, graph: Graph, value: Value): readonly number[] | null {
    const isFed = graph === model.graphs[0] && graph.isInput(value);
    return isFed ? staticShape(value.type?.shape) : null;
  }

  nodeBytes(node: Node): number {
    const names = [node.name, node.op.name, ...[...node.inputs, ...node.outputs].map((value) => value?.name ?? "")];
    const attributes = [...node.attributes.keys()].reduce((sum, name) => sum + name.length + 8, 0);
    return names.reduce((sum, name) => sum + (name === "" ? 0 : name.length + 2), 2 + attributes);
  }

  valueBytes(): number {
    return 0;
  }

  /** TensorProto: its name, element type and dimensions, and how long it is. */
  constantBytes(name: string, shape: readonly number[]): number {
    return name.length + 10 + 2 * shape.length;
  }

  namedBy(): ReadonlyMap<Node, readonly Node[]> {
    return new Map();
  }

  replace(model: Model, graph: Graph, node: Node, constants: readonly { value: Value; tensor: Tensor }[]): void {
    const listed = model.dialect.constantsAreInputs && graph === model.graphs[0];
    graph.release(node, new Set(constants.map(({ value }) => value)));
    for (const { value, tensor } of constants) {
      value.constant = tensor;
      value.type ??= { dtype: tensor.dtype, shape: tensor.shape };
      if (listed) {
        graph.addInput(value);
      }
    }
  }
}
