// A graph as it is handed over to be drawn: columns, since there may be many nodes.
import type { ViewGraph, ViewGroups, ViewNode, ViewTypes } from "../core";
import { packColumn, packRows, unpackColumn, unpackRows, type Column, type PackedRows } from "./rows";

/** What is said of nodes and edges once types are worked out, by node and by edge, as their fields are. */
export interface PackedTypes {
  readonly types: Column;
  readonly labels: Column;
  readonly inferred: Column;
}

export interface PackedGraph {
  readonly name: string;
  readonly nodes: PackedRows<Omit<ViewNode, "type">>;
  readonly edges: Int32Array;
  readonly types: PackedTypes;
}

/** All that it takes to draw a graph for the first time. */
export interface GraphDrawing {
  readonly graph: PackedGraph;
  /** Null: it cannot be told what belongs together. */
  readonly groups: ViewGroups | null;
  /** Whether types are worked out; else they are those of the file, and the others are to be asked for. */
  readonly isTyped: boolean;
}

const NODE_FIELDS = [
  "kind",
  "name",
  "operator",
  "role",
  "parameters",
  "bytes",
  "share",
  "shared",
  "runsGraphs",
] as const satisfies readonly (keyof ViewNode)[];

export function packGraph(graph: ViewGraph): PackedGraph {
  const { name, nodes, edges } = graph;
  const types = packTypes({ ...graph, types: nodes.map(({ type }) => type) });
  return { name, nodes: packRows<Omit<ViewNode, "type">>(nodes, NODE_FIELDS), edges, types };
}

export function packTypes({ types, labels, inferred }: ViewTypes): PackedTypes {
  return {
    types: packColumn(types.length, (node) => types[node]!),
    labels: packColumn(labels.length, (edge) => labels[edge]!),
    inferred: packColumn(inferred.length, (edge) => inferred[edge]!),
  };
}

export function unpackGraph({ name, nodes, edges, types }: PackedGraph): ViewGraph {
  const rows: PackedRows<ViewNode> = { ...nodes, columns: { ...nodes.columns, type: types.types } };
  return { name, nodes: unpackRows(rows), edges, ...unpackEdgeTypes(edges.length / 2, types) };
}

/** The same graph, of which more is known. */
export function withTypes(graph: ViewGraph, types: PackedTypes): ViewGraph {
  const { nodes, edges } = graph;
  const typeOf = unpackColumn(nodes.length, types.types) as string[];
  return {
    ...graph,
    nodes: nodes.map((node, at) => ({ ...node, type: typeOf[at]! })),
    ...unpackEdgeTypes(edges.length / 2, types),
  };
}

function unpackEdgeTypes(edges: number, { labels, inferred }: PackedTypes): Pick<ViewGraph, "labels" | "inferred"> {
  return {
    labels: unpackColumn(edges, labels) as string[],
    inferred: unpackColumn(edges, inferred) as boolean[],
  };
}
