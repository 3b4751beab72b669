// What the layer table shows where somebody asks for it: nodes without parameters, and columns that take working out.
import {
  formatShape,
  gzipSizes,
  nameOf,
  Node,
  zeroShares,
  type Context,
  type NodeCost,
  type ViewSource,
} from "../core";
import type { MeasuredColumn, NodeRows } from "../protocol/messages";
import type { Version } from "./version";

interface DrawnNode {
  readonly graph: number;
  readonly at: number;
  readonly node: Node;
}

/** Nodes that are drawn and are no layers, of all graphs, in order. */
async function nodesBesideLayers(version: Version): Promise<DrawnNode[]> {
  const layers = new Set((await version.layers()).layers.map(({ node }) => node));
  return (await version.views()).flatMap(({ subjects }: ViewSource, graph) =>
    subjects.flatMap((node, at) => (node instanceof Node && !layers.has(node) ? [{ graph, at, node }] : [])),
  );
}

export async function nodeRows(version: Version): Promise<NodeRows> {
  const nodes = await nodesBesideLayers(version);
  const types = await version.types();
  const texts = new Map<string, number>();
  const textAt = (text: string) => {
    const at = texts.get(text) ?? texts.size;
    texts.set(text, at);
    return at;
  };
  const places = new Int32Array(2 * nodes.length);
  const kinds = new Int32Array(3 * nodes.length);
  nodes.forEach(({ graph, at, node }, row) => {
    const [first] = node.outputs;
    const { dtype, shape } = first == null ? { dtype: null, shape: null } : types.of(first);
    places.set([graph, at], 2 * row);
    kinds.set([node.op.name, dtype ?? "", shape === null ? "" : formatShape(shape)].map(textAt), 3 * row);
  });
  return { names: nodes.map(({ node }) => nameOf(node)), places, kinds, texts: [...texts.keys()] };
}

/** @returns a number for each layer and, if asked for, for each of the rows above; NaN: not known. */
export async function measuredColumn(
  version: Version,
  column: MeasuredColumn,
  withNodes: boolean,
  context: Context,
): Promise<Float64Array> {
  const layers = await version.layers();
  const nodes = withNodes ? await nodesBesideLayers(version) : [];
  if (column === "zeros" || column === "gzip") {
    const known = await (column === "zeros" ? zeroShares : gzipSizes)(version.model, layers, context);
    const measured = new Float64Array(known.length + nodes.length).fill(column === "gzip" ? 0 : NaN);
    measured.set(known);
    return measured;
  }
  const costs = await version.costs();
  const measure = (cost: NodeCost) => (column === "macs" ? cost.macs : cost.activationBytes) ?? NaN;
  const all = [...layers.layers.map(({ node }) => node), ...nodes.map(({ node }) => node)];
  // Tensors by themselves are never run.
  return Float64Array.from(all, (node) => (node === null ? 0 : measure(costs.of(node))));
}
