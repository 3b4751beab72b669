// What a dialect says of nodes whose results are known before the model runs.
import type { DType } from "./dtype";
import type { Graph } from "./graph";
import type { EditableModel } from "./model";
import type { Node } from "./node";
import type { Tensor } from "./tensor";
import type { Value } from "./value";

/** What is known of a value before the model runs: at least its type, in every dimension. */
export interface Known {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** What an operator makes of what is known. */
export interface Result extends Known {
  /** Whose elements it is made of. */
  readonly from: readonly Known[];
  /**
   * Makes the elements, little endian, of those of `from`; null: only the type is known.
   * @throws Refusal
   */
  readonly compute: ((elements: readonly Uint8Array[]) => Uint8Array) | null;
  /** How often two numbers are multiplied for that, where it is more than once for each element. */
  readonly products?: number;
}

/** What computes a result that has the elements of its one input: nothing has to be read for it. */
export const sameElements = ([elements]: readonly Uint8Array[]): Uint8Array => elements!;

/** Why something is not computed ahead, as a short sentence for people. */
export class Refusal extends Error {}

/** The elements of a known value, or null where only its type is known. */
export type ElementsOf = (known: Known) => Promise<Uint8Array | null>;

/** A node that runs one of two graphs nested in it. */
export interface Choice {
  readonly condition: Value;
  /** Puts the nodes of one of them in its place. @returns why they cannot be; null where they are. */
  take(isTrue: boolean): string | null;
}

export interface Folding {
  /**
   * What a node makes of its inputs, of which null are unknown or left out; outputs that stay unknown are null. Null:
   * nothing is known about such a node.
   * @throws Refusal
   */
  results(
    node: Node,
    inputs: readonly (Known | null)[],
    elementsOf: ElementsOf,
  ): Promise<readonly (Result | null)[] | null>;
  /** What finds the nodes of a model that choose between graphs nested in them; null for other nodes. */
  choices(model: EditableModel): { of(graph: Graph, node: Node): Choice | null };
  /** The shape that the file demands of what is fed to it; null where a value may have another one. */
  demandedShape(model: EditableModel, graph: Graph, value: Value): readonly number[] | null;
  /** What a node takes up in the file at least. */
  nodeBytes(node: Node): number;
  /** What a computed value takes up at least, besides the nodes that name it. */
  valueBytes(value: Value): number;
  /** What a constant takes up besides its elements at least; some bytes more for large dimensions. */
  constantBytes(name: string, shape: readonly number[]): number;
  /** Nodes that others name besides reading them, and those others: what is named may go when they do. */
  namedBy(model: EditableModel): ReadonlyMap<Node, readonly Node[]>;
  /** Puts constants in the place of a node, one for each output that is read. */
  replace(model: EditableModel, graph: Graph, node: Node, constants: readonly { value: Value; tensor: Tensor }[]): void;
}
