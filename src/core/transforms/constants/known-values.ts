// Goes through the graphs in execution order and finds out what is known of their values before the model runs.
import type { Context } from "../../context";
import { bitsOf, type DType } from "../../ir/dtype";
import { Refusal, type Known } from "../../ir/folding";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { TensorType, Value } from "../../ir/value";
import { inExecutionOrder } from "../../ir/walk";
import type { Facts } from "../fold/facts";
import type { Evaluator } from "./evaluator";

/** Runtimes stop at eight or so. */
const MOST_DIMENSIONS = 64;

export interface Excluded {
  readonly operators: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

export class KnownValues {
  /** Of all graphs, those of nested graphs before the node that holds them. */
  readonly nodes: Node[] = [];
  /** Nodes that could be computed by what is known, and why they are not. */
  readonly reasons = new Map<Node, string>();
  readonly #known = new Map<Value, Known | null>();
  readonly #owners = new Map<Value, Graph>();

  constructor(
    readonly model: EditableModel,
    readonly facts: Facts,
    readonly evaluator: Evaluator,
    readonly excluded: Excluded,
  ) {}

  async addGraph(graph: Graph, context: Context): Promise<void> {
    graph.values.forEach((value) => this.#owners.set(value, graph));
    const order = inExecutionOrder(graph);
    for (const [index, node] of order.entries()) {
      for (const nested of node.nested) {
        await this.addGraph(nested, context);
      }
      await this.#addNode(node);
      await context.progress(index, order.length);
    }
  }

  ownerOf(value: Value): Graph | null {
    return this.#owners.get(value) ?? null;
  }

  of(value: Value): Known | null {
    let known = this.#known.get(value);
    if (known === undefined) {
      known = this.#given(value);
      this.#known.set(value, known);
    }
    return known;
  }

  isExcluded({ op, name }: Node): boolean {
    return this.excluded.operators.has(op.name) || this.excluded.nodes.has(name);
  }

  isComputable(value: Value): boolean {
    const known = this.of(value);
    return known !== null && this.evaluator.isComputable(known);
  }

  /** Of a constant its elements; of what is fed in the shape the file demands. */
  #given(value: Value): Known | null {
    const { constant, producer, type } = value;
    if (constant !== null) {
      const plain = this.facts.isFixed(value) && this.model.dialect.isPlainConstant(value);
      return plain && (producer?.controlInputs.size ?? 0) === 0 ? this.evaluator.store(constant, value.name) : null;
    }
    const owner = this.ownerOf(value);
    const shape = owner && this.model.dialect.folding.demandedShape(this.model, owner, value);
    return shape && type && bitsOf(type.dtype) > 0 ? { dtype: type.dtype, shape } : null;
  }

  async #addNode(node: Node): Promise<void> {
    this.nodes.push(node);
    const { dialect } = this.model;
    const made = node.outputs[0]?.constant != null;
    if (made || this.isExcluded(node)) {
      return;
    }
    try {
      const inputs = node.inputs.map((input) => input && this.of(input));
      const results = await dialect.folding.results(node, inputs, this.evaluator.elementsOf);
      if (results === null) {
        return;
      }
      if (node.controlInputs.size > 0) {
        throw new Refusal("it waits for other nodes");
      }
      node.outputs.forEach((output, index) => {
        const result = results[index] ?? null;
        if (output !== null && result !== null) {
          this.#check(output, result);
          this.#known.set(output, result);
        }
      });
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.reasons.set(node, error.message);
    }
  }

  /** A file that states another type is read otherwise by its runtime, or we are wrong. */
  #check(output: Value, { dtype, shape }: Known): void {
    if (shape.length > MOST_DIMENSIONS) {
      throw new Refusal("its result has too many dimensions");
    }
    if (!agrees(output.type, dtype, shape)) {
      throw new Refusal("the file states another type or shape for its result");
    }
    if (this.facts.isAmbiguous(output)) {
      throw new Refusal("its name stands for two values");
    }
  }
}

function agrees(stated: TensorType | null, dtype: DType, shape: readonly number[]): boolean {
  if (stated === null) {
    return true;
  }
  const sameType = stated.dtype === dtype || stated.dtype === "opaque";
  const dimensions = stated.shape;
  return (
    sameType &&
    (dimensions === null ||
      (dimensions.length === shape.length &&
        dimensions.every((each, axis) => typeof each !== "number" || each === shape[axis])))
  );
}
