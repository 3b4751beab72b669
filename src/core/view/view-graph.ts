// A graph as plain nodes and edges, small enough to hand to whatever draws it. Constants and the steps that only
// prepare them are not drawn: they count for the node that uses them.
import type { ValueType } from "../analysis/shapes";
import type { Role } from "../ir/dialect";
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import { nameOf, Node } from "../ir/node";
import type { Dimension, Shape, Value } from "../ir/value";
import type { Layer, Layers } from "../report/layers";
import { namedGraphs } from "../report/named-graphs";
import { formatShape } from "../report/numbers";
import { bodiesOf } from "./links";

/** Names in files have any length. */
const LONGEST_DIMENSION = 64;
/** A shape of more dimensions would be written on every edge. */
const MOST_DIMENSIONS = 8;

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
  /** Whether it runs graphs that can be drawn: branches, bodies of loops, functions. */
  readonly runsGraphs: boolean;
  /** Whether it is no node of the model, but one that another model has there. */
  readonly isRemoved?: boolean;
}

export interface ViewGraph {
  readonly name: string;
  readonly nodes: readonly ViewNode[];
  /** Pairs of node positions: from, to. */
  readonly edges: Int32Array;
  /** What flows along each edge: its shape; empty where unknown. */
  readonly labels: readonly string[];
  /** Whether operators tell that shape, and not the file. */
  readonly inferred: readonly boolean[];
}

/** Type and shape of a value, and whether the file says all of it. */
export type TypeOf = (value: Value) => ValueType;

/** What the file says, where nothing was inferred. */
export const statedType: TypeOf = ({ type }) => ({
  dtype: type?.dtype ?? null,
  shape: type?.shape ?? null,
  source: "stated",
});

/** What a view node stands for, on the side that holds the model. */
export interface ViewSource {
  readonly source: Graph;
  readonly graph: ViewGraph;
  /** By position; values for inputs and outputs. */
  readonly subjects: readonly (Node | Value)[];
  /** By edge what flows along it. */
  readonly flows: readonly Value[];
}

/** What is said of types in a view, by node and by edge, as its fields say it. */
export interface ViewTypes extends Pick<ViewGraph, "labels" | "inferred"> {
  readonly types: readonly string[];
}

/** The types in a view by what is known of them now. */
export function viewTypes({ subjects, flows }: ViewSource, typeOf: TypeOf): ViewTypes {
  const lengths = (shape: Shape | null) => (shape === null ? "" : formatShape(limited(shape)));
  return {
    types: subjects.map((each) => typeText(each instanceof Node ? (each.outputs[0] ?? null) : each, typeOf)),
    labels: flows.map((value) => lengths(typeOf(value).shape)),
    inferred: flows.map((value) => typeOf(value).source === "inferred"),
  };
}

/** Everything that can be shown of a model, by `namedGraphs`. */
export function viewGraphs(model: Model, layers: Layers, typeOf: TypeOf = statedType): ViewSource[] {
  const viewer = new Viewer(model, layers, typeOf);
  return namedGraphs(model).map(({ graph, name }) => viewer.view(graph, name));
}

/** What views of the graphs of one model have in common. */
class Viewer {
  readonly #layers: ReadonlyMap<Node | null, Layer>;
  readonly #steps: Layers["steps"];
  readonly #inputs: ReadonlySet<Value>;
  readonly #outputs = new Map<Graph | null, Value[]>();
  readonly #captured = new Map<Graph, ReadonlySet<Value>>();
  readonly #bodiesOf: (node: Node) => readonly Graph[];

  constructor(
    readonly model: Model,
    { layers, steps }: Layers,
    readonly typeOf: TypeOf,
  ) {
    const { inputs, outputs } = model.dialect.endpoints(model);
    this.#layers = new Map(layers.map((layer) => [layer.node, layer]));
    this.#steps = steps;
    this.#bodiesOf = bodiesOf(model);
    this.#inputs = new Set(inputs.map(({ value }) => value));
    for (const { value } of outputs) {
      const others = this.#outputs.get(value.graph);
      if (others === undefined) {
        this.#outputs.set(value.graph, [value]);
      } else {
        others.push(value);
      }
    }
  }

