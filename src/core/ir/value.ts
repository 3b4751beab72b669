import type { DType } from "./dtype";
import type { Graph } from "./graph";
import { attach, attachedTo } from "./attached";
import { NO_NODES, type Node } from "./node";
import { NodeSet, type Nodes } from "./node-set";
import type { Quantization } from "./quantization";
import type { Tensor } from "./tensor";

/** A dimension is a length, a name (symbolic), or null (unknown). */
export type Dimension = number | string | null;
export type Shape = readonly Dimension[];

/** shape null: the rank is unknown. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape | null;
}

/** What a reader keeps for its own writer, such as unknown fields and spans of the file. Opaque to everyone else. */
export interface Extras {
  readonly owner: string;
}

/** An edge of the graph: something with a name and perhaps a type, made once and read any number of times. */
export class Value {
  /** Set where the elements are known at load: initializer, constant buffer, or the output of a constant node. */
  constant: Tensor | null = null;
  quantization: Quantization | null = null;
  extras: Extras | null = null;
  /** The graph it belongs to; null once removed. */
  readonly graph: Graph | null = null;
  /** The operator that makes it; null for graph inputs and constants without a node. */
  readonly producer: Node | null = null;
  /** Nodes that read it; of most values it is one. */
  readonly readers: NodeSet | Node | null = null;

  #type: LazyType;

  constructor(
    /** The same in all versions of a model; see Lineage. */
    readonly id: number,
    public name: string,
    type: LazyType,
  ) {
    this.#type = type;
  }

  /** Values that describe this one without being read by a node, such as the scales of blockwise quantization. */
  get attached(): readonly Value[] {
    return attachedTo(this);
  }

  set attached(values: readonly Value[]) {
    attach(this, values);
  }

  /** Nodes that read it, those in nested graphs included, as they are now. */
  get uses(): Nodes {
    const { readers } = this;
    return readers === null ? NO_NODES : readers instanceof NodeSet ? readers : new NodeSet(readers);
  }

  /** As `uses.size`, without making a set of them. */
  get useCount(): number {
    const { readers } = this;
    return readers === null ? 0 : readers instanceof NodeSet ? readers.size : 1;
  }

  get type(): TensorType | null {
    if (isLazy(this.#type)) {
      this.#type = this.#type.resolve();
    }
    return this.#type;
  }

  set type(type: TensorType | null) {
    this.#type = type;
  }

  /** The type as it was given, not worked out yet: for a fork to share. */
  get rawType(): LazyType {
    return this.#type;
  }
}

/** A type, or what finds it out once somebody asks. */
export type LazyType = TensorType | null | UnresolvedType;

export interface UnresolvedType {
  resolve(): TensorType | null;
}

function isLazy(type: LazyType): type is UnresolvedType {
  return type !== null && "resolve" in type;
}
