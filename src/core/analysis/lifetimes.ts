// From when to when the values of a graph are needed, for nodes that run in a given order.
import type { Role } from "../ir/dialect";
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import { addTo } from "../ir/multimap";
import type { Node } from "../ir/node";
import { NodeSet } from "../ir/node-set";
import { Value } from "../ir/value";
import type { OperatorOf } from "../ir/operator";

/** What nodes of these roles make is not known before the model runs, whatever they read. */
const RUN_TIME: ReadonlySet<Role> = new Set(["random", "sideEffect", "controlFlow", "input", "custom", "other"]);

/**
 * A value lives from the node that makes it to the last one that reads it, in nested graphs too; inputs of the model
 * from the start, outputs to the end. A view has no memory of its own: it lives in the value that it shows. Constants,
 * variables and what is computed of these alone are no activations. What a body is given is its caller's.
 */
export class Lifetimes {
  /** Inputs of the model that a node reads. */
  readonly atStart: readonly Value[];
  readonly #shown = new Map<Value, Value>();
  readonly #fixed = new Set<Value>();
  /** By the node that needs them last; mostly it is one. */
  readonly #ends = new Map<Node, Value | Value[]>();

  /** @param inputs of the model that are in this graph. @param outputs of the model. */
  constructor(
    model: Model,
    operatorOf: OperatorOf,
    graph: Graph,
    order: readonly Node[],
    inputs: readonly Value[],
    outputs: ReadonlySet<Value>,
  ) {
    for (const node of order) {
      this.#place(node, model.dialect.role(node), operatorOf(node)?.isView === true);
    }
    const captured = new Map<Node, Value[]>();
    const capture = (reader: Node | null, value: Value) => {
      if (reader !== null && reader.graph !== graph) {
        const holder = graph.holderOf(reader);
        if (holder !== null) {
          addTo(captured, holder, value);
        }
      }
    };
    const ended = new Set(graph.outputs.map((value) => this.#placeOf(value)));
    graph.values.forEach((value) => {
      if (outputs.has(value)) {
        ended.add(this.#placeOf(value));
      }
      const { readers } = value;
      if (readers instanceof NodeSet) {
        readers.forEach((reader) => capture(reader, value));
      } else {
        capture(readers, value);
      }
    });
    for (let index = order.length - 1; index >= 0; index--) {
      const node = order[index]!;
      for (const values of [node.inputs, node.outputs, captured.get(node) ?? NO_VALUES]) {
        for (const value of values) {
          const place = value === null ? null : this.#placeOf(value);
          if (place !== null && place.graph === graph && !ended.has(place)) {
            ended.add(place);
            this.#end(place, node);
          }
        }
      }
    }
    this.atStart = inputs.filter((value) => value.constant === null && ended.has(value));
  }

  /** Whether the value takes up memory of its own from when its node runs. */
  isActivation(value: Value): boolean {
    return value.constant === null && !this.#fixed.has(value) && !this.#shown.has(value);
  }

  /** What nothing needs once a node has run. */
  endingAt(node: Node): readonly Value[] {
    const ends = this.#ends.get(node) ?? NO_VALUES;
    return ends instanceof Value ? [ends] : ends;
  }

  #end(value: Value, node: Node): void {
    const ends = this.#ends.get(node);
    if (ends === undefined) {
      this.#ends.set(node, value);
    } else if (ends instanceof Value) {
      this.#ends.set(node, [ends, value]);
    } else {
      ends.push(value);
    }
  }

  #place({ inputs, outputs }: Node, role: Role, isView: boolean): void {
    const given = inputs.filter((input) => input !== null);
    const isFixed = given.length > 0 && given.every((input) => input.constant !== null || this.#fixed.has(input));
    if (role === "variable" || (isFixed && !RUN_TIME.has(role))) {
      outputs.forEach((output) => output !== null && this.#fixed.add(output));
    } else if (isView && inputs[0] != null && outputs[0] != null) {
      this.#shown.set(outputs[0], this.#placeOf(inputs[0]));
    }
  }

  #placeOf(value: Value): Value {
    return this.#shown.get(value) ?? value;
  }
}

const NO_VALUES: readonly Value[] = [];
