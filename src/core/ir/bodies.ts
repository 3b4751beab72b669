import type { Graph } from "./graph";
import type { Model, Signature } from "./model";
import type { Node } from "./node";
import type { Value } from "./value";

/** What a node gives to a graph that it runs. */
export interface Binding {
  readonly body: Graph;
  /** By position of the body's inputs; null: something else, or not the same in each turn of a loop. */
  readonly inputs: readonly (Value | null)[];
}

export interface Bindings {
  readonly bodies: readonly Binding[];
  /** Positions among the node's inputs of what a loop begins with, which later turns replace. */
  readonly states: ReadonlySet<number>;
}

/** Graphs beside the main one that others call by name or position: functions, branches, bodies of loops. */
export interface Bodies {
  /** Graphs that are needed though no node calls them: the main one, what signatures start, what the file names. */
  entries(model: Model): Iterable<Graph>;
  /** The graph that a signature starts; null where signatures start none of their own. */
  startOf(model: Model, signature: Signature): Graph | null;
  /** Puts a graph before all others: it is what runs where no signature is named. */
  putFirst(model: Model, graph: Graph): void;
  /** What tells the graphs that the nodes of a graph, and of those nested in it, call or may call. */
  calls(model: Model): (graph: Graph) => Iterable<Graph>;
  /** What tells the graphs that a node runs, and which of its inputs they get as theirs; null: it runs none. */
  bindings(model: Model): (node: Node) => Bindings | null;
  /** Why graphs that nothing calls have to stay; null where they may go. */
  obstacle(model: Model, uncalled: ReadonlySet<Graph>): string | null;
  remove(model: Model, uncalled: ReadonlySet<Graph>): void;
}
