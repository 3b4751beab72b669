// What belongs together in a model, and what that holds and costs.
import type { Costs } from "../analysis/cost";
import { sumsOf, type Groups } from "../analysis/groups/groups";
import { groupNodes } from "../analysis/groups/node-groups";
import { groupTensors } from "../analysis/groups/tensor-groups";
import type { Dialect } from "../ir/dialect";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Layer, Layers } from "./layers";
import { namedGraphs } from "./named-graphs";

/** By position of the group. */
export interface GroupCosts {
  readonly parameters: Float64Array;
  readonly bytes: Float64Array;
  /** Multiply-accumulates of the nodes of which they are known. */
  readonly macs: Float64Array;
  readonly unknownMacs: Float64Array;
  /** Bytes of what the nodes make, of those of which they are known. */
  readonly activationBytes: Float64Array;
  readonly unknownActivations: Float64Array;
}

/** A group as a row, which stands after that of the one around it. */
export interface GroupRow {
  /** By `namedGraphs`; empty: none. */
  readonly graph: string;
  readonly title: string;
  /** The row of the group around it; null: none. */
  readonly parent: number | null;
  /** 1: in no other group. */
  readonly depth: number;
  /** How many nodes, or tensors in a file of nothing but these, are in it. */
  readonly count: number;
  readonly parameters: number;
  readonly bytes: number;
  /** At least so many where some are unknown. */
  readonly macs: number;
  /** Of how many nodes they are. */
  readonly unknownMacs: number;
  /** Likewise. */
  readonly activationBytes: number;
  readonly unknownActivations: number;
}

/** @param nodes Null for what is no node. @param layers By node. @param costs Null: not known yet. */
export function groupCosts(
  groups: Groups,
  nodes: readonly (Node | null)[],
  layers: ReadonlyMap<Node | null, Layer>,
  costs: Costs | null,
): GroupCosts {
  const sums = (amountOf: (node: Node) => number) =>
    sumsOf(groups, (item) => (nodes[item] == null ? 0 : amountOf(nodes[item])));
  return {
    parameters: sums((node) => layers.get(node)?.parameters ?? 0),
    bytes: sums((node) => layers.get(node)?.bytes ?? 0),
    macs: sums((node) => costs?.of(node).macs ?? 0),
    unknownMacs: sums((node) => (costs?.of(node).macs == null ? 1 : 0)),
    activationBytes: sums((node) => costs?.of(node).activationBytes ?? 0),
    unknownActivations: sums((node) => (costs?.of(node).activationBytes == null ? 1 : 0)),
  };
}

/** Nodes that are drawn, in groups. */
export function nodeGroups(nodes: readonly Node[], dialect: Pick<Dialect, "role">): Groups {
  return groupNodes(nodes, (node) => dialect.role(node));
}

/**
 * The groups of all graphs, those in one in the order of the nodes, each before those in it.
 * @param depth Groups in so many others and more are left out.
 */
export function groupRows(model: Model, { layers, steps }: Layers, costs: Costs, depth = Infinity): GroupRow[] {
  if (model.format.tensorsOnly === true) {
    const groups = groupTensors(layers);
    const amounts = (amountOf: (layer: Layer) => number) => sumsOf(groups, (item) => amountOf(layers[item]!));
    const none = new Float64Array(groups.parents.length);
    const sums = { macs: none, unknownMacs: none, activationBytes: none, unknownActivations: none };
    const held = { parameters: amounts((each) => each.parameters), bytes: amounts((each) => each.bytes) };
    return rowsOf("", groups, { ...held, ...sums }, depth, []);
  }
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  return namedGraphs(model).reduce<GroupRow[]>((rows, { graph, name }) => {
    const nodes = graph.nodes.filter((node) => model.dialect.role(node) !== "constant" && !steps.has(node));
    const groups = nodeGroups(nodes, model.dialect);
    return rowsOf(name, groups, groupCosts(groups, nodes, byNode, costs), depth, rows);
  }, []);
}

/** @param rows What they are added to. */
function rowsOf(graph: string, groups: Groups, costs: GroupCosts, most: number, rows: GroupRow[]): GroupRow[] {
  const placeOf = new Map<number, number>();
  for (const group of inOrder(groups)) {
    const parent = placeOf.get(groups.parents[group]!) ?? null;
    const depth = parent === null ? 1 : rows[parent]!.depth + 1;
    if (depth > most || (parent === null && groups.parents[group]! >= 0)) {
      continue;
    }
    placeOf.set(group, rows.length);
    rows.push({
      graph,
      title: groups.titles[group]!,
      parent,
      depth,
      count: groups.counts[group]!,
      parameters: costs.parameters[group]!,
      bytes: costs.bytes[group]!,
      macs: costs.macs[group]!,
      unknownMacs: costs.unknownMacs[group]!,
      activationBytes: costs.activationBytes[group]!,
      unknownActivations: costs.unknownActivations[group]!,
    });
  }
  return rows;
}

/** Groups each behind the one it is in and all that is in those before it, by where they begin. */
function inOrder({ of, parents }: Groups): number[] {
  const met = new Set<number>();
  for (const group of of) {
    for (let each = group; each >= 0 && !met.has(each); each = parents[each]!) {
      met.add(each);
    }
  }
  // Those that hold nothing come last.
  parents.forEach((_, group) => met.add(group));
  const inner = new Map<number, number[]>();
  for (const group of [...met].reverse()) {
    const parent = parents[group]!;
    const others = inner.get(parent);
    if (others === undefined) {
      inner.set(parent, [group]);
    } else {
      others.push(group);
    }
  }
  const order: number[] = [];
  const pending = inner.get(-1) ?? [];
  for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
    order.push(group);
    for (const each of inner.get(group) ?? []) {
      pending.push(each);
    }
  }
  return order;
}
