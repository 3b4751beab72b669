// Where what is drawn of one model is drawn of the model that it is compared with.
import type { NodeComparison } from "../report/compare";
import { endpointKey, endpointsOf } from "./ghosts";
import type { Links } from "./links";
import type { ViewSource } from "./view-graph";

/** By graph that is drawn of the second model graph and node of the first one, two numbers for each node; -1: none. */
export function counterpartsOf(
  { pairs }: Pick<NodeComparison, "pairs">,
  linksBefore: Pick<Links, "views" | "placeOf">,
  links: Pick<Links, "views" | "placeOf">,
): Int32Array[] {
  const [viewsBefore, views] = [linksBefore.views, links.views];
  const found = views.map(({ subjects }) => new Int32Array(2 * subjects.length).fill(-1));
  for (const pair of pairs) {
    const [one, other] = [linksBefore.placeOf(pair.before), links.placeOf(pair.after)];
    if (one !== null && other !== null) {
      found[other.graph]!.set([one.graph, one.node], 2 * other.node);
    }
  }
  views.forEach((view, index) => {
    const graph = graphOf(found[index]!) ?? viewsBefore.findIndex((each) => each.graph.name === view.graph.name);
    const other = viewsBefore[graph];
    if (other !== undefined) {
      pairEndpoints(view, other, graph, found[index]!);
    }
  });
  return found;
}

/** The graph that holds the counterpart of the first node that has one. */
function graphOf(found: Int32Array): number | null {
  const first = found.findIndex((each) => each >= 0);
  return first < 0 ? null : found[first]!;
}

/** Inputs and outputs by name; those of other names in their order, where there are as many of them. */
function pairEndpoints({ graph: { nodes } }: ViewSource, other: ViewSource, graph: number, found: Int32Array): void {
  const known = endpointsOf(other.graph.nodes);
  const taken = new Set(found.filter((_, index) => index % 2 === 1));
  for (const kind of ["input", "output"] as const) {
    const left: number[] = [];
    nodes.forEach((node, at) => {
      if (node.kind !== kind || found[2 * at]! >= 0) {
        return;
      }
      const same = known.get(endpointKey(node));
      if (same === undefined || taken.has(same)) {
        left.push(at);
      } else {
        found.set([graph, same], 2 * at);
        taken.add(same);
      }
    });
    const free = other.graph.nodes.flatMap((node, at) => (node.kind === kind && !taken.has(at) ? [at] : []));
    if (free.length === left.length) {
      left.forEach((at, index) => found.set([graph, free[index]!], 2 * at));
    }
  }
}
