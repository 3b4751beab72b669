// What an operator is, said once for all who ask.
import type { ChannelFlow, NumbersOf } from "./channel-flow";
import type { Limits, Range } from "./clamp";
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import type { OperatorRow } from "./operator-row";
import type { PaddingRules } from "./padding";
import type { Tensor } from "./tensor";
import type { Dimension, Shape, Value } from "./value";
import type { Fact, Types } from "./fact";

/** What an operator is: what it makes, and what it takes at each of its inputs. */
export interface Operator extends Made, OperatorRow, PaddingRules {
  /** How channels flow through it; absent: that is not known. */
  readonly flow?: Flow;
  /** Where it keeps its input, if that is all it does; absent: it does something else. */
  readonly limits?: Range | Limits;
  /** Beyond which numbers its result is the same as at them; absent, or null: not known. */
  readonly saturation?: (node: Node) => Promise<Range | null>;
}

export type Flow = (node: Node, around: Surroundings) => ChannelFlow | Promise<ChannelFlow>;

/** What a flow may ask for besides its node. */
export interface Surroundings {
  readonly operator: Operator;
  /** What is known of a value's shape: what the file says, or what was worked out before. */
  readonly shapeOf: (value: Value) => Shape | null;
  /** The elements of a value that settings are read from; null where they are not known. */
  readonly numbersOf: NumbersOf;
}

export interface Made {
  /**
   * What is known of what a node makes; null: nothing. Outputs behind the last one are unknown.
   * @throws Unclear where the node is not as its operator demands.
   */
  readonly result: (node: Node, inputs: Facts) => Types | null;
  /** Inputs whose elements tell what shape the result has, −1 for the last one. */
  readonly contents?: readonly number[];
  /** Whether its result's elements are worked out where those of its inputs are known. */
  readonly computes?: boolean;
  /** Whether nothing is known of what it makes, nor how. */
  readonly isUntold?: boolean;
  /** Absent: none. */
  readonly macs?: Count;
  /** Absent: each of the graphs once. */
  readonly runs?: Runs;
  /** Whether its first output is its first input under another name or shape, of which runtimes make no copy. */
  readonly isView?: boolean;
}

/** Whether the elements of an input tell what shape a node's result has. */
export function isSetting({ contents }: Made, { inputs }: Node, input: number): boolean {
  return contents?.some((each) => (each < 0 ? each + inputs.length : each) === input) === true;
}

/** What is known of what a node reads. */
export interface Facts {
  readonly model: Model;
  readonly count: number;
  /** Of an input that is left out nothing is known. */
  at(input: number): Fact;
  has(input: number): boolean;
  /** The single element of a tensor in an attribute; null where there are more, or where it is not known. */
  element(tensor: Tensor): Dimension;
  /** What a graph makes when given these: a branch, the body of a loop, a function. */
  through(graph: Graph, inputs: readonly Fact[]): readonly Fact[];
}

/** Lengths of what a node reads and makes. */
export interface Lengths {
  /** Of an input that is left out there are none. */
  has(input: number): boolean;
  /** A length that is not known is NaN. @throws Unclear where the rank is not known. */
  input(position: number): readonly number[];
  output(position: number): readonly number[];
}

/** Multiply-accumulates of a node each time it runs; NaN where they are not known. @throws Unclear */
export type Count = (node: Node, lengths: Lengths) => number;

/** How a node runs graphs: one of them, or all of them so many times; null: nobody knows how many. */
export type Runs = "either" | ((node: Node, inputs: Facts) => Dimension);

/** The operators of one format; null: none of ours. */
export type OperatorOf = (node: Node) => Made | null;

/** A node that is not as its operator demands: nothing is known of what it makes. */
export class Unclear extends Error {}
