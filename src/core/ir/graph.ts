import { GraphValues, type Values } from "./graph-values";
import type { Lineage } from "./lineage";
import { Node, NO_ATTRIBUTES, ownNested, type Attributes, type LazyAttributes, type OperatorType } from "./node";
import { NodeOrder } from "./node-order";
import { NodeSet, type Nodes } from "./node-set";
import { contains, positionOf, positionsOf, put } from "./positions";
import type { Tensor } from "./tensor";
import { Value, type Extras, type LazyType } from "./value";
import { ValueList } from "./value-list";

export interface NodeSpec {
  readonly name: string;
  readonly op: OperatorType;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly (Value | null)[];
  readonly attributes?: Attributes | LazyAttributes;
  readonly controlInputs?: Iterable<Node>;
  readonly extras?: Extras | null;
  /** One that is gone, or of the version that is copied: the new node does its work, and has its number. */
  readonly continues?: Node | null;
}

/** What only Graph writes. */
type KeptOfNode = { -readonly [K in "graph" | "inputs" | "outputs" | "controls"]: Node[K] };
type KeptOfValue = { -readonly [K in "graph" | "producer" | "readers"]: Value[K] };
type Slots = (Value | null)[];

/** Of constants, which are most nodes of some files, and of what makes nothing; nothing is ever put into it. */
const NO_SLOTS: Slots = [];

/**
 * One dataflow graph, and the only code that edits who makes and who reads a value. Each edit takes time for what it
 * changes, however large the graph is.
 */
export class Graph {
  extras: Extras | null = null;
  /** The node that holds this graph in an attribute; null for the graphs of a model and its functions. Kept by that. */
  readonly owner: Node | null = null;
  readonly #values = new GraphValues(this);
  readonly #inputs = new ValueList();
  readonly #outputs = new ValueList();
  readonly #order = new NodeOrder();
  /** Values that a file has several nodes make: they stay while one of these goes. */
  #madeTwice: Set<Value> | null = null;

  constructor(
    public name: string,
    readonly lineage: Lineage,
  ) {}

  /** Every value of the graph in file order, unused ones included. */
  get values(): Values {
    return this.#values;
  }

  /** In file order; in ONNX and TFLite that is an execution order too. */
  get nodes(): readonly Node[] {
    return this.#order.list;
  }

  get first(): Node | null {
    return this.#order.first;
  }

  get inputs(): readonly Value[] {
    return this.#inputs.list;
  }

  get outputs(): readonly Value[] {
    return this.#outputs.list;
  }

  /** Declares these as what the graph is given, in place of all there were. */
  setInputs(values: readonly Value[]): void {
    this.#inputs.list = values;
  }

  /** Declares these as what the graph gives, in place of all there were. */
  setOutputs(values: readonly Value[]): void {
    this.#outputs.list = values;
  }

  isInput(value: Value): boolean {
    return this.#inputs.has(value);
  }

  isOutput(value: Value): boolean {
    return this.#outputs.has(value);
  }

  addInput(value: Value): void {
    this.#inputs.add(value);
  }

  removeInput(value: Value): void {
    this.#inputs.remove(value);
  }

  addOutput(value: Value): void {
    this.#outputs.add(value);
  }

  replaceOutput(position: number, value: Value): void {
    this.#outputs.replace(position, value);
  }

  /** @param continues The value of the version that is copied; absent: a new one. */
  addValue(name: string, type: LazyType, continues?: Value): Value {
    const value = new Value(continues?.id ?? this.lineage.nextValue(), name, type);
    (value as KeptOfValue).graph = this;
    this.#values.add(value);
    return value;
  }

  addConstant(name: string, tensor: Tensor): Value {
    const value = this.addValue(name, { dtype: tensor.dtype, shape: tensor.shape });
    value.constant = tensor;
    return value;
  }

  /** @throws Error while a node reads the value, makes it, or the graph names it as input or output. */
  removeValue(value: Value): void {
    if (value.uses.size > 0 || value.producer !== null || this.isOutput(value) || this.isInput(value)) {
      throw new Error(`Value "${value.name}" is still in use.`);
    }
    this.#drop(value);
  }

  /** Takes out a value that no node makes, from the inputs too where it is one. @throws Error while it is in use. */
  dropInput(value: Value): void {
    this.removeInput(value);
    this.removeValue(value);
  }

