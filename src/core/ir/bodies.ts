import type { Graph } from "./graph";
import type { Model } from "./model";

/** Graphs beside the main one that others call by name or position: functions, branches, bodies of loops. */
export interface Bodies {
  /** Graphs that are needed though no node calls them: the main one, what signatures start, what the file names. */
  entries(model: Model): Iterable<Graph>;
  /** What tells the graphs that the nodes of a graph, and of those nested in it, call or may call. */
  calls(model: Model): (graph: Graph) => Iterable<Graph>;
  /** Why graphs that nothing calls have to stay; null where they may go. */
  obstacle(model: Model, uncalled: ReadonlySet<Graph>): string | null;
  remove(model: Model, uncalled: ReadonlySet<Graph>): void;
}
