// What a dialect says of channels: for each node, how indices along the axes of its inputs, weights and outputs belong
// together, so that a whole channel can be taken out of all of them. Negative axes count from the end.
import type { Node } from "./node";
import type { Shape, Value } from "./value";

/** A number the file states that counts elements along an axis, such as one length of a Reshape's target. */
export interface Place {
  /** The input that is a constant holding it; null: an attribute. */
  readonly input: number | null;
  readonly attribute: string | null;
  /** Its position in the constant or list; null: the attribute is the number. */
  readonly index: number | null;
}

/** A length a reshape asks for; "same": that of the input at this position, null: what is left over. */
export type TargetLength = number | "same" | null;

export type ChannelFlow =
  | {
      /** Sums over the channels of the data, weighted: what goes in and what comes out are different channels. */
      readonly kind: "linear";
      readonly data: number;
      readonly dataAxis: number;
      readonly weight: number;
      readonly weightInputAxis: number;
      readonly weightOutputAxis: number;
      /** Input and output channels are split into so many groups, each with its own sums. */
      readonly groups: number;
      /** Whether that axis of the weights counts within a group rather than over all of them. */
      readonly inputsByGroup: boolean;
      readonly outputsByGroup: boolean;
      /** Whether the data is first flattened so that its last axis is as long as the weights' input axis. */
      readonly flattens: boolean;
      readonly outputAxis: number;
      /** Biases and scales: inputs whose last axis runs along the output channels. */
      readonly vectors: readonly number[];
      readonly places: readonly Place[];
    }
  | {
      /** Output channel c·m + i depends on input channel c alone. */
      readonly kind: "depthwise";
      readonly data: number;
      readonly axis: number;
      readonly weight: number;
      readonly weightAxis: number;
      readonly multiplier: number;
      /** Whether the axis of the weights counts output channels rather than input channels. */
      readonly weightByOutput: boolean;
      readonly vectors: readonly number[];
      /** Numbers that count input channels. */
      readonly places: readonly Place[];
    }
  | {
      /** Inputs are broadcast against each other, their last axes aligned. */
      readonly kind: "elementwise";
      readonly inputs: readonly number[];
    }
  | {
      /** Every axis of the first output is that of the data. */
      readonly kind: "passes";
      readonly data: number;
      /** Axes along which elements are computed from each other. */
      readonly mixes: readonly number[];
      /** Inputs with one element for each index of an axis. */
      readonly vectors: { readonly axis: number; readonly inputs: readonly number[] } | null;
      /** The vector that each channel is multiplied by after it was normalized. */
      readonly normalizationScale?: number;
      /** What stored elements become numbers by. */
      readonly quantized?: { readonly scale: number; readonly zeroPoint: number | null };
      /** Numbers that count the elements along an axis. */
      readonly counted?: { readonly axis: number; readonly places: readonly Place[] };
    }
  | {
      /** So many zeros or copies are added before and behind the indices of an axis. */
      readonly kind: "pads";
      readonly data: number;
      readonly axis: number;
      readonly before: number;
      readonly behind: number;
      readonly beforePlaces: readonly Place[];
      readonly behindPlaces: readonly Place[];
      /** Whether what is added is the same for all of them. */
      readonly isConstant: boolean;
    }
  | {
      /** One value everywhere, in the shape given: any of it may go. */
      readonly kind: "fills";
      readonly axis: number;
      readonly places: readonly Place[];
    }
  | {
      /** Its result is how long the axes of the data are. */
      readonly kind: "measures";
      readonly data: number;
    }
  | {
      /** The indices from start on, before stop. */
      readonly kind: "takes";
      readonly data: number;
      readonly axis: number;
      readonly start: number;
      readonly stop: number;
      /** Where the bounds stand; those that are not said count from the other end and need not change. */
      readonly startPlaces: readonly Place[];
      readonly stopPlaces: readonly Place[];
      /** Whether what stands there is the number of indices, not the index behind them. */
      readonly stopIsLength: boolean;
      /** Other axes that are taken whole, and where their lengths stand. */
      readonly whole: readonly (readonly [axis: number, place: Place])[];
    }
  | {
      /** Axis i of the output is axis axes[i] of the data; null: new, of length 1. Axes not named are reduced or gone. */
      readonly kind: "moves";
      readonly data: number;
      readonly axes: readonly (number | null)[];
    }
  | { readonly kind: "concatenates"; readonly inputs: readonly number[]; readonly axis: number }
  | {
      readonly kind: "splits";
      readonly data: number;
      readonly axis: number;
      /** Null: equal parts. */
      readonly sizes: readonly number[] | null;
      readonly parts: number;
      /** For each part, where its size stands; null: nowhere. */
      readonly places: readonly Place[] | null;
    }
  | {
      readonly kind: "reshapes";
      readonly data: number;
      readonly target: readonly TargetLength[];
      /** For each length of the target, where it stands. */
      readonly places: readonly (readonly Place[])[];
    }
  | {
      /** As `reshapes`, with a target that other nodes compute. */
      readonly kind: "reshapesTo";
      readonly data: number;
      /** The input that is the target. */
      readonly target: number;
      /** Whether 0 in it asks for the length of the data at this position. */
      readonly zeroCopies: boolean;
    }
  /** It has nothing to do with channels, or makes what it makes from nothing. */
  | { readonly kind: "none" }
  | { readonly kind: "blocks"; readonly reason: string };

export type NumbersOf = (value: Value | null | undefined) => Promise<readonly number[] | null>;

export interface ChannelFlows {
  /**
   * @param shapeOf What is known of a value's shape: what the file says, or what was worked out before.
   * @param numbersOf The elements of a value that settings are read from; null where they are not known.
   */
  flow(node: Node, shapeOf: (value: Value) => Shape | null, numbersOf?: NumbersOf): Promise<ChannelFlow>;
  /** Why slices of a constant cannot be taken out; null where they can. */
  constantObstacle(value: Value): string | null;
  /** Gives a value another shape, wherever the file states it. */
  storeShape(value: Value, shape: readonly Shape[number][]): void;
}
