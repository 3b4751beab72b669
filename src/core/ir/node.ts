import { attach, attachedTo } from "./attached";
import type { DType } from "./dtype";
import type { Graph } from "./graph";
import type { Nodes } from "./node-set";
import type { Tensor } from "./tensor";
import type { Extras, Shape, Value } from "./value";

/** What a node calls. version: the operator set's or the operator's own version where the format has one. */
export interface OperatorType {
  readonly domain: string;
  readonly name: string;
  readonly version: number | null;
}

/** Integers beyond 2^53 stay exact as bigint. */
export type Integer = number | bigint;

/** What a list attribute may hold; a dtype stands for itself. */
export type ListItem = Integer | boolean | string | Shape | null;

/** A named compile-time argument. `origin` is where the reader found it: set means unchanged since. */
export type Attribute = { readonly origin?: unknown } & (
  | { readonly kind: "int"; readonly value: Integer }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "type"; readonly value: DType }
  | { readonly kind: "shape"; readonly value: Shape | null }
  | {
      readonly kind: "list";
      readonly of: "int" | "float" | "bool" | "string" | "type" | "shape";
      readonly value: readonly ListItem[];
    }
  | { readonly kind: "tensor"; readonly value: Tensor }
  | { readonly kind: "graphs"; readonly value: readonly Graph[] }
  // Not modelled: described for people, carried by its origin. of: where it is known what kind of value it stands for.
  | { readonly kind: "opaque"; readonly value: string; readonly of?: "float" }
);

export type Attributes = ReadonlyMap<string, Attribute>;

/** Attributes that are still to be decoded; the same ones each time. */
export interface LazyAttributes {
  decode(): Attributes;
  /** One of them, where it can be decoded without the others. */
  find?(name: string): Attribute | undefined;
  /** False: none of them is a tensor. */
  mayHoldTensors?(): boolean;
  /** All of them, which are not kept. */
  look?(): Attributes;
  /** True: none is so long that it is not read. */
  areShort?(): boolean;
}

function isLazy(attributes: Attributes | LazyAttributes): attributes is LazyAttributes {
  return !(attributes instanceof Map);
}

export const NO_ATTRIBUTES: Attributes = new Map();
export const NO_NODES: Nodes = new Set();
/** Of nodes that wait for none, as most do, and that none waits for. */
const NO_CONTROLS: { readonly inputs: Nodes; readonly uses: Nodes } = { inputs: NO_NODES, uses: NO_NODES };
const NO_GRAPHS: readonly Graph[] = [];
const NO_TENSORS: readonly Tensor[] = [];

/** One call of an operator. Edit it through its Graph, which keeps producers and uses true. */
export class Node {
  extras: Extras | null = null;
  /** The graph it is in; null once removed. */
  readonly graph: Graph | null = null;
  readonly controls = NO_CONTROLS;
  /** Its neighbours in the order of the graph. */
  readonly previous: Node | null = null;
  readonly next: Node | null = null;
  /** A number that grows along that order; see NodeOrder. */
  readonly place: number = -1;
  #attributes: Attributes | LazyAttributes;
  #nested: readonly Graph[];

  constructor(
    /** The same in all versions of a model; see Lineage. */
    readonly id: number,
    public name: string,
    public op: OperatorType,
    attributes: Attributes | LazyAttributes,
    readonly inputs: readonly (Value | null)[], // null: an optional input left out
    readonly outputs: readonly (Value | null)[], // null: an optional output left out
  ) {
    this.#attributes = attributes;
    this.#nested = isLazy(attributes) ? NO_GRAPHS : graphsIn(attributes);
  }

  /** Nodes that must run before this one though it reads nothing of them. */
  get controlInputs(): Nodes {
    return this.controls.inputs;
  }

  /** Nodes that must run after this one though they read nothing of it. */
  get controlUses(): Nodes {
    return this.controls.uses;
  }

  /** Values it mentions without reading or making them, such as the intermediates of a quantized LSTM. */
  get attached(): readonly Value[] {
    return attachedTo(this);
  }

