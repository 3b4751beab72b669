// The element type of every value, as far as the file states it and operators tell: those that operators give one type
// are a class, of which one tells for all (union-find; Galler and Fischer, 1964).
import type { DType } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { own } from "../../ir/own";
import { allNodes, withNested } from "../../ir/walk";
import { bodyTies } from "./half-precision/body-ties";
import { FIXED, signatureOf } from "./half-precision/signature";
import { functionKey } from "./read-graph";

/** What a function gives: a type of its own, the type of one of its inputs, or null where neither is known. */
type Given = readonly (DType | number | null)[];

/** What the file does not declare is told by what operators make of it, and by those that read it. */
export function elementTypes(model: Model, inferred: (value: Value) => DType | null): (value: Value) => DType | null {
  let classes: ElementTypes | null = null;
  return (value) =>
    toldBy(value) ?? (classes ??= new ElementTypes(model, inferred)).of(value) ?? value.type?.dtype ?? null;
}

class ElementTypes {
  readonly #parents = new Map<Value, Value>();
  readonly #told = new Map<Value, DType>();
  readonly #functions = new Map<string, Given>();

  constructor(
    readonly model: Model,
    readonly inferred: (value: Value) => DType | null,
  ) {
    this.#learnFunctions();
    model.graphs.forEach((graph) => this.#learn(graph));
  }

  /** Null: unknown. */
  of(value: Value): DType | null {
    return toldBy(value) ?? this.#told.get(this.#root(value)) ?? null;
  }

  /** Those that others call first. What functions that call themselves give stays unknown. */
  #learnFunctions(): void {
    const pending = [...this.model.functions.keys()].reverse();
    const opened = new Set<string>();
    for (let key = pending.at(-1); key !== undefined; key = pending.at(-1)) {
      const body = this.model.functions.get(key)!;
      if (opened.has(key)) {
        pending.pop();
        if (!this.#functions.has(key)) {
          this.#functions.set(key, this.#give(body));
        }
        continue;
      }
      opened.add(key);
      for (const { op } of allNodes(body)) {
        const callee = functionKey(op.domain, op.name);
        if (this.model.functions.has(callee) && !opened.has(callee)) {
          pending.push(callee);
        }
      }
    }
  }

  #give(body: Graph): Given {
    this.#learn(body);
    const inputs = new Map(body.inputs.map((value, index) => [this.#root(value), index]));
    return body.outputs.map((value) => this.of(value) ?? inputs.get(this.#root(value)) ?? null);
  }

  #learn(root: Graph): void {
    for (const graph of withNested(root)) {
      for (const value of graph.values) {
        this.#tell(value, toldBy(value) ?? this.inferred(value));
      }
    }
    for (const node of allNodes(root)) {
      this.#learnNode(node);
    }
  }

  #learnNode(node: Node): void {
    const call = this.#functions.get(functionKey(node.op.domain, node.op.name));
    const ties = call === undefined ? bodyTies(node) : null;
    if (call !== undefined) {
      node.outputs.forEach((output, index) => {
        const given = call[index] ?? null;
        this.#same(output, typeof given === "number" ? (node.inputs[given] ?? null) : given);
      });
    } else if (ties === null) {
      this.#learnOperator(node);
    } else {
      for (const tie of typeof ties === "string" ? [] : ties) {
        this.#one([
          ...tie.inputs.map((index) => node.inputs[index] ?? null),
          ...tie.outputs.map((index) => node.outputs[index] ?? null),
          ...tie.bodyInputs,
          ...tie.bodyOutputs.map(({ graph, index }) => graph.outputs[index] ?? null),
        ]);
      }
    }
  }

  #learnOperator(node: Node): void {
    const signature = signatureOf(node);
    if (typeof signature === "string" || node.nested.length > 0) {
      return;
    }
    const classes = new Map<string, (Value | null)[]>();
    const place = (types: string, values: readonly (Value | null)[]) =>
      values.forEach((value, index) => {
        const type = types[index]!;
        const known = classes.get(type);
        if (known === undefined) {
          classes.set(type, [value]);
        } else {
          known.push(value);
        }
      });
    place(signature.inputs, node.inputs);
    place(signature.outputs, node.outputs);
    for (const [type, values] of classes) {
      if (/[A-Za-z]/.test(type)) {
        this.#one(values);
      } else if (type !== ".") {
        values.forEach((value) => this.#same(value, own(FIXED, type) ?? null));
      }
    }
  }

  /** All of these have one type. */
  #one(values: readonly (Value | null)[]): void {
    const [first = null, ...others] = values.filter((value) => value !== null);
    others.forEach((other) => this.#same(first, other));
  }

  #same(value: Value | null, told: DType | Value | null): void {
    if (value === null || told === null) {
      return;
    }
    if (typeof told === "string") {
      this.#tell(value, told);
      return;
    }
    const [one, other] = [this.#root(value), this.#root(told)];
    // Classes that are both told learn nothing of each other.
    if (one !== other && !(this.#told.has(one) && this.#told.has(other))) {
      this.#parents.set(one, other);
      this.#tell(other, this.#told.get(one) ?? null);
    }
  }

  /** What is told first holds. */
  #tell(value: Value, type: DType | null): void {
    const root = this.#root(value);
    if (type !== null && !this.#told.has(root)) {
      this.#told.set(root, type);
    }
  }

  #root(value: Value): Value {
    let root = value;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) {
      root = parent;
    }
    for (let each = value; each !== root;) {
      const parent = this.#parents.get(each)!;
      this.#parents.set(each, root);
      each = parent;
    }
    return root;
  }
}

/** What the file says of a value's elements. */
function toldBy({ constant, type }: Value): DType | null {
  const told = constant?.dtype ?? type?.dtype ?? "opaque";
  return told === "opaque" ? null : told;
}
