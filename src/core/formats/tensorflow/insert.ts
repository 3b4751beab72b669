// Nodes that are made anew.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute, Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { stringValue, subMessage } from "../../wire/protobuf-reader";
import { extrasOf, NodeExtras, type GraphExtras } from "./extras";
import { NODE } from "./schema";

/** A new node on the device of another one. @param continues The one, now gone, whose work it does. */
export function insertNode(
  graph: Graph,
  operator: string,
  name: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: readonly (readonly [string, Attribute])[],
  like: Node,
  before: Node | null,
  continues: Node | null = null,
): Node {
  const extras = new NodeExtras(null, -1).placedOn(deviceOf(like));
  return graph.insert(
    {
      name,
      op: { domain: "", name: operator, version: null },
      inputs,
      outputs,
      attributes: new Map(attributes),
      extras,
      continues,
    },
    before,
  );
}

export function deviceOf(node: Node): string {
  const extras = extrasOf<NodeExtras>(node);
  if (extras?.field == null || extras.device !== null) {
    return extras?.device ?? "";
  }
  const field = subMessage(extras.field, "NodeDef").last(NODE.device);
  return field === null ? "" : stringValue(field);
}

/** Inside functions an output is named by its node, what the operator calls it, and its position. */
export function outputName(graph: Graph, node: string, output: string): string {
  return extrasOf<GraphExtras>(graph)?.kind === "function" ? `${node}:${output}:0` : node;
}

/** A Const on the device of another node, which runs when that one does. */
export function insertConstant(
  model: Model,
  graph: Graph,
  name: string,
  tensor: Tensor,
  like: Node,
  controlInputs: Iterable<Node>,
  before: Node | null,
): Value {
  const nodeName = uniqueName(model, name);
  const output = graph.addValue(outputName(graph, nodeName, "output"), { dtype: tensor.dtype, shape: tensor.shape });
  output.constant = tensor;
  const attributes: [string, Attribute][] = [
    ["dtype", { kind: "type", value: tensor.dtype }],
    ["value", { kind: "tensor", value: tensor }],
  ];
  const node = insertNode(graph, "Const", nodeName, [], [output], attributes, like, before);
  graph.addControlInputs(node, controlInputs);
  return output;
}
