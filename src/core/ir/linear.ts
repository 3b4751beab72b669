// What a dialect says of operators that can be folded: sums weighted by constants, and what scales and shifts them.
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import type { Tensor } from "./tensor";
import type { Value } from "./value";

/** Where the channels of a value lie. */
export interface ChannelPlace {
  /** The axis they run along; negative: from the end. */
  readonly channelAxis: number;
  /** Null where it is not known. */
  readonly rank: number | null;
}

/** A convolution or matrix product: every channel of its result is a weighted sum, perhaps with a bias. */
export interface Linear extends ChannelPlace {
  readonly weightInput: number;
  /** The axes of the weights that together index the channel, next to each other. Negative axes count from the end. */
  readonly outputAxes: readonly number[];
  /** Into how many groups the first axis of the weights is split, the output axes counting within one of them. */
  readonly groups: number;
  /** Null: the operator takes no bias, a node behind it adds one. */
  readonly biasInput: number | null;
  /** What the operator multiplies its bias by. */
  readonly biasFactor: number;
  /** Why nothing behind it can be taken in, as where it applies an activation; null: it can. */
  readonly closed: string | null;
  /** What its weights are applied to; its channels run along `channelAxis` too. */
  readonly data: {
    readonly input: number;
    readonly rank: number | null;
    /** The axis of the weights that its channels are multiplied with; null: not one axis. */
    readonly weightAxis: number | null;
    /** What the operator multiplies the weights by. */
    readonly factor: number;
    /** Whether there may be zeros around it, to which nothing is added. */
    readonly padded: boolean;
  };
}

/** A node that makes of one input x a multiple and adds to it, by values that may be constant. */
export type Affine = {
  /** What is applied to the sum before it is passed on; null: nothing. */
  readonly activation: string | null;
} & (
  | {
      /** x·o, x+o, x−o, o−x, x÷o */
      readonly kind: "multiply" | "add" | "subtract" | "subtractFrom" | "divide";
      readonly operand: Value;
      /** The axis a vector runs along; null: the operand is broadcast, its last dimension to the last. */
      readonly channelAxis: number | null;
    }
  | {
      /** (x − mean) ÷ √(variance + epsilon) · scale + offset */
      readonly kind: "normalize";
      readonly mean: Value;
      readonly variance: Value;
      /** Null: one. */
      readonly scale: Value | null;
      readonly offset: Value;
      readonly epsilon: number;
      readonly channelAxis: number;
    }
);

/** What a node does to each element of its one input. */
export type Unary = "copy" | "negate" | "reciprocal" | "sqrt" | "rsqrt";

/** Where a chain of nodes behind a linear node ended, which the linear node now takes in. */
export interface ChainEnd {
  readonly node: Node;
  /** What the chain made: its name is what readers and users know. */
  readonly output: Value;
  readonly name: string;
  /** The node of the chain that made it, which is gone; null: nothing of the chain ended here. */
  readonly last: Node | null;
  readonly activation: string | null;
  /** A constant that may be read where the node is. */
  readonly near: Value;
  /** The node that stood behind the chain's last one; null: it was the last. */
  readonly before: Node | null;
  /** To be added where the operator takes no bias; null: nothing. */
  readonly bias: Tensor | null;
}

export interface LinearOperators {
  /** Null: not such a node. A sentence: one that cannot take in what follows, and why. */
  linear(node: Node): Linear | string | null;
  /** What a node makes of that input. Null: not such a node. A sentence: one that must stay, and why. */
  affine(node: Node, input: number): Affine | string | null;
  unary(node: Node): Unary | null;
  /** The shape of what a node makes of an input of that shape, whose elements keep their order; null: not such a node. */
  reshaped(node: Node, shape: readonly number[]): readonly number[] | null;
  /** What a node puts one behind the other along an axis; null: not such a node, or the axis is not known. */
  joined(node: Node): Promise<{ readonly axis: number; readonly inputs: readonly (Value | null)[] } | null>;
  /** Whether a node that is more than movement leaves the channels of its first input apart and in their place. */
  keepsChannels(node: Node, place: ChannelPlace): boolean;
  /** Why this node cannot have that activation; null where it can. */
  activationObstacle(node: Node, activation: string): string | null;
  /** Why the elements of a constant cannot be changed; null where they can. */
  constantObstacle(value: Value): string | null;
  setConstant(value: Value, tensor: Tensor): void;
  /** A constant that a node can read where it can read `near`. */
  addConstant(model: Model, graph: Graph, name: string, tensor: Tensor, near: Value): Value;
  setBias(graph: Graph, node: Node, input: number, bias: Value): void;
  /** Makes a node stand for a chain behind it that has been taken out, and removes its old output. */
  takeOver(model: Model, graph: Graph, end: ChainEnd): void;
}
