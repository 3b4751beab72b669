import type { Costs } from "../analysis/cost";
import type { Dialect } from "../ir/dialect";
import { Node } from "../ir/node";
import { groupCosts, nodeGroups, type GroupCosts } from "../report/group-costs";
import type { Layers } from "../report/layers";
import type { ViewSource } from "./view-graph";

/** The groups of a graph that is drawn, as columns: by position of the view's node, and of the group. */
export interface ViewGroups extends GroupCosts {
  /** For each node of the view the innermost group that it is in; −1: none. */
  readonly of: Int32Array;
  /** For each group the one that it is in; −1: none. A group stands after that. */
  readonly parents: Int32Array;
  /** "encoder", "12 × transformer layer" */
  readonly titles: readonly string[];
  /** How many nodes are in it, those of groups in it included. */
  readonly counts: Int32Array;
  /** The first group with the same operators in the same order; itself where there is none before. */
  readonly alike: Int32Array;
}

/** @param dialect Of the model that is drawn. @param costs Null: not known yet, or not asked for. */
export function viewGroups(
  { subjects }: ViewSource,
  dialect: Pick<Dialect, "role">,
  { layers }: Pick<Layers, "layers">,
  costs: Costs | null,
): ViewGroups {
  const nodes = subjects.map((subject) => (subject instanceof Node ? subject : null));
  const positions = [...nodes.keys()].filter((position) => nodes[position] !== null);
  const inner = nodeGroups(
    positions.map((position) => nodes[position]!),
    dialect,
  );
  const of = new Int32Array(nodes.length).fill(-1);
  positions.forEach((position, item) => (of[position] = inner.of[item]!));
  const groups = { ...inner, of };
  return { ...groups, ...groupCosts(groups, nodes, new Map(layers.map((layer) => [layer.node, layer])), costs) };
}
