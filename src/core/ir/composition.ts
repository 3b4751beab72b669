import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";

/**
 * Has the second of two nodes in a row, of which only it reads the first, do what both did, so that it reads what the
 * first reads. @returns whether it does; if not, nothing has changed.
 */
export type Compose = (model: Model, graph: Graph, first: Node, second: Node) => Promise<boolean>;
