import { Node, type Attributes, type OperatorType } from "./node";
import type { Tensor } from "./tensor";
import { Value, type Extras, type LazyType } from "./value";

export interface NodeSpec {
  readonly name: string;
  readonly op: OperatorType;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly (Value | null)[];
  readonly attributes?: Attributes | (() => Attributes);
  readonly controlInputs?: readonly Node[];
  readonly extras?: Extras;
}

/** One dataflow graph, and the only code that edits who makes and who reads a value. */
export class Graph {
  /** Every value of the graph in file order, unused ones included. */
  readonly values = new Set<Value>();
  inputs: Value[] = [];
  outputs: Value[] = [];
  extras: Extras | null = null;
  #nodes: Node[] = [];
  #hasRemoved = false;

  constructor(public name: string) {}

  /** In file order; in ONNX and TFLite that is an execution order too. */
  get nodes(): readonly Node[] {
    if (this.#hasRemoved) {
      this.#nodes = this.#nodes.filter((node) => node.graph === this);
      this.#hasRemoved = false;
    }
    return this.#nodes;
  }

  addValue(name: string, type: LazyType): Value {
    const value = new Value(name, type);
    this.values.add(value);
    return value;
  }

  addConstant(name: string, tensor: Tensor): Value {
    const value = this.addValue(name, { dtype: tensor.dtype, shape: tensor.shape });
    value.constant = tensor;
    return value;
  }

  /** @throws Error while a node reads the value, makes it, or the graph names it as input or output. */
  removeValue(value: Value): void {
    if (value.uses.size > 0 || value.producer !== null || this.outputs.includes(value) || this.inputs.includes(value)) {
      throw new Error(`Value "${value.name}" is still in use.`);
    }
    this.values.delete(value);
  }

  /** Takes over all nodes and values of a graph that is given up, with who makes and who reads them. */
  absorb(other: Graph, before: Node): void {
    const nodes = this.nodes as Node[];
    other.nodes.forEach((node) => (node.graph = this));
    nodes.splice(nodes.indexOf(before), 0, ...other.nodes);
    other.values.forEach((value) => this.values.add(value));
    other.#nodes = [];
    other.values.clear();
  }

  /** Adds a node at the end, or before another one. */
  insert(spec: NodeSpec, before?: Node): Node {
    const node = new Node(
      spec.name,
      spec.op,
      spec.attributes ?? new Map(),
      [...spec.inputs],
      [...spec.outputs],
      [...(spec.controlInputs ?? [])],
    );
    node.extras = spec.extras ?? null;
    node.graph = this;
    for (const input of node.inputs) {
      input?.uses.add(node);
    }
    for (const output of node.outputs) {
      if (output !== null) {
        output.producer = node;
      }
    }
    for (const control of node.controlInputs) {
      control.controlUses.add(node);
    }
    const nodes = this.nodes as Node[];
    nodes.splice(before === undefined ? nodes.length : nodes.indexOf(before), 0, node);
    return node;
  }

  /** Gives a node an output that was not known before; those between are left out. */
  addOutput(node: Node, index: number, value: Value): void {
    const outputs = node.outputs as (Value | null)[];
    while (outputs.length < index) {
      outputs.push(null);
    }
    outputs[index] = value;
    value.producer = node;
  }

  /** Removes a node and those of its outputs that nothing needs. @throws Error while an output is in use. */
  remove(node: Node): void {
    for (const output of node.outputs) {
      if (output !== null && (output.uses.size > 0 || this.outputs.includes(output))) {
        throw new Error(`Node "${node.name}" cannot be removed: its output "${output.name}" is in use.`);
      }
    }
    this.detach(node);
    for (const output of node.outputs) {
      if (output !== null) {
        output.producer = null;
        this.values.delete(output);
      }
    }
  }

  /** Takes a node out without looking at its outputs, which keep their uses: for a node that is about to be replaced. */
  detach(node: Node): void {
    for (const input of node.inputs) {
      input?.uses.delete(node);
    }
    for (const inner of node.nested.flatMap((graph) => [...allNodes(graph)])) {
      for (const input of inner.inputs) {
        input?.uses.delete(inner);
      }
    }
    for (const control of node.controlInputs) {
      control.controlUses.delete(node);
    }
    for (const user of [...node.controlUses]) {
      this.setControlInputs(
        user,
        user.controlInputs.filter((control) => control !== node),
      );
    }
    for (const output of node.outputs) {
      if (output?.producer === node) {
        output.producer = null;
      }
    }
    node.graph = null;
    this.#hasRemoved = true;
  }

  /** Puts the nodes in another order. @throws Error where they are not the nodes of this graph. */
  reorder(nodes: readonly Node[]): void {
    const own = new Set(nodes);
    if (own.size !== nodes.length || own.size !== this.nodes.length || nodes.some((node) => node.graph !== this)) {
      throw new Error(`These are not the nodes of "${this.name}".`);
    }
    this.#nodes = [...nodes];
  }

  setInput(node: Node, index: number, value: Value | null): void {
    const inputs = node.inputs as (Value | null)[];
    const previous = inputs[index] ?? null;
    inputs[index] = value;
    if (previous !== null && !inputs.includes(previous)) {
      previous.uses.delete(node);
    }
    value?.uses.add(node);
  }

  setControlInputs(node: Node, controls: readonly Node[]): void {
    for (const control of node.controlInputs) {
      control.controlUses.delete(node);
    }
    (node.controlInputs as Node[]).splice(0, Infinity, ...controls);
    for (const control of controls) {
      control.controlUses.add(node);
    }
  }

  /** Makes every reader of `from`, or those given, read `to`. Graph outputs are left: they keep their public name. */
  replaceUses(from: Value, to: Value, users: Iterable<Node> = from.uses): void {
    for (const user of [...users]) {
      user.inputs.forEach((input, index) => {
        if (input === from) {
          this.setInput(user, index, to);
        }
      });
    }
  }
}

/** The nodes of a graph and of the graphs nested in it, outer before inner. */
export function* allNodes(graph: Graph): Generator<Node> {
  const pending: Graph[] = [graph];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const node of current.nodes) {
      yield node;
      pending.push(...node.nested);
    }
  }
}
