// Which nodes become constants: those at the end of what can be computed, where that makes the file no larger.
import { bitsOf, denseBytes, elementCount, isFloat } from "../../ir/dtype";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { Facts } from "../fold/facts";
import type { FixedParts } from "../fixed-parts";
import type { KnownValues } from "./known-values";

export interface Selection {
  /** Nodes to put constants in the place of, with the outputs that are still read. */
  readonly replaced: ReadonlyMap<Node, readonly Value[]>;
  /** Nodes that nobody needs then, each after its readers. */
  readonly gone: readonly Node[];
  /** Nodes that could be computed and stay, and why. */
  readonly kept: ReadonlyMap<Node, string>;
  /** Bytes of the file that are saved, estimated from below. */
  readonly gain: number;
}

/**
 * By how much one constant may be larger than what it is made of, if the file as a whole does not grow: small ones are
 * worth it for the folds they make possible. The first that does it is taken.
 */
const TOLERANCES = [4096, 512, 0];
/** What a new constant may take up more than at least. */
const MARGIN = 12;
/** How far it is followed what a node is made of. */
const MOST_MAKERS = 2000;

export function select(parts: Parts): Selection {
  const tries = TOLERANCES.map((tolerance) => () => new Selector(parts, tolerance).run());
  let selection = tries[0]!();
  for (let next = 1; selection.gain < 0 && next < tries.length; next++) {
    selection = tries[next]!();
  }
  return selection;
}

export interface Parts {
  readonly model: Model;
  readonly known: KnownValues;
  readonly facts: Facts;
  readonly fixed: FixedParts;
  /** Of nodes that others name. */
  readonly namedBy: ReadonlyMap<Node, readonly Node[]>;
  readonly maximumBytes: number;
}

class Selector {
  readonly #computable = new Set<Node>();
  readonly #replaced = new Map<Node, readonly Value[]>();
  readonly #gone = new Set<Node>();
  readonly #kept = new Map<Node, string>();
  #gain = 0;

  constructor(
    readonly parts: Parts,
    readonly tolerance: number,
  ) {}

  run(): Selection {
    const { nodes } = this.parts.known;
    nodes.filter((node) => this.#isComputable(node)).forEach((node) => this.#computable.add(node));
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index]!;
      if (this.#computable.has(node)) {
        this.#decide(node);
      }
    }
    return { replaced: this.#replaced, gone: [...this.#gone], kept: this.#kept, gain: this.#gain };
  }

