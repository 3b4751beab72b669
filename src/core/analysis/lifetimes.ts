// From when to when the values of a graph are needed, for nodes that run in a given order.
import { Column, Marks } from "../ir/columns";
import type { Role } from "../ir/dialect";
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import { addTo } from "../ir/multimap";
import type { Node } from "../ir/node";
import { NodeSet } from "../ir/node-set";
import type { Value } from "../ir/value";
import type { OperatorOf } from "../ir/operator";

/** What nodes of these roles make is not known before the model runs, whatever they read. */
const RUN_TIME: ReadonlySet<Role> = new Set(["random", "sideEffect", "controlFlow", "input", "custom", "other"]);

/** What is noted of the values of all graphs of a model. */
export class LifetimeNotes {
  /** The values whose memory views show. */
  readonly shown: Column<Value, Value>;
  /** Computed of constants and variables alone. */
  readonly fixed: Marks<Value>;
  /** Whose last reader is known, or that live to the end. */
  readonly ended: Marks<Value>;
  /** The nodes that need them last. */
  readonly lastUsers: Column<Value, Node>;

  constructor({ lineage: { values } }: Model) {
    this.shown = new Column(values);
    this.fixed = new Marks(values);
    this.ended = new Marks(values);
    this.lastUsers = new Column(values);
  }
}

/**
 * A value lives from the node that makes it to the last one that reads it, in nested graphs too; inputs of the model
 * from the start, outputs to the end. A view has no memory of its own: it lives in the value that it shows. Constants,
 * variables and what is computed of these alone are no activations. What a body is given is its caller's.
 */
export class Lifetimes {
  /** Inputs of the model that a node reads. */
  readonly atStart: readonly Value[];
  /** What graphs in nodes read of this one. */
  readonly #captured: ReadonlyMap<Node, readonly Value[]>;

  /**
   * @param notes Of no graph that was looked at before this one.
   * @param inputs of the model that are in this graph. @param outputs Likewise.
   */
  constructor(
    readonly notes: LifetimeNotes,
    model: Model,
    operatorOf: OperatorOf,
    readonly graph: Graph,
    order: readonly Node[],
    inputs: readonly Value[],
    outputs: readonly Value[],
  ) {
    for (const node of order) {
      this.#place(node, model.dialect.role(node), operatorOf(node)?.isView === true);
    }
    graph.outputs.forEach((value) => this.#keep(value));
    outputs.forEach((value) => this.#keep(value));
    this.#captured = order.some(({ nested }) => nested.length > 0) ? capturedIn(graph) : NOTHING_CAPTURED;
    const { ended, lastUsers } = notes;
    const end = (value: Value, by: Node) => {
      if (!ended.has(value)) {
        ended.add(value);
        lastUsers.set(value, by);
      }
    };
    for (let index = order.length - 1; index >= 0; index--) {
      this.forEachUsed(order[index]!, end);
    }
    this.atStart = inputs.filter((value) => value.constant === null && ended.has(value));
  }

  /** Whether the value takes up memory of its own from when its node runs. */
  isActivation(value: Value): boolean {
    return value.constant === null && !this.notes.fixed.has(value) && this.notes.shown.get(value) === undefined;
  }

  /** Whether nothing needs a value once a node has run. */
  endsAt(value: Value, node: Node): boolean {
    return this.notes.lastUsers.get(value) === node;
  }

  /** Visits what a node reads and makes, in terms of whose memory it is, some of it more than once. */
  forEachUsed(node: Node, visit: (value: Value, by: Node) => void): void {
    this.#forEachPlace(node, node.inputs, visit);
    this.#forEachPlace(node, node.outputs, visit);
    const captured = this.#captured.get(node);
    if (captured !== undefined) {
      this.#forEachPlace(node, captured, visit);
    }
  }

  #forEachPlace(node: Node, values: readonly (Value | null)[], visit: (value: Value, by: Node) => void): void {
    for (const value of values) {
      const place = value === null ? null : this.#placeOf(value);
      if (place !== null && place.graph === this.graph) {
        visit(place, node);
      }
    }
  }

  /** Until the end. */
  #keep(value: Value): void {
    const place = value.graph === this.graph ? this.#placeOf(value) : null;
    if (place?.graph === this.graph) {
      this.notes.ended.add(place);
    }
  }

  #place({ inputs, outputs }: Node, role: Role, isView: boolean): void {
    const { fixed, shown } = this.notes;
    if (role === "variable" || (!RUN_TIME.has(role) && this.#areFixed(inputs))) {
      outputs.forEach((output) => output !== null && fixed.add(output));
    } else if (isView && inputs[0] != null && outputs[0] != null) {
      shown.set(outputs[0], this.#placeOf(inputs[0]));
    }
  }

  /** Whether there are some, and all of them are known before the model runs. */
  #areFixed(inputs: readonly (Value | null)[]): boolean {
    let hasSome = false;
    for (const input of inputs) {
      if (input !== null) {
        if (input.constant === null && !(input.graph === this.graph && this.notes.fixed.has(input))) {
          return false;
        }
        hasSome = true;
      }
    }
    return hasSome;
  }

  #placeOf(value: Value): Value {
    return this.notes.shown.get(value) ?? value;
  }
}

/** What graphs nested in the nodes of a graph read of it, by those nodes. */
function capturedIn(graph: Graph): ReadonlyMap<Node, readonly Value[]> {
  const captured = new Map<Node, Value[]>();
  const capture = (reader: Node | null, value: Value) => {
    if (reader !== null && reader.graph !== graph) {
      const holder = graph.holderOf(reader);
      if (holder !== null) {
        addTo(captured, holder, value);
      }
    }
  };
  graph.values.forEach((value) => {
    const { readers } = value;
    if (readers instanceof NodeSet) {
      readers.forEach((reader) => capture(reader, value));
    } else {
      capture(readers, value);
    }
  });
  return captured;
}

const NOTHING_CAPTURED: ReadonlyMap<Node, readonly Value[]> = new Map();
