// The groups of a graph as a tree, with all that is told of each.
import type { ViewGraph, ViewGroups, ViewNode } from "../../core";
import { colorRole } from "../node-color";

/** Sums over the nodes of a group, those of groups in it included. */
export interface GroupSums {
  readonly nodes: number;
  readonly parameters: number;
  readonly bytes: number;
  /** Of all parameters, 0 to 1. */
  readonly share: number;
  readonly macs: number;
  /** Nodes whose multiply-accumulates are not known. */
  readonly unknownMacs: number;
  /** Likewise. */
  readonly activationBytes: number;
  readonly unknownActivations: number;
}

export class GroupTree {
  /** By node of the graph the innermost group; −1: none. Inputs and outputs are in none, so that they are seen. */
  readonly of: Int32Array;
  readonly parents: Int32Array;
  readonly nodeCounts: Int32Array;
  /** What is seen of each when it is open: nodes, and groups in it that are closed. */
  readonly partCounts: Int32Array;
  /** How many groups of the same operators in the same order stand beside it, itself included. */
  readonly alike: Int32Array;
  /** What each mostly does: the role that most of its parameters are in, or else most of its nodes. */
  readonly roles: readonly ViewNode["role"][];
  readonly #shares: Float64Array;
  /** Of a group that is all of another one, the titles of both. */
  readonly #titles: readonly string[];

  constructor(
    readonly graph: ViewGraph,
    readonly groups: ViewGroups,
  ) {
    const { nodes } = graph;
    const { parents } = groups;
    const of = groups.of.map((group, node) => (nodes[node]?.kind === "operator" ? group : -1));
    const counts = addedUp(of, parents, (node) => (nodes[node]!.isRemoved === true ? 0 : 1));
    const isKept = keptGroups(of, parents, counts);
    const outer = parents.slice();
    parents.forEach((parent, group) => (outer[group] = parent < 0 || isKept[parent] === 1 ? parent : outer[parent]!));
    this.of = of.map((group) => (group < 0 || isKept[group] === 1 ? group : outer[group]!));
    this.parents = outer;
    this.nodeCounts = Int32Array.from(counts, (count, group) => (isKept[group] === 1 ? count : 0));
    this.partCounts = new Int32Array(parents.length);
    this.of.forEach((group) => group >= 0 && this.partCounts[group]!++);
    outer.forEach((parent, group) => parent >= 0 && isKept[group] === 1 && this.partCounts[parent]!++);
    const titles: string[] = [];
    parents.forEach((parent, group) => {
      const isAll = parent >= 0 && isKept[parent] === 0 && counts[group]! > 1;
      titles.push((isAll ? `${titles[parent]!} · ` : "") + this.groups.titles[group]!);
    });
    this.#titles = titles;
    this.#shares = addedUp(of, parents, (node) => nodes[node]!.share);
    this.roles = rolesOf(nodes, of, parents);
    this.alike = this.#alikeBeside();
  }

  /** How many groups there are; those without nodes are not shown. */
  get length(): number {
    return this.parents.length;
  }

  title(group: number): string {
    return this.#titles[group]!;
  }

