// Goes back from the ends of what can be computed: a node becomes a constant where that pays, else it stays, and what it
// reads is looked at.
import { bitsOf, elementCount, isFloat } from "../../ir/dtype";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { costOf, freedBy, isForgotten, resultBytes, withMakers } from "./balance";
import type { Parts } from "./parts";

export interface Selection {
  /** Nodes to put constants in the place of, with the outputs that are still read. */
  readonly replaced: ReadonlyMap<Node, readonly Value[]>;
  /** Nodes that nobody needs then, each after its readers. */
  readonly gone: ReadonlySet<Node>;
  /** Nodes that could be computed and stay, and why. */
  readonly kept: ReadonlyMap<Node, string>;
  /** Bytes of the file that are saved, estimated from below. */
  readonly gain: number;
}

export class Selector {
  readonly #replaced = new Map<Node, readonly Value[]>();
  readonly #gone = new Set<Node>();
  readonly #kept = new Map<Node, string>();
  readonly #computable: ReadonlySet<Node>;

  /**
   * @param tolerance By how much a constant may be larger than what it is made of.
   * @param group Nodes whose results may be larger by any number of bytes.
   */
  constructor(
    readonly parts: Parts,
    readonly tolerance: number,
    readonly group: ReadonlySet<Node>,
  ) {
    this.#computable = new Set(parts.known.nodes.filter((node) => this.#isComputable(node)));
  }

  run(): Selection {
    for (const node of [...this.#computable].reverse()) {
      this.#decide(node);
    }
    return { replaced: this.#replaced, gone: this.#gone, kept: this.#kept, gain: this.#total() };
  }

  #isComputable(node: Node): boolean {
    const { fixed, known } = this.parts;
    const read = node.outputs.filter(
      (output) => output !== null && (output.uses.size > 0 || fixed.declared.has(output)),
    );
    if (
      node.graph === null ||
      read.length === 0 ||
      node.outputs[0]?.constant != null ||
      !read.every((output) => known.isComputable(output!))
    ) {
      return false;
    }
    const obstacle = this.#obstacle(node);
    if (obstacle !== null) {
      this.#kept.set(node, obstacle);
    }
    return obstacle === null;
  }

  /** Why a node has to stay whatever is known of it. */
  #obstacle(node: Node): string | null {
    const { fixed, namedBy } = this.parts;
    const outputs = node.outputs.filter((output) => output !== null);
    if (node.attached.length > 0 || outputs.some((output) => fixed.attached.has(output))) {
      return "a tensor that describes another one is its output";
    }
    const pins = [...(namedBy.has(node) ? [] : [node]), ...outputs];
    const pinned = pins.map((each) => fixed.pinned.get(each)).find((reason) => reason !== undefined);
    return pinned ?? (outputs.some((output) => fixed.declared.has(output)) ? "it makes an output" : null);
  }

  /** Whether a node is no more once everything decided so far is done. */
  readonly #isLeaving = (node: Node): boolean => this.#gone.has(node) || this.#replaced.has(node);

  #decide(node: Node): void {
    const needed = node.outputs.filter(
      (output): output is Value => output !== null && [...output.uses].some((reader) => !this.#isLeaving(reader)),
    );
    const reason = this.#nameObstacle(node, needed) ?? (needed.length > 0 ? this.#whyNot(node, needed) : null);
    if (reason !== null) {
      this.#kept.set(node, reason);
    } else if (needed.length === 0) {
      this.#gone.add(node);
    } else {
      this.#replaced.set(node, needed);
    }
  }

  /** Why a node that is named has to stay, unless it becomes a constant of its name. */
  #nameObstacle(node: Node, needed: readonly Value[]): string | null {
    const keepsName = needed.includes(node.outputs[0]!);
    return keepsName || isForgotten(this.parts, node, this.#isLeaving) ? null : this.parts.fixed.pinned.get(node)!;
  }

  #whyNot(node: Node, needed: readonly Value[]): string | null {
    if (needed.some((value) => resultBytes(this.parts, value) > this.parts.maximumBytes)) {
      return "its result would take more than maximumBytes";
    }
    if (this.#decodes(node, needed)) {
      return "it keeps constants small: its result would take more";
    }
    const freed = withMakers(this.parts, node, this.#computable, this.#isLeaving);
    const leaves = (reader: Node) => freed.has(reader) || this.#isLeaving(reader);
    const gain = freedBy(this.parts, freed, new Set(needed), leaves) - costOf(this.parts, needed);
    return gain < -this.tolerance && !this.group.has(node)
      ? "its result would take more than what it is made of"
      : null;
  }

  /** Whether a node makes wide floats of what is stored in fewer bits: folded, it would undo that. */
  #decodes(node: Node, needed: readonly Value[]): boolean {
    const from = node.inputs[0]?.constant ?? null;
    const to = this.parts.known.of(needed[0]!)!;
    return (
      from !== null &&
      elementCount(from.shape) > 1 &&
      isFloat(from.dtype) &&
      isFloat(to.dtype) &&
      bitsOf(from.dtype) < bitsOf(to.dtype)
    );
  }

  #total(): number {
    const stored = [...this.#replaced.values()].flat();
    const nodes = [...this.#gone, ...this.#replaced.keys()];
    return freedBy(this.parts, nodes, new Set(stored), this.#isLeaving, Infinity) - costOf(this.parts, stored);
  }
}
