// What a dialect says of computing in float16 where a model computes in float32.
import type { DType } from "./dtype";
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import type { Tensor } from "./tensor";
import type { Value } from "./value";

/** Where a body gives a result. */
export interface BodyOutput {
  readonly graph: Graph;
  readonly index: number;
}

/** Places at a node that have one element type: where one becomes float16, all do. Bodies are those it holds or calls. */
export interface Tie {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** What bodies are given. */
  readonly bodyInputs: readonly Value[];
  readonly bodyOutputs: readonly BodyOutput[];
  /** Why it has to stay float32; null: it may be float16. */
  readonly obstacle: string | null;
}

/**
 * cast: the result has the elements of the first input in another type. fill: it repeats one element of the node's
 * attributes. count: it counts from one number to another.
 */
export type Making = "cast" | "fill" | "count";

export interface HalfPrecision {
  /** Why all of the model has to stay as it is; null: it may change. */
  readonly obstacle: string | null;
  /** The places of one type at a node; a sentence where its types are not known. */
  ties(node: Node): readonly Tie[] | string;
  /** The body that a node calls, as others may; null for other nodes. Its outputs keep their names. */
  callee(node: Node): Graph | null;
  /** The element type of an output that is in no tie; null: the node does not say. */
  outputType(node: Node, output: number): DType | null;
  making(node: Node): Making | null;
  /** The element that a node fills its result with; null: there is none to be read. */
  filling(node: Node): Tensor | null;
  setFilling(node: Node, element: Tensor): void;
  /** Has a cast give another type. */
  setTarget(node: Node, dtype: DType): void;
  /** Adds a node at the end of a graph that makes a value of that type of another. */
  addCast(graph: Graph, from: Value, to: Value, dtype: DType): Node;
  addConstant(graph: Graph, name: string, tensor: Tensor): Value;
}

/** Made for one model. */
export type HalfPrecisionOf = (model: Model) => HalfPrecision;