  view(graph: Graph, name: string): ViewSource {
    const { dialect } = this.model;
    const { typeOf } = this;
    const builder = new Builder(typeOf);
    const makers = new Map<Value, number>();
    for (const value of graph.inputs) {
      if (value.constant === null) {
        makers.set(value, builder.add(value, endpointNode("input", value, typeOf)));
      }
    }
    for (const node of graph.nodes) {
      if (dialect.role(node) === "constant" || this.#steps.has(node)) {
        continue;
      }
      const layer = this.#layers.get(node);
      const feeds = node.outputs.some(
        (output) => output !== null && (this.#inputs.has(output) || graph.isInput(output)),
      );
      const position = builder.add(node, {
        kind: feeds ? "input" : "operator",
        name: nameOf(node),
        operator: node.op.name,
        role: dialect.role(node),
        type: typeText(node.outputs[0] ?? null, typeOf),
        parameters: layer?.parameters ?? 0,
        bytes: layer?.bytes ?? 0,
        share: layer?.share ?? 0,
        shared: layer?.shared ?? false,
        runsGraphs: this.#bodiesOf(node).length > 0,
      });
      node.outputs.forEach((output) => output !== null && makers.set(output, position));
    }
    graph.nodes.forEach((node) => builder.connect(node, this.#readBy(node), makers));
    for (const value of new Set([...graph.outputs, ...(this.#outputs.get(graph) ?? [])])) {
      if (value.graph === graph) {
        builder.connect(value, [value], makers, endpointNode("output", value, typeOf));
      }
    }
    return { source: graph, graph: { name, ...builder.finish() }, subjects: builder.subjects, flows: builder.flows };
  }

  /** What a node reads, and what the graphs inside it read from outside. */
  #readBy(node: Node): Iterable<Value | null> {
    const { inputs, nested } = node;
    return nested.length === 0 ? inputs : [inputs, ...nested.map((graph) => this.#capturedBy(graph))].flatMap(toArray);
  }

  #capturedBy(graph: Graph): ReadonlySet<Value> {
    let captured = this.#captured.get(graph);
    if (captured === undefined) {
      const found = new Set<Value>();
      const add = (value: Value | null) => value !== null && value.graph !== graph && found.add(value);
      for (const node of graph.nodes) {
        for (const value of this.#readBy(node)) {
          add(value);
        }
      }
      graph.outputs.forEach(add);
      captured = found;
      this.#captured.set(graph, captured);
    }
    return captured;
  }
}

function toArray<T>(items: Iterable<T>): T[] {
  return [...items];
}

function endpointNode(kind: "input" | "output", value: Value, typeOf: TypeOf): ViewNode {
  const plain = {
    operator: "",
    role: "other",
    parameters: 0,
    bytes: 0,
    share: 0,
    shared: false,
    runsGraphs: false,
  } as const;
  return { kind, name: value.name, type: typeText(value, typeOf), ...plain };
}

/** What a view can show of a shape. */
function limited(shape: Shape): Shape {
  if (shape.length <= MOST_DIMENSIONS && !shape.some(isLong)) {
    return shape;
  }
  const shown = shape
    .slice(0, MOST_DIMENSIONS)
    .map((each) => (isLong(each) ? `${each.slice(0, LONGEST_DIMENSION - 1)}…` : each));
  return shape.length > MOST_DIMENSIONS ? [...shown, "…"] : shown;
}

function isLong(dimension: Dimension): dimension is string {
  return typeof dimension === "string" && dimension.length > LONGEST_DIMENSION;
}

function typeText(value: Value | null, typeOf: TypeOf): string {
  const { dtype, shape } = value === null ? { dtype: null, shape: null } : typeOf(value);
  const lengths = shape === null ? "" : formatShape(limited(shape));
  return dtype === null ? lengths : lengths === "" ? dtype : `${dtype} ${lengths}`;
}

class Builder {
  readonly subjects: (Node | Value)[] = [];
  readonly flows: Value[] = [];
  readonly #nodes: ViewNode[] = [];
  readonly #positions = new Map<Node | Value, number>();
  readonly #edges: number[] = [];
  /** For each node to which one the last edge from it leads: a node's edges are drawn one after the other. */
  readonly #lastDrawnTo: number[] = [];
  readonly #labels: string[] = [];
  readonly #inferred: boolean[] = [];

  constructor(readonly typeOf: TypeOf) {}

  add(subject: Node | Value, node: ViewNode): number {
    const position = this.#nodes.push(node) - 1;
    this.#lastDrawnTo.push(-1);
    this.subjects.push(subject);
    this.#positions.set(subject, position);
    return position;
  }

  /** Edges to a subject that is drawn, or is to be with `node`; several values from one maker make one edge. */
  connect(
    subject: Node | Value,
    read: Iterable<Value | null>,
    makers: ReadonlyMap<Value, number>,
    node?: ViewNode,
  ): void {
    const to = node === undefined ? this.#positions.get(subject) : this.add(subject, node);
    if (to === undefined) {
      return;
    }
    for (const value of read) {
      const from = value === null ? undefined : makers.get(value);
      if (value !== null && from !== undefined && from !== to && this.#lastDrawnTo[from] !== to) {
        this.#lastDrawnTo[from] = to;
        this.#edges.push(from, to);
        this.flows.push(value);
        const { shape, source } = this.typeOf(value);
        this.#labels.push(shape === null ? "" : formatShape(limited(shape)));
        this.#inferred.push(source === "inferred");
      }
    }
  }

  finish(): Omit<ViewGraph, "name"> {
    return { nodes: this.#nodes, edges: Int32Array.from(this.#edges), labels: this.#labels, inferred: this.#inferred };
  }
}
