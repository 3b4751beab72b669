// Takes out a node whose first output always equals a value that is there already.
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";
import { FixedParts } from "./fixed-parts";
import { Facts } from "./fold/facts";
import type { Change } from "./transform";

/** So many control edges at most may a removal add: they cost more than the node. */
const MOST_ADDED_EDGES = 8;

export class Bypass {
  readonly #fixed: FixedParts;
  readonly #facts: Facts;

  constructor(
    readonly model: EditableModel,
    readonly changes: Change[],
  ) {
    this.#fixed = new FixedParts(model);
    this.#facts = new Facts(model);
  }

  /** @returns null where the node is gone, else why it stays. */
  apply(graph: Graph, node: Node, source: Value): string | null {
    const [output] = node.outputs;
    if (output == null || source === output) {
      return "it makes nothing";
    }
    const reason = this.#obstacle(node, output, source);
    if (reason !== null) {
      return reason;
    }
    if (this.#fixed.declared.has(output)) {
      const obstacle = this.#renameObstacle(graph, source);
      if (obstacle !== null) {
        return obstacle;
      }
      this.#handOverName(graph, node, output, source);
    } else {
      this.#moveControls(graph, node, output, source);
      graph.replaceUses(output, source);
      graph.remove(node);
    }
    this.changes.push({ kind: "removed", subject: node.name || output.name, bytesBefore: 0, bytesAfter: 0 });
    node.inputs.forEach((input) => input !== null && this.#removeUnread(graph, input));
    return null;
  }

  #obstacle(node: Node, output: Value, source: Value): string | null {
    const pinned = this.#fixed.pinned.get(node) ?? this.#fixed.pinned.get(output) ?? this.#fixed.pinned.get(source);
    if (pinned !== undefined) {
      return pinned;
    }
    if (this.#fixed.attached.has(output) || this.#fixed.attached.has(source)) {
      return "a tensor that describes another one is its input or output";
    }
    if (this.#fixed.ambiguous.has(source.name) || this.#fixed.ambiguous.has(output.name)) {
      return "its input or output shares its name with another value";
    }
    if (node.inputs.some((input) => input !== source && input?.constant != null && !this.#facts.isFixed(input))) {
      return "callers can change what it does";
    }
    const others = node.outputs.slice(1);
    if (others.some((other) => other !== null && (other.uses.size > 0 || this.#fixed.declared.has(other)))) {
      return "its other outputs are needed";
    }
    if (output.uses.size + node.controlUses.size === 0 && !this.#fixed.declared.has(output)) {
      return "nothing reads it";
    }
    if (source.producer === null && node.controlUses.size > 0) {
      return "nodes wait for it, and no node makes its input";
    }
    const alone = (input: Value | null) =>
      input !== null &&
      input.constant === null &&
      input.uses.size === 1 &&
      (input.producer === null || !this.#isRemovable(input.producer));
    if (this.model.dialect.namesByNode && node.inputs.some((input) => input !== source && alone(input))) {
      return "nothing else reads another input of it, which would become an output";
    }
    const waiting = new Set([...output.uses, ...node.controlUses]).size;
    return waiting * node.controlInputs.size > MOST_ADDED_EDGES
      ? "it waits for other nodes, and too many nodes would have to wait for them in its place"
      : null;
  }

  /** An output keeps its name: what makes the node's input has to make a value of that name instead. */
  #renameObstacle(graph: Graph, source: Value): string | null {
    if (this.model.dialect.namesByNode) {
      return "it is an output of the model, and its name stays";
    }
    if (source.producer === null || source.constant !== null || source.producer.graph !== graph) {
      return "it makes an output from an input or a constant";
    }
    return this.#fixed.declared.has(source) ? "its input is an output too, and both keep their names" : null;
  }

  #handOverName(graph: Graph, node: Node, output: Value, source: Value): void {
    graph.detach(node);
    graph.supplant(source, output);
    node.outputs.slice(1).forEach((other) => other !== null && graph.removeValue(other));
  }

  /** Who waited for the node waits for what makes its input; all who needed it wait for what it waited for. */
  #moveControls(graph: Graph, node: Node, output: Value, source: Value): void {
    if (node.controlUses.size > 0) {
      graph.replaceControl(node, [source.producer!, ...node.controlInputs]);
    }
    for (const user of node.controlInputs.size === 0 ? [] : output.uses) {
      graph.addControlInputs(user, node.controlInputs);
    }
  }

  /** A setting of the node that was removed, or what it undid. */
  #removeUnread(graph: Graph, root: Value): void {
    const unneeded = (each: Value | null) =>
      each === null ||
      (each.uses.size === 0 &&
        !this.#fixed.declared.has(each) &&
        !this.#fixed.attached.has(each) &&
        !this.#fixed.pinned.has(each));
    const pending: (Value | null)[] = [root];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      if (value === null || !unneeded(value) || !graph.values.has(value)) {
        continue;
      }
      const maker = value.producer;
      const bytes = value.constant?.storage.storedBytes ?? 0;
      if (maker === null && value.constant !== null) {
        graph.dropInput(value);
      } else if (maker !== null && this.#isRemovable(maker) && maker.outputs.every(unneeded)) {
        graph.remove(maker);
      } else {
        continue;
      }
      this.changes.push({ kind: "removed", subject: value.name, bytesBefore: bytes, bytesAfter: 0 });
      for (const input of [...(maker?.inputs ?? [])].reverse()) {
        pending.push(input);
      }
    }
  }

  #isRemovable(node: Node): boolean {
    const role = this.model.dialect.role(node);
    const single = role === "constant" || role === "dequantize" || (role === "shape" && node.outputs.length === 1);
    return single && node.controlUses.size === 0 && !this.#fixed.pinned.has(node);
  }
}
