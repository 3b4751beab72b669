// Nodes that went from one model to another, as the graphs of the second one would show them.
import type { Node, NodeComparison, Value, ViewNode } from "../core";
import type { GhostsState } from "../protocol/messages";
import type { Version } from "./version";

/** More of them would hide the graph. */
const MOST_GHOSTS = 2000;

interface Ghosts {
  readonly nodes: GhostsState["nodes"][number][];
  readonly edges: number[];
}

/**
 * By graph that is drawn of the second model those that went from it; null: none. They are between what they were between,
 * as far as that is still there. Linear in the nodes and edges.
 */
export async function ghostsOf(
  { pairs, removed }: Pick<NodeComparison, "pairs" | "removed">,
  before: Version,
  after: Version,
): Promise<(GhostsState | null)[]> {
  const [viewsBefore, views] = [await before.views(), await after.views()];
  const links = await after.links();
  const now = new Map<Node, Node>(pairs.map((pair) => [pair.before, pair.after]));
  const gone = new Set<Node | Value>(removed);
  const made: (Ghosts | null)[] = views.map(() => null);
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

function endpointsOf(nodes: readonly ViewNode[]): Map<string, number> {
  const ends = new Map<string, number>();
  nodes.forEach((node, at) => node.kind !== "operator" && ends.set(endpointKey(node), at));
  return ends;
}

function endpointKey({ kind, name }: ViewNode): string {
  return `${kind} ${name}`;
}
