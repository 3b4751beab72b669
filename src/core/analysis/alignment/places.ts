// What a node is by what it is computed from, or by what is computed from it: a number, the same for nodes of two models
// that stand in the same place. Nodes that are paired are known as their pair, whatever they do, so that what was changed
// elsewhere does not matter.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { positionOf, positionsOf } from "../../ir/positions";
import type { Value } from "../../ir/value";
import { allGraphs, inExecutionOrder, rootGraphs } from "../../ir/walk";
import type { Pairing } from "./pairing";

export class Places {
  readonly #orders: readonly (readonly Node[])[];
  /** What inputs and outputs of graphs are known as. */
  readonly #inputs = new Map<Value, string>();
  readonly #outputs = new Map<Value, string>();

  constructor(
    readonly pairing: Pairing,
    models: readonly Model[],
  ) {
    this.#orders = models.map((model) => this.#orderOf(model));
  }

  /** By what nodes read, and so on. */
  fromInputs(): ReadonlyMap<Node, number> {
    return this.#labelled(this.#orders, (node, labels) => {
      const read = (value: Value | null) => (value === null ? "" : this.#source(value, labels));
      return `${operatorText(node)}(${node.inputs.map(read).join()})`;
    });
  }

  /** By what reads what nodes make, and so on. */
  fromOutputs(): ReadonlyMap<Node, number> {
    const backwards = this.#orders.map((order) => [...order].reverse());
    return this.#labelled(backwards, (node, labels) => {
      const made = (value: Value | null) => (value === null ? "" : this.#use(value, labels));
      return `${operatorText(node)}>${node.outputs.map(made).join()}`;
    });
  }

  /** Nodes behind those they read from, but for loops; outer graphs before those nested in them. */
  #orderOf(model: Model): Node[] {
    const roots = new Map<Graph, number>(rootGraphs(model).map((graph, index) => [graph, index]));
    const order: Node[] = [];
    for (const graph of allGraphs(model)) {
      const where = graph.owner === null ? `${roots.get(graph)}` : operatorText(graph.owner);
      graph.inputs.forEach((value, index) => this.#inputs.set(value, `<${where} ${index}`));
      graph.outputs.forEach((value, index) => this.#outputs.set(value, `>${where} ${index}`));
      for (const node of inExecutionOrder(graph, (from, to) => model.dialect.closesLoop(from, to))) {
        order.push(node);
      }
    }
    return order;
  }

  #labelled(
    orders: readonly (readonly Node[])[],
    textOf: (node: Node, labels: ReadonlyMap<Node, number>) => string,
  ): ReadonlyMap<Node, number> {
    const numbers = new Map<string, number>();
    const labels = new Map<Node, number>();
    for (const order of orders) {
      for (const node of order) {
        const text = this.#pairText(node) ?? textOf(node, labels);
        const number = numbers.get(text) ?? numbers.size;
        numbers.set(text, number);
        labels.set(node, number);
      }
    }
    return labels;
  }

  #pairText(node: Node): string | null {
    const pair = this.pairing.inAfter(node) ?? (this.pairing.inBefore(node) === undefined ? null : node);
    return pair === null ? null : `=${pair.id}`;
  }

  #source(value: Value, labels: ReadonlyMap<Node, number>): string {
    const { producer, constant } = value;
    const type = constant === null ? "" : `${constant.dtype} ${constant.shape.join("x")}`;
    if (producer === null) {
      return constant === null ? (this.#inputs.get(value) ?? "?") : type;
    }
    return `${labels.get(producer) ?? "?"}:${positionOf(producer.outputs, value)} ${type}`;
  }

  #use(value: Value, labels: ReadonlyMap<Node, number>): string {
    const uses = [this.#outputs.get(value) ?? ""];
    for (const reader of value.uses) {
      uses.push(`${labels.get(reader) ?? "?"}:${positionsOf(reader.inputs, value).join("+")}`);
    }
    return uses.sort().join("|");
  }
}

function operatorText({ op: { domain, name } }: Node): string {
  return `${domain}.${name}`;
}