  sums(group: number): GroupSums {
    const { parameters, bytes, macs, unknownMacs, activationBytes, unknownActivations } = this.groups;
    return {
      nodes: this.nodeCounts[group]!,
      parameters: parameters[group]!,
      bytes: bytes[group]!,
      share: Math.min(1, this.#shares[group]!),
      macs: macs[group]!,
      unknownMacs: unknownMacs[group]!,
      activationBytes: activationBytes[group]!,
      unknownActivations: unknownActivations[group]!,
    };
  }

  /** For each group the sum over its nodes, those of groups in it included. */
  addedUp(amountOf: (node: number) => number): Float64Array {
    return addedUp(this.of, this.parents, amountOf);
  }

  /** The groups around a node, from the inside. */
  around(node: number): number[] {
    return this.upFrom(this.of[node]!);
  }

  /** A group and those around it, from the inside. */
  upFrom(group: number): number[] {
    const groups: number[] = [];
    for (let each = group; each >= 0; each = this.parents[each]!) {
      groups.push(each);
    }
    return groups;
  }

  /** The groups directly in a group; in none: those of −1. */
  inside(group: number): number[] {
    return [...this.parents.keys()].filter((each) => this.parents[each] === group && this.nodeCounts[each]! > 0);
  }

  /** The nodes of a group and of those in it, in order. */
  nodesIn(group: number): number[] {
    const isInside = new Uint8Array(this.length);
    isInside[group] = 1;
    this.parents.forEach((parent, each) => parent >= 0 && isInside[parent] === 1 && (isInside[each] = 1));
    return [...this.of.keys()].filter((node) => this.of[node]! >= 0 && isInside[this.of[node]!] === 1);
  }

  /** Names that say which group is which also where a step changed others: titles from the outside, and a number. */
  keys(): string[] {
    const met = new Map<string, number>();
    const paths: string[] = [];
    this.parents.forEach((parent, group) => {
      const path = `${parent < 0 ? "" : paths[parent]!}\n${this.title(group)}`;
      const number = met.get(path) ?? 0;
      met.set(path, number + 1);
      paths.push(number === 0 ? path : `${path}\t${number}`);
    });
    return paths;
  }

  #alikeBeside(): Int32Array {
    const { alike } = this.groups;
    const key = (group: number) => `${this.parents[group]!} ${alike[group]!}`;
    const counts = new Map<string, number>();
    for (let group = 0; group < this.length; group++) {
      if (this.nodeCounts[group]! > 0) {
        counts.set(key(group), (counts.get(key(group)) ?? 0) + 1);
      }
    }
    return Int32Array.from(this.parents, (_, group) => counts.get(key(group)) ?? 1);
  }
}

function addedUp(of: Int32Array, parents: Int32Array, amountOf: (node: number) => number): Float64Array {
  const sums = new Float64Array(parents.length);
  of.forEach((group, node) => group >= 0 && (sums[group]! += amountOf(node)));
  for (let group = parents.length - 1; group >= 0; group--) {
    if (parents[group]! >= 0) {
      sums[parents[group]!]! += sums[group]!;
    }
  }
  return sums;
}

/** Groups of two nodes and more that are not just another group, which they would be without inputs and outputs. */
function keptGroups(of: Int32Array, parents: Int32Array, counts: Float64Array): Uint8Array {
  const parts = new Int32Array(parents.length);
  of.forEach((group) => group >= 0 && parts[group]!++);
  parents.forEach((parent, group) => parent >= 0 && counts[group]! > 0 && parts[parent]!++);
  return Uint8Array.from(parents, (_, group) => (counts[group]! > 1 && parts[group]! > 1 ? 1 : 0));
}

/** Where two weigh the same, the one that comes first in the graph. */
function rolesOf(nodes: readonly ViewNode[], of: Int32Array, parents: Int32Array): ViewNode["role"][] {
  const known = new Map<ViewNode["role"], number>();
  const roleOf = Int32Array.from(nodes, (node) => {
    const role = colorRole(node);
    const place = known.get(role) ?? known.size;
    known.set(role, place);
    return place;
  });
  const roles = [...known.keys()];
  // By group, and in it by role.
  const weights = new Float64Array(parents.length * roles.length);
  of.forEach((group, node) => {
    if (group >= 0) {
      weights[group * roles.length + roleOf[node]!]! += 1 + nodes[node]!.parameters * nodes.length;
    }
  });
  const heaviest: ViewNode["role"][] = Array.from(parents, () => "other");
  for (let group = parents.length - 1; group >= 0; group--) {
    let most = 0;
    for (let role = 0; role < roles.length; role++) {
      const weight = weights[group * roles.length + role]!;
      if (parents[group]! >= 0) {
        weights[parents[group]! * roles.length + role]! += weight;
      }
      if (weight > most) {
        most = weight;
        heaviest[group] = roles[role]!;
      }
    }
  }
  return heaviest;
}
