// Nodes that went from one model to another, as the graphs of the second one would show them.
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";
import type { NodeComparison } from "../report/compare";
import type { Links, Place } from "./links";
import type { ViewNode } from "./view-graph";

/** More of them would hide the graph. */
const MOST_GHOSTS = 2000;

/** Nodes that went, and where they would be in a graph. */
export interface Ghosts {
  /** How many nodes the graph has. */
  readonly among: number;
  /** The first ones. */
  readonly nodes: readonly (Pick<ViewNode, "name" | "operator" | "role" | "parameters" | "bytes"> & {
    /** Where it is drawn in the other model. */
    readonly before: Place;
  })[];
  /** Pairs, from and to: positions of the graph's nodes and, behind them, of these. */
  readonly edges: Int32Array;
}

interface Found {
  readonly nodes: Ghosts["nodes"][number][];
  readonly edges: number[];
}

/**
 * By graph that is drawn of the second model those that went from it; null: none. They are between what they were between,
 * as far as that is still there. Linear in the nodes and edges.
 */
export function ghostsOf(
  { pairs, removed }: Pick<NodeComparison, "pairs" | "removed">,
  { views: viewsBefore }: Pick<Links, "views">,
  links: Links,
): (Ghosts | null)[] {
  const { views } = links;
  const now = new Map<Node, Node>(pairs.map((pair) => [pair.before, pair.after]));
  const gone = new Set<Node | Value>(removed);
  const made: (Found | null)[] = views.map(() => null);
  let count = 0;
  viewsBefore.forEach(({ subjects, graph }, index) => {
    if (!subjects.some((subject) => gone.has(subject))) {
      return;
    }
    const staying = subjects.map((subject) => placeOf(now.get(subject as Node)));
    const target = staying.find((place) => place !== null)?.graph ?? graphNamed(graph.name, index);
    const ends = views[target] === undefined ? new Map<string, number>() : endpointsOf(views[target].graph.nodes);
    const whole = views[target]?.graph.nodes.length ?? 0;
    const { nodes, edges } = (made[target] ??= { nodes: [], edges: [] });
    const positions = graph.nodes.map((node, at) => {
      if (!gone.has(subjects[at]!)) {
        const place = staying[at] ?? null;
        return place === null ? (ends.get(endpointKey(node)) ?? -1) : place.graph === target ? place.node : -1;
      }
      if (count >= MOST_GHOSTS) {
        return -1;
      }
      count++;
      const { name, operator, role, parameters, bytes } = node;
      return whole + nodes.push({ name, operator, role, parameters, bytes, before: { graph: index, node: at } }) - 1;
    });
    for (let edge = 0; edge < graph.edges.length; edge += 2) {
      const [from, to] = [positions[graph.edges[edge]!]!, positions[graph.edges[edge + 1]!]!];
      if (from >= 0 && to >= 0 && from !== to && (from >= whole || to >= whole)) {
        edges.push(from, to);
      }
    }
  });
  return made.map((ghosts, index) =>
    ghosts === null || ghosts.nodes.length === 0
      ? null
      : { among: views[index]!.graph.nodes.length, nodes: ghosts.nodes, edges: Int32Array.from(ghosts.edges) },
  );

  function placeOf(node: Node | undefined) {
    return node === undefined ? null : links.placeOf(node);
  }

  function graphNamed(name: string, index: number): number {
    const found = views.findIndex(({ graph }) => graph.name === name);
    return found >= 0 ? found : Math.min(index, views.length - 1);
  }
}

export function endpointsOf(nodes: readonly ViewNode[]): Map<string, number> {
  const ends = new Map<string, number>();
  nodes.forEach((node, at) => node.kind !== "operator" && ends.set(endpointKey(node), at));
  return ends;
}

export function endpointKey({ kind, name }: ViewNode): string {
  return `${kind} ${name}`;
}
