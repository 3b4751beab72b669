// What a dialect says of operators that compute in eight bits, the range of each value measured while it runs.
import type { Encoded } from "./dialect";
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import type { Value } from "./value";

/** Whole numbers, and the smallest and the largest real number that they stand for. */
export interface EightBitValue {
  readonly values: Value;
  readonly min: Value;
  readonly max: Value;
  /** 32 before a result is brought down to eight bits. */
  readonly bits: 8 | 32;
}

/** What a node becomes. */
export interface EightBitForm {
  /** The positions of the inputs that are read as whole numbers. */
  readonly inputs: readonly number[];
  /** Whether these may have 32 bits, which is more exact. */
  readonly readsWide: boolean;
}

/** The smallest and the largest value to reckon with; 0 lies between them. */
export type ValueRange = readonly [min: number, max: number];

/** Rewrites the nodes of one graph. */
export interface EightBitRewriter {
  /**
   * Moves ranges that are stated for results to where those are brought to eight bits, before anything is observed.
   * @param isFree Whether only readers know a node, and it may be rewritten.
   */
  hoistRanges(isFree: (node: Node) => boolean): Promise<void>;
  /** Learns the shape of what a node makes; to be called for each node, after those it reads from. */
  observe(node: Node): Promise<void>;
  /** What a node becomes. Null: nothing; a sentence: nothing, though others of its operator can. */
  form(node: Node): Promise<EightBitForm | string | null>;
  /** What a value was made of; null where it was not made of whole numbers. */
  stored(value: Value): EightBitValue | null;
  /** The 32 bits behind a value that only one node reads; null where there are none. */
  wide(value: Value): EightBitValue | null;
  /** Puts the eight bits of a constant beside it. */
  addConstant(value: Value, encoded: Encoded): EightBitValue;
  /** Has a value measured and brought to eight bits, by nodes before `before`. */
  quantize(value: Value, before: Node): EightBitValue;
  /** Has callers give an input in eight bits over a range. @returns whether the node is an input of floats. */
  quantizeInput(node: Node, range: ValueRange): boolean;
  /** Puts others in a node's place that make the same float at their end. Range null: that of the result is measured. */
  replace(node: Node, inputs: readonly EightBitValue[], range: ValueRange | null): void;
}

export type EightBitOperators = (model: Model, graph: Graph) => EightBitRewriter;
