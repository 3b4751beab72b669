// Inputs of a cut: each is made by a Placeholder. The outputs of a graph are declared nowhere.
import type { Cut, CutValue } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute, Node } from "../../ir/node";
import { positionOf } from "../../ir/positions";
import type { TensorType, Value } from "../../ir/value";
import { insertNode } from "./insert";

export function applyCut(model: Model, { outputs, inputs }: Cut): void {
  if (inputs === null) {
    return;
  }
  const needed = neededBy(outputs, inputs);
  for (const { value, type } of inputs) {
    const { producer } = value;
    const graph = producer?.graph;
    if (producer === null || graph == null || type === null) {
      continue;
    }
    if (/^Placeholder(V2)?$/.test(producer.op.name)) {
      restate(producer, value, type);
    } else {
      const others = producer.outputs.filter((output): output is Value => output !== null && output !== value);
      if (value === producer.outputs[0] && !others.some((output) => needed.has(output))) {
        put(graph, producer, value, type);
      } else {
        putBeside(model, graph, producer, value, type);
      }
    }
  }
}

/** The values that outputs are computed from, inputs of the cut and what lies behind them left out. */
function neededBy(outputs: readonly CutValue[], inputs: readonly CutValue[]): ReadonlySet<Value> {
  const starts = new Set(inputs.map(({ value }) => value));
  const needed = new Set(outputs.map(({ value }) => value).filter((value) => !starts.has(value)));
  const seen = new Set<Node>();
  // A set is walked to its end, what is added meanwhile included.
  for (const { producer } of needed) {
    if (producer === null || seen.has(producer)) {
      continue;
    }
    seen.add(producer);
    const read = [...producer.inputs, ...[...producer.controlInputs].map(({ outputs: [first] }) => first ?? null)];
    read.forEach((value) => value !== null && !starts.has(value) && needed.add(value));
  }
  return needed;
}

/** A placeholder of the model, as it is called for now. */
function restate(node: Node, value: Value, type: TensorType): void {
  if (type !== value.type) {
    if (type.dtype !== value.type?.dtype) {
      node.setAttribute("dtype", { kind: "type", value: type.dtype });
    }
    node.setAttribute("shape", { kind: "shape", value: type.shape });
    if (node.attributes.has(SHAPES)) {
      node.setAttribute(SHAPES, { kind: "list", of: "shape", value: [type.shape] });
    }
    value.type = type;
  }
}

/** What importers have written of a node's outputs; tools believe it. */
const SHAPES = "_output_shapes";

/** A placeholder of the name of the node that made the value, in its place. */
function put(graph: Graph, producer: Node, value: Value, type: TensorType): void {
  const controls = [...producer.controlUses];
  const position = producer.next;
  const others = producer.outputs.filter((output): output is Value => output !== null && output !== value);
  graph.detach(producer);
  const placeholder = insertNode(
    graph,
    "Placeholder",
    producer.name,
    [],
    [value],
    attributes(type),
    producer,
    position,
    producer,
  );
  controls.forEach((node) => graph.addControlInputs(node, [placeholder]));
  others.filter(({ uses }) => uses.size === 0).forEach((output) => graph.removeValue(output));
  become(value, type);
}

/** Where another output of the node is still needed, or has the node's name, the placeholder has one of its own. */
function putBeside(model: Model, graph: Graph, producer: Node, value: Value, type: TensorType): void {
  const position = positionOf(producer.outputs, value);
  const name = uniqueName(model, `${producer.name}_${position}`);
  graph.cutAt(value, graph.addValue(value.name, value.type));
  insertNode(graph, "Placeholder", name, [], [value], attributes(type), producer, producer);
  become(value, type);
  value.name = name;
}

function become(value: Value, type: TensorType): void {
  value.type = type;
  value.constant = null;
}

function attributes({ dtype, shape }: TensorType): [string, Attribute][] {
  return [
    ["dtype", { kind: "type", value: dtype }],
    ["shape", { kind: "shape", value: shape }],
  ];
}
