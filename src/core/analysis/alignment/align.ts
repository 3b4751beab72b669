// Which nodes of one model are which of another.
import type { Graph } from "../../ir/graph";
import { Lineage, type CommonIds } from "../../ir/lineage";
import type { Model } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import { positionOf } from "../../ir/positions";
import type { Value } from "../../ir/value";
import { rootOf } from "../../ir/walk";
import { pairNeighbours } from "./neighbours";
import { Pairing, type AlignedBy } from "./pairing";
import { Places } from "./places";

export type { AlignedBy };

export interface NodePair {
  readonly before: Node;
  readonly after: Node;
  readonly by: AlignedBy;
}

export interface Alignment {
  /** In the order of the second model. */
  readonly pairs: readonly NodePair[];
  /** Nodes of the first model that the second does not have, in its order. */
  readonly removed: readonly Node[];
  /** Nodes that only the second model has, in its order. */
  readonly added: readonly Node[];
  /** By node of the second model: those of `removed` whose work it does besides its own, such as a folded scale. */
  readonly merged: ReadonlyMap<Node, readonly Node[]>;
  /** Whether a value of the first model is one of the second, under whatever name. */
  isSame(before: Value, after: Value): boolean;
}

/**
 * Pairs the nodes of two models, those of functions and nested graphs too. Between versions of one model that was read
 * once, by identity: a node that a transform rewrote is the one it was, and one that went is told. Between other models
 * by name; where names tell nothing, by structure: operator and neighbours. The time it takes grows as the models do.
 */
export function alignModels(before: Model, after: Model): Alignment {
  const pairing = new Pairing(before, after);
  const common = Lineage.common(before.lineage, after.lineage);
  if (common !== null) {
    pairById(pairing, common);
  }
  pairByName(pairing);
  if (common === null) {
    pairByStructure(pairing, [before, after]);
  }
  pairing.pairBy("name", nameOf);
  const [removed, added] = pairing.left();
  const values = new SameValues(pairing, common);
  return {
    pairs: pairing.after.flatMap((node) => {
      const previous = pairing.inBefore(node);
      return previous === undefined ? [] : [{ before: previous, after: node, by: pairing.by(node)! }];
    }),
    removed,
    added,
    merged: common === null ? new Map() : mergedInto(pairing, common),
    isSame: (one, other) => values.has(one, other),
  };
}

/** Numbers that both versions have from the one they come from. */
function pairById(pairing: Pairing, { nodes }: CommonIds): void {
  const known = new Map(pairing.before.map((node) => [node.id, node]));
  for (const after of pairing.after) {
    const before = after.id < nodes ? known.get(after.id) : undefined;
    if (before !== undefined) {
      pairing.pair(before, after, "identity");
    }
  }
}

/** In the same graph first, and where they do the same. What a node makes may be made by another: that tells less. */
function pairByName(pairing: Pairing): void {
  pairing.pairBy("name", (node) => `${node.op.domain} ${node.op.name} ${rootOf(node.graph!).name} ${nameOf(node)}`);
  pairing.pairBy("name", (node) => `${node.op.domain} ${node.op.name} ${nameOf(node)}`);
  pairing.pairBy("name", ({ name }) => (name === "" ? undefined : name));
}

/** Each round may find more, with what the one before has found. */
const MOST_ROUNDS = 4;

function pairByStructure(pairing: Pairing, models: readonly Model[]): void {
  const places = pairing.isDone ? null : new Places(pairing, models);
  for (let round = 0, size = -1; places !== null && round < MOST_ROUNDS && pairing.size > size; round++) {
    size = pairing.size;
    const fromInputs = places.fromInputs();
    pairing.pairBy("structure", (node) => fromInputs.get(node), isSure(isBehindAnother));
    if (pairing.isDone) {
      return;
    }
    const fromOutputs = places.fromOutputs();
    pairing.pairBy("structure", (node) => fromOutputs.get(node), isSure(isRead));
    pairNeighbours(pairing);
  }
}

/** Of nodes that stand in the same place the order tells, where it is a place among others. */
function isSure(hasPlace: (node: Node) => boolean) {
  return (node: Node, count: number, otherCount: number) => count === otherCount && (count === 1 || hasPlace(node));
}

function isBehindAnother({ inputs }: Node): boolean {
  return inputs.some((input) => input !== null && input.constant === null);
}

function isRead({ graph, outputs }: Node): boolean {
  return outputs.some((output) => output !== null && (output.uses.size > 0 || graph!.isOutput(output)));
}

/** What went, by what does its work in the end: what it was merged into may have gone too, later on. */
function mergedInto(pairing: Pairing, { merged }: CommonIds): Map<Node, Node[]> {
  const living = new Map(pairing.after.map((node) => [node.id, node]));
  const heirs = new Map<number, Node>();
  for (let index = merged.length - 2; index >= 0; index -= 2) {
    const [node, into] = [merged[index]!, merged[index + 1]!];
    const heir = living.get(into) ?? heirs.get(into);
    if (heir !== undefined) {
      heirs.set(node, heir);
    }
  }
  const found = new Map<Node, Node[]>();
  for (const node of pairing.left()[0]) {
    const heir = heirs.get(node.id);
    if (heir !== undefined) {
      const others = found.get(heir);
      if (others === undefined) {
        found.set(heir, [node]);
      } else {
        others.push(node);
      }
    }
  }
  return found;
}

/** Tells values of two models that are one under different names. */
class SameValues {
  readonly #positions = new Map<Graph, ReadonlyMap<Value, number>>();

  constructor(
    readonly pairing: Pairing,
    readonly common: CommonIds | null,
  ) {}

  has(before: Value, after: Value): boolean {
    const { common } = this;
    if (common !== null && before.id < common.values && after.id < common.values) {
      return before.id === after.id;
    }
    const [maker, otherMaker] = [before.producer, after.producer];
    if (maker !== null && otherMaker !== null) {
      const isPair = this.pairing.inAfter(maker) === otherMaker;
      return isPair && positionOf(maker.outputs, before) === positionOf(otherMaker.outputs, after);
    }
    if (maker !== null || otherMaker !== null || (before.constant === null) !== (after.constant === null)) {
      return false;
    }
    const isSameInput = before.constant === null && this.#position(before) === this.#position(after);
    return before.name === after.name || isSameInput;
  }

  /** Among the inputs of its graph; NaN, which nothing equals, where it is none. */
  #position(value: Value): number {
    const { graph } = value;
    if (graph === null) {
      return NaN;
    }
    let positions = this.#positions.get(graph);
    if (positions === undefined) {
      positions = new Map(graph.inputs.map((input, index) => [input, index]));
      this.#positions.set(graph, positions);
    }
    return positions.get(value) ?? NaN;
  }
}