  set attached(values: readonly Value[]) {
    attach(this, values);
  }

  /** In file order; decoded when first asked for. */
  get attributes(): Attributes {
    if (isLazy(this.#attributes)) {
      this.#attributes = this.#attributes.decode();
    }
    return this.#attributes;
  }

  attribute(name: string): Attribute | undefined {
    const attributes = this.#attributes;
    return isLazy(attributes) && attributes.find !== undefined ? attributes.find(name) : this.attributes.get(name);
  }

  /** Whether an attribute is too long to be read, or of a kind that is not modelled. */
  get hasUnreadAttribute(): boolean {
    const attributes = this.#attributes;
    const areRead = isLazy(attributes) && attributes.areShort?.() === true;
    return !areRead && this.hasOpaqueAttribute;
  }

  get hasOpaqueAttribute(): boolean {
    return this.opaqueAttributes.length > 0;
  }

  /** Those that are not read, though they be short, or not modelled, by name. None is decoded for good. */
  get opaqueAttributes(): readonly (readonly [string, Attribute & { kind: "opaque" }])[] {
    const attributes = this.#attributes;
    const seen = isLazy(attributes) && attributes.look !== undefined ? attributes.look() : this.attributes;
    return [...seen].flatMap(([name, each]) => (each.kind === "opaque" ? [[name, each] as const] : []));
  }

  get tensorAttributes(): readonly Tensor[] {
    const attributes = this.#attributes;
    if (isLazy(attributes) && attributes.mayHoldTensors?.() === false) {
      return NO_TENSORS;
    }
    return [...this.attributes.values()].flatMap((each) => (each.kind === "tensor" ? [each.value] : []));
  }

  /** The attributes as they were given, undecoded: for a fork to share. */
  get rawAttributes(): Attributes | LazyAttributes {
    return this.#attributes;
  }

  /** Attributes that were never decoded cannot have changed. */
  get isDecoded(): boolean {
    return !isLazy(this.#attributes);
  }

  setAttribute(name: string, attribute: Attribute | null): void {
    const changed = new Map(this.attributes);
    if (attribute === null) {
      changed.delete(name);
    } else {
      changed.set(name, attribute);
    }
    this.#attributes = changed;
    this.#nested = graphsIn(changed);
    ownNested(this);
  }

  /** The graphs held in attributes: branches and loop bodies. Readers decode the attributes of such nodes at once. */
  get nested(): readonly Graph[] {
    return this.#nested;
  }
}

/** Tells the graphs in a node's attributes whose they are. */
export function ownNested(node: Node): void {
  for (const nested of node.nested) {
    (nested as { owner: Node | null }).owner = node;
  }
}

function graphsIn(attributes: Attributes): readonly Graph[] {
  let graphs: Graph[] | null = null;
  for (const attribute of attributes.values()) {
    if (attribute.kind === "graphs") {
      graphs ??= [];
      for (const graph of attribute.value) {
        graphs.push(graph);
      }
    }
  }
  return graphs ?? NO_GRAPHS;
}

/** What a node is called: those without a name of their own go by the first value they make. */
export function nameOf(node: Node): string {
  return node.name || (node.outputs[0]?.name ?? node.op.name);
}

export function numberAttribute(node: Node, name: string, fallback: number): number {
  const attribute = node.attribute(name);
  return attribute?.kind === "int" || attribute?.kind === "float" ? Number(attribute.value) : fallback;
}

export function booleanAttribute(node: Node, name: string, fallback: boolean): boolean {
  const attribute = node.attribute(name);
  return attribute?.kind === "bool" ? attribute.value : fallback;
}

export function stringAttribute(node: Node, name: string, fallback: string): string {
  const attribute = node.attribute(name);
  return attribute?.kind === "string" ? attribute.value : fallback;
}

export function numbersAttribute(node: Node, name: string): readonly number[] | null {
  const attribute = node.attribute(name);
  return attribute?.kind === "list" && (attribute.of === "int" || attribute.of === "float")
    ? attribute.value.map(Number)
    : null;
}