  #isComputable(node: Node): boolean {
    const { fixed } = this.parts;
    const read = node.outputs.filter(
      (output) => output !== null && (output.uses.size > 0 || fixed.declared.has(output)),
    );
    return (
      node.graph !== null &&
      read.length > 0 &&
      node.outputs[0]?.constant == null &&
      read.every((output) => this.parts.known.isComputable(output!)) &&
      !this.#hasObstacle(node)
    );
  }

  #hasObstacle(node: Node): boolean {
    const obstacle = this.#obstacle(node);
    if (obstacle !== null) {
      this.#kept.set(node, obstacle);
    }
    return obstacle !== null;
  }

  /** Why a node has to stay whatever is known of it. */
  #obstacle(node: Node): string | null {
    const { fixed } = this.parts;
    const outputs = node.outputs.filter((output) => output !== null);
    if (node.attached.length > 0 || outputs.some((output) => fixed.attached.has(output))) {
      return "a tensor that describes another one is its output";
    }
    const pins = [...(this.parts.namedBy.has(node) ? [] : [node]), ...outputs];
    const pinned = pins.map((each) => fixed.pinned.get(each)).find((reason) => reason !== undefined);
    return pinned ?? (outputs.some((output) => fixed.declared.has(output)) ? "it makes an output" : null);
  }

  /** Whether a reader reads no more once everything decided so far is done. */
  #isLeaving(reader: Node): boolean {
    return this.#gone.has(reader) || this.#replaced.has(reader);
  }

  /** Why a node that is named has to stay, or become one constant of its name. */
  #nameObstacle(node: Node, needed: readonly Value[]): string | null {
    const keepsName = needed.includes(node.outputs[0]!);
    const named = !keepsName && !this.#isForgotten(node, (other) => this.#isLeaving(other));
    return named ? this.parts.fixed.pinned.get(node)! : null;
  }

  #isForgotten(node: Node, leaves: (node: Node) => boolean): boolean {
    return this.parts.namedBy.get(node)?.every(leaves) ?? true;
  }

  #decide(node: Node): void {
    const needed = node.outputs.filter(
      (output): output is Value => output !== null && [...output.uses].some((reader) => !this.#isLeaving(reader)),
    );
    const reason = this.#nameObstacle(node, needed) ?? (needed.length > 0 ? this.#whyNot(node, needed) : null);
    if (reason === null && needed.length === 0) {
      this.#gone.add(node);
    } else if (reason === null) {
      this.#replaced.set(node, needed);
    } else {
      this.#kept.set(node, reason);
    }
  }

  #whyNot(node: Node, needed: readonly Value[]): string | null {
    const { known, maximumBytes, model } = this.parts;
    const { folding } = model.dialect;
    const results = needed.map((value) => ({ name: value.name, ...known.of(value)! }));
    const sizes = results.map(({ dtype, shape }) => denseBytes(dtype, elementCount(shape)));
    if (sizes.some((size) => size > maximumBytes)) {
      return "its result would take more than maximumBytes";
    }
    if (this.#decodes(node, needed)) {
      return "it keeps constants small: its result would take more";
    }
    const cost = results.reduce(
      (sum, { name, shape }, index) => sum + sizes[index]! + folding.constantBytes(name, shape) + MARGIN,
      0,
    );
    const gain = this.#freedWith(node) - cost;
    if (gain < -this.tolerance) {
      return "its result would take more than what it is made of";
    }
    this.#gain += gain;
    return null;
  }

  /** Whether a node makes wide floats of what is stored in fewer bits: folded, it would undo that. */
  #decodes(node: Node, needed: readonly Value[]): boolean {
    const [input] = node.inputs;
    const [from, to] = [input?.constant ?? null, this.parts.known.of(needed[0]!)!];
    return (
      from !== null &&
      elementCount(from.shape) > 1 &&
      isFloat(from.dtype) &&
      isFloat(to.dtype) &&
      bitsOf(from.dtype) < bitsOf(to.dtype)
    );
  }

  /** The bytes of a node and of everything that only it needs. */
  #freedWith(node: Node): number {
    const { folding } = this.parts.model.dialect;
    const freed = new Set<Node>();
    const leaves = (reader: Node) => freed.has(reader) || this.#isLeaving(reader);
    const pending = [node];
    const constants = new Set<Value>();
    let bytes = 0;
    for (let next = pending.pop(); next !== undefined && freed.size < MOST_MAKERS; next = pending.pop()) {
      const isNeeded = next !== node && !(readersOf(next).every(leaves) && this.#isForgotten(next, leaves));
      if (freed.has(next) || isNeeded) {
        continue;
      }
      freed.add(next);
      bytes += folding.nodeBytes(next);
      for (const input of next.inputs) {
        if (input?.constant != null) {
          constants.add(input);
        } else if (input?.producer != null && this.#computable.has(input.producer)) {
          pending.push(input.producer);
        }
      }
    }
    for (const constant of constants) {
      if ([...constant.uses].every(leaves) && isRemovable(this.parts, constant, leaves)) {
        const { storage } = constant.constant!;
        bytes += this.parts.facts.isShared(storage) ? 0 : storage.storedBytes;
        bytes += folding.constantBytes(constant.name, constant.constant!.shape);
      }
    }
    return bytes;
  }
}

/** Whether a constant may go once nothing reads it and those nodes have left. */
export function isRemovable(
  { fixed, facts, namedBy }: Parts,
  constant: Value,
  leaves: (node: Node) => boolean,
): boolean {
  const { producer } = constant;
  const isNamed = producer !== null && fixed.pinned.has(producer) && namedBy.get(producer)?.every(leaves) !== true;
  return (
    facts.isFixed(constant) &&
    !isNamed &&
    !fixed.pinned.has(constant) &&
    !fixed.declared.has(constant) &&
    !fixed.attached.has(constant) &&
    (producer === null || producer.controlUses.size === 0)
  );
}

function readersOf(node: Node): Node[] {
  return node.outputs.flatMap((output) => (output === null ? [] : [...output.uses]));
}