  #drop(value: Value): void {
    if (this.#values.has(value)) {
      (value as KeptOfValue).graph = null;
      this.#values.countGone();
    }
  }

  /** Takes over all nodes and values of a graph that is given up, with who makes and who reads them. */
  absorb(other: Graph, before: Node): void {
    for (const node of other.nodes) {
      other.#order.remove(node);
      (node as KeptOfNode).graph = this;
      this.#order.insert(node, before);
    }
    for (const value of other.values) {
      (value as KeptOfValue).graph = this;
      other.#values.countGone();
      this.#values.add(value);
    }
  }

  /** Adds a node at the end, or before another one. @throws Error where it continues one that is still there. */
  insert(spec: NodeSpec, before: Node | null = null): Node {
    return this.#insert(spec, [...spec.inputs], [...spec.outputs], before);
  }

  /** As `insert` at the end; the lists of inputs and outputs are the node's own from now on: of large graphs none is copied. */
  append(spec: NodeSpec & { readonly inputs: Slots; readonly outputs: Slots }): Node {
    return this.#insert(spec, spec.inputs, spec.outputs, null);
  }

  #insert(spec: NodeSpec, inputs: Slots, outputs: Slots, before: Node | null): Node {
    const { name, op, attributes, continues } = spec;
    if (continues?.graph?.lineage === this.lineage) {
      throw new Error(`Node "${continues.name}" is still there.`);
    }
    const id = continues?.id ?? this.lineage.nextNode();
    const node = new Node(id, name, op, attributes ?? NO_ATTRIBUTES, ownSlots(inputs), ownSlots(outputs));
    node.extras = spec.extras ?? null;
    (node as KeptOfNode).graph = this;
    for (const input of inputs) {
      addUse(input, node);
    }
    for (const output of outputs) {
      if (output !== null) {
        if (output.producer !== null && output.producer !== node) {
          (this.#madeTwice ??= new Set()).add(output);
        }
        (output as KeptOfValue).producer = node;
      }
    }
    if (spec.controlInputs !== undefined) {
      this.addControlInputs(node, spec.controlInputs);
    }
    ownNested(node);
    this.#order.insert(node, before);
    return node;
  }

  /** Puts another node in a node's place, to do its work. Outputs of the old one that the new one does not make stay without a maker. */
  replace(node: Node, spec: NodeSpec): Node {
    const { next } = node;
    this.detach(node);
    return this.insert({ ...spec, continues: node }, next);
  }

  /** Notes that one node does from now on what another did, which is about to go. */
  passOn(node: Node, heir: Node): void {
    this.lineage.merge(node.id, heir.id);
  }

  /** Removes a node and those of its outputs that nothing needs. @throws Error while an output is in use. */
  remove(node: Node): void {
    for (const output of node.outputs) {
      if (output !== null && (output.uses.size > 0 || this.isOutput(output))) {
        throw new Error(`Node "${node.name}" cannot be removed: its output "${output.name}" is in use.`);
      }
    }
    this.detach(node);
    for (const output of node.outputs) {
      if (output !== null && output.producer === null && this.#madeTwice?.has(output) !== true) {
        this.#drop(output);
      }
    }
  }

  /** Takes a node out, and of what it made all but some values: those stay, with their readers, for others to make. */
  release(node: Node, kept: ReadonlySet<Value>): void {
    this.detach(node);
    for (const output of node.outputs) {
      if (output !== null && !kept.has(output)) {
        this.#drop(output);
      }
    }
  }

  /** Takes a node out without looking at its outputs, which keep their uses: for a node that is about to be replaced. */
  detach(node: Node): void {
    for (const input of node.inputs) {
      dropUse(input, node);
    }
    for (const nested of node.nested) {
      for (const inner of allNodes(nested)) {
        inner.inputs.forEach((input) => dropUse(input, inner));
      }
    }
    this.removeControlInputs(node, node.controlInputs);
    for (const user of node.controlUses) {
      this.removeControlInputs(user, [node]);
    }
    for (const output of node.outputs) {
      if (output?.producer === node) {
        (output as KeptOfValue).producer = null;
      }
    }
    this.#order.remove(node);
    (node as KeptOfNode).graph = null;
  }

  /** Puts the nodes in another order. @throws Error where they are not the nodes of this graph. */
  reorder(nodes: readonly Node[]): void {
    const own = new Set(nodes);
    if (own.size !== nodes.length || own.size !== this.nodes.length || nodes.some((node) => node.graph !== this)) {
      throw new Error(`These are not the nodes of "${this.name}".`);
    }
    this.#order.reorder(nodes);
  }

  /** Of some nodes the one that comes first, nodes of nested graphs counting as those that hold them. */
  firstOf(nodes: Iterable<Node>): Node | null {
    const own = new Set<Node>();
    for (const node of nodes) {
      const holder = this.holderOf(node);
      if (holder !== null) {
        own.add(holder);
      }
    }
    return this.#order.firstOf(own);
  }

  /** The node of this graph that a node is, or is in a graph of; null where it is elsewhere. */
  holderOf(node: Node): Node | null {
    let holder: Node | null = node;
    while (holder !== null && holder.graph !== this) {
      holder = holder.graph?.owner ?? null;
    }
    return holder;
  }

  setInput(node: Node, position: number, value: Value | null): void {
    const previous = node.inputs[position] ?? null;
    (node as KeptOfNode).inputs = withSlot(node.inputs, position, value);
    if (previous !== null && !contains(node.inputs, previous)) {
      dropUse(previous, node);
    }
    addUse(value, node);
  }

  /** Has a node make a value at a position of its outputs, in place of what it made there; those between are left out. */
  setOutput(node: Node, position: number, value: Value | null): void {
    const previous = node.outputs[position] ?? null;
    (node as KeptOfNode).outputs = withSlot(node.outputs, position, value);
    if (previous?.producer === node) {
      (previous as KeptOfValue).producer = null;
    }
    if (value !== null) {
      (value as KeptOfValue).producer = node;
    }
  }

  /** Makes a value one that nothing makes. Its maker stays, and makes another in its place, which nobody reads. */
  cutAt(value: Value, unread: Value): void {
    const { producer } = value;
    if (producer !== null) {
      positionsOf(producer.outputs, value).forEach((position) => this.setOutput(producer, position, unread));
    }
  }

  /** Has the maker of a value make another in its place, for its readers too. The value goes; its name goes with it. */
  supplant(value: Value, by: Value): void {
    const { producer } = value;
    this.replaceUses(value, by);
    if (producer !== null) {
      this.setOutput(producer, positionOf(producer.outputs, value), by);
    }
    this.removeValue(value);
  }

  /** Has a node wait for others too; those it waits for already keep their place. */
  addControlInputs(node: Node, controls: Iterable<Node>): void {
    for (const control of controls) {
      (node as KeptOfNode).controls = { ...node.controls, inputs: withNode(node.controlInputs, control) };
      (control as KeptOfNode).controls = { ...control.controls, uses: withNode(control.controlUses, node) };
    }
  }

  removeControlInputs(node: Node, controls: Iterable<Node>): void {
    for (const control of controls) {
      drop(node.controlInputs, control);
      drop(control.controlUses, node);
    }
  }

  /** Has those that wait for a node wait for others in its place. */
  replaceControl(node: Node, others: readonly Node[]): void {
    for (const user of [...node.controlUses]) {
      this.removeControlInputs(user, [node]);
      this.addControlInputs(user, others);
    }
  }

  /** Makes every reader of `from`, or those given, read `to`. Graph outputs are left: they keep their public name. */
  replaceUses(from: Value, to: Value, users: Iterable<Node> = from.uses): void {
    for (const user of [...users]) {
      for (const position of positionsOf(user.inputs, from)) {
        this.setInput(user, position, to);
      }
    }
  }
}

