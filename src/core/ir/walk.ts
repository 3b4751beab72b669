import { allNodes, type Graph } from "./graph";
import { rootGraphs, type Model } from "./model";
import type { Node } from "./node";
import type { Value } from "./value";

export { allNodes, rootGraphs };

/** Every graph of the model: main graphs, function bodies, and the graphs nested in their nodes. */
export function* allGraphs(model: Model): Generator<Graph> {
  for (const root of rootGraphs(model)) {
    yield* withNested(root);
  }
}

export function* withNested(root: Graph): Generator<Graph> {
  const pending: Graph[] = [root];
  for (let graph = pending.pop(); graph !== undefined; graph = pending.pop()) {
    yield graph;
    for (const { nested } of graph.nodes) {
      if (nested.length > 0) {
        nested.forEach((inner) => pending.push(inner));
      }
    }
  }
}

/** What users or callers see: the model's outputs and what its graphs return. */
export function outputValues(model: Model): Set<Value> {
  const outputs = new Set<Value>(model.dialect.endpoints(model).outputs.map(({ value }) => value));
  for (const graph of allGraphs(model)) {
    graph.outputs.forEach((value) => outputs.add(value));
  }
  return outputs;
}

/**
 * The first node of `graph` that reads `value`, itself or in a graph nested in it, so that what makes the value can
 * stand before it; null where nothing in this graph reads it.
 */
export function firstReader(graph: Graph, value: Value): Node | null {
  return graph.firstOf(value.uses);
}

/**
 * The nodes that some values are computed from, in the graphs of those values, control inputs included.
 * @param seen Without any of them: gets them all.
 */
export function ancestorsOf<S extends Pick<Set<Node>, "has"> & { add(node: Node): void }>(
  values: Iterable<Value>,
  seen: S,
): S {
  const pending: Node[] = [];
  const add = (node: Node | null | undefined) => {
    if (node != null && !seen.has(node)) {
      seen.add(node);
      pending.push(node);
    }
  };
  for (const value of values) {
    add(value.producer);
  }
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const input of node.inputs) {
      add(input?.producer);
    }
    if (node.controlInputs.size > 0) {
      node.controlInputs.forEach(add);
    }
  }
  return seen;
}

/** Whether the nodes of a graph stand after those they read from, as ONNX and TFLite want it and most files have it. */
export function isInOrder({ nodes }: Graph): boolean {
  for (const { graph, place, inputs } of nodes) {
    for (const input of inputs) {
      const maker = input?.producer ?? null;
      if (maker !== null && maker.graph === graph && maker.place >= place) {
        return false;
      }
    }
  }
  return true;
}

/**
 * The nodes of a graph, each after those it reads from, otherwise in file order (Kahn's algorithm). Nodes on a cycle and
 * those behind them come last.
 * @param closesLoop Whether what a node reads of another is of the turn before, as in TensorFlow's loops: absent: nothing.
 */
export function inExecutionOrder(graph: Graph, closesLoop: (from: Node, to: Node) => boolean = () => false): Node[] {
  const waiting = new Map<Node, number>();
  const ready: Node[] = [];
  const makers = new Set<Node>();
  for (const node of graph.nodes) {
    makers.clear();
    for (const input of node.inputs) {
      const maker = input?.producer ?? null;
      if (maker !== null && maker.graph === graph && !closesLoop(maker, node)) {
        makers.add(maker);
      }
    }
    waiting.set(node, makers.size);
    if (makers.size === 0) {
      ready.push(node);
    }
  }
  const order: Node[] = [];
  for (let index = 0; index < ready.length; index++) {
    const node = ready[index]!;
    order.push(node);
    const readers = new Set(node.outputs.flatMap((output) => (output === null ? [] : [...output.uses])));
    for (const reader of readers) {
      const left = waiting.get(reader);
      if (left !== undefined && left > 0 && !closesLoop(node, reader)) {
        waiting.set(reader, left - 1);
        if (left === 1) {
          ready.push(reader);
        }
      }
    }
  }
  const done = new Set(order);
  return done.size === graph.nodes.length ? order : [...order, ...graph.nodes.filter((node) => !done.has(node))];
}

/** The main graph or function that a graph is in. */
export function rootOf(graph: Graph): Graph {
  let root = graph;
  while (root.owner?.graph != null) {
    root = root.owner.graph;
  }
  return root;
}
