// Puts one value in the place of another that always equals it.
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";
import { FixedParts } from "./fixed-parts";
import { removeOrphans } from "./fold/orphans";
import type { Change } from "./transform";

export class Merger {
  /** What equals something and stays all the same, and why. */
  readonly left = new Map<string, string>();
  readonly #fixed: FixedParts;

  constructor(
    readonly model: EditableModel,
    readonly changes: Change[],
  ) {
    this.#fixed = new FixedParts(model);
  }

  /** A default for what the caller may give. */
  isOverridable(graph: Graph, value: Value): boolean {
    return graph.isInput(value) && !(this.model.dialect.constantsAreInputs && this.model.graphs.includes(graph));
  }

  /** Constants with those first that cannot go; where nodes make them in a certain order, that stays. */
  outputsFirst(values: readonly Value[]): Value[] {
    const place = (value: Value) =>
      this.#fixed.declared.has(value) && (value.producer === null || !this.model.dialect.ordered) ? 0 : 1;
    return [...values].sort((a, b) => place(a) - place(b));
  }

  /** Makes the readers of one constant read the other. @returns whether it is gone. */
  merge(graph: Graph, kept: Value, value: Value): boolean {
    const { producer } = value;
    if (producer !== null && kept.producer !== null) {
      return this.mergeNodes(graph, kept.producer, producer);
    }
    const reason = this.#obstacle(kept, value);
    if (reason !== null) {
      this.left.set(value.name, reason);
      return false;
    }
    graph.replaceUses(value, kept);
    graph.dropInput(value);
    this.#removed(value.name, [value]);
    return true;
  }

  /** The same for nodes: outputs by position, and who waits for the node. */
  mergeNodes(graph: Graph, kept: Node, node: Node): boolean {
    const pairs = node.outputs.flatMap((output, index): [Value | null, Value][] =>
      output === null ? [] : [[kept.outputs[index] ?? null, output]],
    );
    const reason =
      this.#fixed.pinned.get(node) ??
      (pairs.some(([one, other]) => one === other) ? "what it makes is made twice" : null) ??
      pairs
        .map(([one, other]) => (one === null ? MORE_OUTPUTS : this.#obstacle(one, other)))
        .find((each) => each !== null) ??
      null;
    if (reason !== null) {
      this.left.set(node.name || (node.outputs[0]?.name ?? ""), reason);
      return false;
    }
    const { inputs } = node;
    graph.replaceControl(node, [kept]);
    pairs.forEach(([one, other]) => graph.replaceUses(other, one!));
    graph.passOn(node, kept);
    graph.remove(node);
    this.#removed(node.name || pairs[0]![1].name, node.outputs);
    const unread = inputs.filter((input) => input !== null && input.constant !== null && !this.#isFixed(input));
    removeOrphans(this.model, unread as Value[], (value) => this.#isFixed(value), this.changes);
    return true;
  }

  #isFixed(value: Value): boolean {
    return this.#fixed.declared.has(value) || this.#fixed.attached.has(value) || this.#fixed.pinned.has(value);
  }

  #removed(subject: string, values: readonly (Value | null)[]): void {
    const bytesBefore = values.reduce((sum, value) => sum + (value?.constant?.storage.storedBytes ?? 0), 0);
    this.changes.push({ kind: "removed", subject, bytesBefore, bytesAfter: 0 });
  }

  #obstacle(kept: Value, value: Value): string | null {
    if (this.#fixed.declared.has(value)) {
      return `it equals "${kept.name}", but it is an output, and its name stays`;
    }
    if (this.model.dialect.namesByNode && this.#fixed.declared.has(kept) && kept.uses.size === 0) {
      return `it equals "${kept.name}", which is an output because nothing reads it`;
    }
    const pinned = this.#fixed.pinned.get(value);
    if (pinned !== undefined) {
      return pinned;
    }
    if (this.#fixed.attached.has(value)) {
      return `it equals "${kept.name}", but describes another tensor`;
    }
    const hidden = this.#fixed.ambiguous.has(kept.name) || this.#fixed.ambiguous.has(value.name);
    return hidden ? `it equals "${kept.name}", but one of the names stands for two values` : null;
  }
}

const MORE_OUTPUTS = "it equals another node, but more of its outputs are read";
