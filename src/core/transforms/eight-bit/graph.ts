// Rewrites the nodes of one graph, each after those it reads from: what is in eight bits already is read as that.
import type { Context } from "../../context";
import type { EightBitRewriter, EightBitValue, ValueRange } from "../../ir/eight-bit";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import { bytesOf, float32Elements, memoryTensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { inExecutionOrder } from "../../ir/walk";
import { FixedParts } from "../fixed-parts";
import { quantizeMinFirst, rangeOf } from "../quantize/arithmetic";
import type { Change } from "../transform";

export interface Ranges {
  readonly input: ValueRange | null;
  readonly result: ValueRange | null;
}

export class EightBitGraph {
  readonly #fixed: FixedParts;
  readonly #pinned: ReadonlySet<string>;
  readonly #unread: ReadonlySet<Node>;
  /** Eight bits of values, whoever needed them first; null where there can be none. */
  readonly #eightBits = new Map<Value, EightBitValue | null>();

  constructor(
    readonly model: EditableModel,
    readonly graph: Graph,
    readonly rewriter: EightBitRewriter,
    readonly changes: Change[],
    readonly context: Context,
  ) {
    this.#fixed = new FixedParts(model);
    this.#pinned = new Set([...this.#fixed.pinned.keys()].map(({ name }) => name));
    this.#unread = new Set(graph.nodes.filter(isUnread));
  }

  async rewrite(ignored: readonly string[], ranges: Ranges): Promise<void> {
    await this.rewriter.hoistRanges((node) => !ignored.includes(node.op.name) && this.#isFree(node));
    const order = inExecutionOrder(this.graph);
    for (const [index, node] of order.entries()) {
      await this.context.progress(index, order.length);
      await this.rewriter.observe(node);
      if (ranges.input !== null && this.rewriter.quantizeInput(node, ranges.input)) {
        const [min, max] = ranges.input;
        this.changes.push({ kind: "rewritten", subject: node.name, bytesBefore: 0, bytesAfter: 0 });
        this.context.note(node.name, `this input takes eight unsigned bits now, from ${min} to ${max}`);
      } else if (!ignored.includes(node.op.name)) {
        await this.#rewriteNode(node, ranges.result);
      }
    }
    this.#removeUnread();
  }

  async #rewriteNode(node: Node, range: ValueRange | null): Promise<void> {
    const form = await this.rewriter.form(node);
    const named = node.inputs.find((input) => input !== null && this.#fixed.ambiguous.has(input.name));
    const reason = form !== null && named != null ? `"${named.name}" stands for two values` : form;
    if (reason === null || typeof reason === "string") {
      if (reason !== null) {
        this.context.note(node.name, reason);
      }
      return;
    }
    const read = reason.inputs.map((index) => node.inputs[index]!);
    for (const value of read) {
      if ((await this.#constant(value)) === null) {
        this.context.note(node.name, `${value.name} holds values that are not finite`);
        return;
      }
    }
    const inputs = read.map((value) => {
      const wide = reason.readsWide ? this.rewriter.wide(value) : null;
      return wide ?? this.#inEightBits(value, node);
    });
    this.rewriter.replace(node, inputs, range);
    this.changes.push({ kind: "rewritten", subject: node.name, bytesBefore: 0, bytesAfter: 0 });
  }

  #inEightBits(value: Value, reader: Node): EightBitValue {
    const eight = this.rewriter.stored(value) ?? this.#eightBits.get(value) ?? this.rewriter.quantize(value, reader);
    this.#eightBits.set(value, eight);
    return eight;
  }

  /** The eight bits of a constant, worked out now; null where it is not finite, undefined for other values. */
  async #constant(value: Value): Promise<EightBitValue | null | undefined> {
    const known = this.#eightBits.get(value);
    const tensor = value.constant;
    if (known !== undefined || tensor === null) {
      return known;
    }
    const elements = await float32Elements(tensor, value.name);
    const range = rangeOf(elements);
    let eight: EightBitValue | null = null;
    if (range.finite) {
      const { data, min, max } = quantizeMinFirst(elements, range);
      const stored = memoryTensor("quint8", tensor.shape, bytesOf(data));
      eight = this.rewriter.addConstant(value, { data: stored, quantization: null, range: { min, max } });
      const { name } = eight.values;
      this.changes.push({ kind: "added", subject: name, bytesBefore: 0, bytesAfter: stored.storage.storedBytes + 8 });
    }
    this.#eightBits.set(value, eight);
    return eight;
  }

  /** What only the replaced nodes read, and floats that nobody asks for any more. */
  #removeUnread(): void {
    const pending = this.graph.nodes.filter((node) => isUnread(node) && !this.#unread.has(node));
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node.graph !== this.graph || !isUnread(node) || this.#isFixed(node)) {
        continue;
      }
      const makers = node.inputs.flatMap((input) => (input?.producer == null ? [] : [input.producer]));
      const bytes = node.outputs[0]?.constant?.storage.storedBytes ?? 0;
      this.graph.remove(node);
      if (bytes > 0) {
        this.changes.push({ kind: "removed", subject: node.name, bytesBefore: bytes, bytesAfter: 0 });
      }
      new Set(makers).forEach((maker) => pending.push(maker));
    }
  }

  #isFree(node: Node): boolean {
    const isTied = node.controlInputs.size > 0 || node.controlUses.size > 0;
    return !isTied && !this.#isFixed(node) && !this.#fixed.ambiguous.has(node.name);
  }

  #isFixed(node: Node): boolean {
    const { declared, attached } = this.#fixed;
    const named = node.outputs.some((output) => output !== null && (declared.has(output) || attached.has(output)));
    return named || this.#pinned.has(node.name) || this.model.dialect.role(node) === "input";
  }
}

function isUnread(node: Node): boolean {
  return node.controlUses.size === 0 && node.outputs.every((output) => output === null || output.uses.size === 0);
}