function ownSlots(slots: Slots): Slots {
  return slots.length === 0 ? NO_SLOTS : slots;
}

/** @returns the list with a value at a position; those between are left out. */
function withSlot(slots: readonly (Value | null)[], position: number, value: Value | null): Slots {
  const own = slots === NO_SLOTS ? [] : (slots as Slots);
  for (let gap = own.length; gap < position; gap++) {
    put(own, gap, null);
  }
  put(own, position, value);
  return own;
}

function addUse(value: Value | null, node: Node): void {
  if (value !== null) {
    const { readers } = value;
    (value as KeptOfValue).readers =
      readers === null || readers === node
        ? node
        : (readers instanceof NodeSet ? readers : new NodeSet(readers)).add(node);
  }
}

function dropUse(value: Value | null, node: Node): void {
  const readers = value?.readers ?? null;
  if (readers === node) {
    (value as KeptOfValue).readers = null;
  } else if (readers instanceof NodeSet) {
    readers.delete(node);
  }
}

/** Most sets of nodes stay empty: those are one and the same. */
function withNode(nodes: Nodes, node: Node): Nodes {
  return nodes instanceof NodeSet ? nodes.add(node) : new NodeSet(node);
}

function drop(nodes: Nodes, node: Node): void {
  if (nodes instanceof NodeSet) {
    nodes.delete(node);
  }
}

/** The nodes of a graph and of the graphs nested in it, outer before inner. */
export function allNodes(graph: Graph): Iterable<Node> {
  return graph.nodes.some(({ nested }) => nested.length > 0) ? withNested(graph) : graph.nodes;
}

function* withNested(graph: Graph): Generator<Node> {
  const pending: Graph[] = [graph];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const node of current.nodes) {
      yield node;
      for (const nested of node.nested) {
        pending.push(nested);
      }
    }
  }
}
