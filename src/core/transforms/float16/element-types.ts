// The element type of every value, as far as the operators tell it: files state few of them.
import type { DType } from "../../ir/dtype";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { HalfPrecision, Tie } from "../../ir/half-precision";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";

/** Functions within functions. */
const DEEPEST = 100;

export class ElementTypes {
  readonly #types = new Map<Value, DType | null>();
  readonly #ties = new Map<Node, readonly Tie[] | string>();
  /** Functions and the types that all calls so far give them. */
  readonly #given = new Map<Graph, (DType | null)[]>();

  #depth = 0;

  /** @throws ModelError where functions call each other too deeply. */
  constructor(
    readonly graph: Graph,
    readonly half: HalfPrecision,
  ) {
    this.#learn(graph);
  }

  /** Null: unknown. */
  of(value: Value | null): DType | null {
    return value === null ? null : (this.#types.get(value) ?? null);
  }

  ties(node: Node): readonly Tie[] | string {
    return this.#ties.get(node) ?? "nothing is known of it";
  }

  /** The one type of all places of a tie; null where they differ or one is unknown. */
  ofTie(node: Node, tie: Tie): DType | null {
    return this.#common([...placesOf(node, tie)]);
  }

  #common(values: readonly (Value | null)[]): DType | null {
    const [first, ...others] = values.map((value) => this.of(value));
    return others.every((other) => other === first) ? (first ?? null) : null;
  }

  #learn(graph: Graph): void {
    for (const value of graph.values) {
      if (value.producer === null && !this.#types.has(value)) {
        this.#types.set(value, value.constant?.dtype ?? value.type?.dtype ?? null);
      }
    }
    for (const node of graph.nodes) {
      this.#learnNode(node);
    }
  }

  #learnNode(node: Node): void {
    const ties = this.half.ties(node);
    this.#ties.set(node, ties);
    const known = typeof ties === "string" ? [] : ties;
    const callee = this.half.callee(node);
    for (const { inputs, bodyInputs } of callee === null ? known : []) {
      const given = this.#common(inputs.map((index) => node.inputs[index] ?? null));
      bodyInputs.forEach((value) => this.#types.set(value, given ?? value.type?.dtype ?? null));
    }
    if (callee !== null) {
      this.#learnCall(node, callee);
    }
    node.nested.forEach((graph) => this.#learn(graph));
    const tied = new Set<number>();
    for (const { inputs, outputs, bodyOutputs } of known) {
      const from = [
        ...inputs.map((index) => node.inputs[index] ?? null),
        ...bodyOutputs.map(({ graph, index }) => graph.outputs[index] ?? null),
      ];
      const type = this.#common(from);
      for (const index of outputs) {
        tied.add(index);
        this.#set(node.outputs[index] ?? null, type);
      }
    }
    node.outputs.forEach((output, index) => {
      if (!tied.has(index)) {
        this.#set(output, typeof ties === "string" ? null : this.half.outputType(node, index));
      }
    });
  }

  /** A function given different types has none; each call that changes them has it learned again. */
  #learnCall(node: Node, body: Graph): void {
    const before = this.#given.get(body);
    const types = body.inputs.map((_, index) => this.of(node.inputs[index] ?? null));
    const given = before === undefined ? types : types.map((type, index) => (type === before[index] ? type : null));
    if (before === undefined || given.some((type, index) => type !== before[index])) {
      this.#given.set(body, given);
      body.inputs.forEach((value, index) => this.#types.set(value, given[index]!));
      if (++this.#depth > DEEPEST) {
        const message = `Functions call each other more than ${DEEPEST} deep: inline them, or leave compute off.`;
        throw new ModelError("limit", message, body.name || "functions");
      }
      this.#learn(body);
      this.#depth--;
    }
  }

  /** What a node makes has the type that follows, or else the one that the file states. */
  #set(value: Value | null, type: DType | null): void {
    if (value !== null) {
      this.#types.set(value, value.constant?.dtype ?? type ?? value.type?.dtype ?? null);
    }
  }
}

export function* placesOf(node: Node, tie: Tie): Generator<Value | null> {
  for (const index of tie.inputs) {
    yield node.inputs[index] ?? null;
  }
  for (const index of tie.outputs) {
    if ((node.outputs[index] ?? null) !== null) {
      yield node.outputs[index]!;
    }
  }
  yield* tie.bodyInputs;
  for (const { graph, index } of tie.bodyOutputs) {
    yield graph.outputs[index] ?? null;
  }
}
