// A graph as plain nodes and edges, small enough to hand to whatever draws it. Constants and the steps that only
// prepare them are not drawn: they count for the node that uses them.
import type { Role } from "../ir/dialect";
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Dimension, Value } from "../ir/value";
import { nodeName, type Layers } from "../report/layers";
import { formatShape } from "../report/numbers";

const LONGEST_DIMENSION = 16;

export interface ViewNode {
  readonly kind: "input" | "output" | "operator";
  readonly name: string;
  /** Empty for inputs and outputs. */
  readonly operator: string;
  readonly role: Role;
  /** "float32 1×224×224×3" of the first value it makes, or of the endpoint; empty where unknown. */
  readonly type: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly share: number;
  readonly shared: boolean;
}

export interface ViewGraph {
  readonly name: string;
  readonly nodes: readonly ViewNode[];
  /** Pairs of node positions: from, to. */
  readonly edges: Int32Array;
  /** What flows along each edge: its shape; empty where unknown. */
  readonly labels: readonly string[];
}

/** What a view node stands for, on the side that holds the model. */
export interface ViewSource {
  readonly graph: ViewGraph;
  /** By position; values for inputs and outputs. */
  readonly subjects: readonly (Node | Value)[];
}

export function viewGraph(model: Model, graph: Graph, name: string, { layers, steps }: Layers): ViewSource {
  const builder = new Builder();
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const { inputs, outputs } = model.dialect.endpoints(model);
  const inputValues = new Set([...graph.inputs, ...inputs.map(({ value }) => value)]);
  const makers = new Map<Value, number>();
  for (const value of graph.inputs) {
    if (value.constant === null) {
      makers.set(value, builder.add(value, endpointNode("input", value)));
    }
  }
  for (const node of graph.nodes) {
    if (model.dialect.role(node) === "constant" || steps.has(node)) {
      continue;
    }
    const layer = byNode.get(node);
    const feeds = node.outputs.some((output) => output !== null && inputValues.has(output));
    const position = builder.add(node, {
      kind: feeds ? "input" : "operator",
      name: nodeName(node),
      operator: node.op.name,
      role: model.dialect.role(node),
      type: typeText(node.outputs[0] ?? null),
      parameters: layer?.parameters ?? 0,
      bytes: layer?.bytes ?? 0,
      share: layer?.share ?? 0,
      shared: layer?.shared ?? false,
    });
    node.outputs.forEach((output) => output !== null && makers.set(output, position));
  }
  graph.nodes.forEach((node) => builder.connect(node, readBy(node), makers));
  const declared = new Set([...graph.outputs, ...outputs.map(({ value }) => value)]);
  for (const value of declared) {
    if (graph.values.has(value)) {
      builder.connect(value, [value], makers, endpointNode("output", value));
    }
  }
  return { graph: { name, ...builder.finish() }, subjects: builder.subjects };
}

/** What a node reads, and what the graphs inside it read from outside. */
function readBy(node: Node): Value[] {
  const read = node.inputs.filter((input) => input !== null);
  for (const nested of node.nested) {
    for (const inner of nested.nodes) {
      read.push(...readBy(inner).filter((value) => !nested.values.has(value)));
    }
    read.push(...nested.outputs.filter((value) => !nested.values.has(value)));
  }
  return read;
}

function endpointNode(kind: "input" | "output", value: Value): ViewNode {
  const plain = { operator: "", role: "other", parameters: 0, bytes: 0, share: 0, shared: false } as const;
  return { kind, name: value.name, type: typeText(value), ...plain };
}

/** A length that is worked out from others has no room beside an edge. */
function shortened(dimension: Dimension): Dimension {
  return typeof dimension === "string" && dimension.length > LONGEST_DIMENSION ? "…" : dimension;
}

function typeText(value: Value | null): string {
  const type = value?.type ?? null;
  if (type === null) {
    return "";
  }
  return type.shape === null ? type.dtype : `${type.dtype} ${formatShape(type.shape.map(shortened))}`;
}

class Builder {
  readonly subjects: (Node | Value)[] = [];
  readonly #nodes: ViewNode[] = [];
  readonly #positions = new Map<Node | Value, number>();
  readonly #edges: number[] = [];
  readonly #labels: string[] = [];

  add(subject: Node | Value, node: ViewNode): number {
    const position = this.#nodes.push(node) - 1;
    this.subjects.push(subject);
    this.#positions.set(subject, position);
    return position;
  }

  /** Edges to a subject that is drawn, or is to be with `node`; several values from one maker make one edge. */
  connect(subject: Node | Value, read: readonly Value[], makers: ReadonlyMap<Value, number>, node?: ViewNode): void {
    const to = node === undefined ? this.#positions.get(subject) : this.add(subject, node);
    if (to === undefined) {
      return;
    }
    const drawn = new Set<number>();
    for (const value of read) {
      const from = makers.get(value);
      if (from !== undefined && from !== to && !drawn.has(from)) {
        drawn.add(from);
        this.#edges.push(from, to);
        this.#labels.push(value.type?.shape == null ? "" : formatShape(value.type.shape.map(shortened)));
      }
    }
  }

  finish(): Omit<ViewGraph, "name"> {
    return { nodes: this.#nodes, edges: Int32Array.from(this.#edges), labels: this.#labels };
  }
}
