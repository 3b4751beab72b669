import type { AttributeDefaults } from "./attribute-defaults";
import type { AttributeManual } from "./attribute-manual";
import type { Bodies } from "./bodies";
import type { Clamps } from "./clamp";
import type { ChannelFlows } from "./channel-flow";
import type { CodebookOperators } from "./codebook";
import type { Compose } from "./composition";
import type { DType } from "./dtype";
import type { EffectsOf } from "./effects";
import type { EightBitOperators } from "./eight-bit";
import type { Folding } from "./folding";
import type { Graph } from "./graph";
import type { HalfPrecisionOf } from "./half-precision";
import type { LinearOperators } from "./linear";
import type { Model } from "./model";
import type { Node } from "./node";
import type { Offer } from "./offer";
import type { Paddings } from "./padding";
import type { Quantization } from "./quantization";
import type { Remarks } from "./remarks";
import type { SparseConstants } from "./sparse";
import type { Tensor } from "./tensor";
import type { Target } from "./target";
import type { TensorType, Value } from "./value";
import type { WeightEncoder } from "./weight-encoder";

/** What a node is to a transform or a report, whatever the format calls its operator. */
export type Role =
  | "conv"
  | "depthwiseConv"
  | "transposedConv"
  | "dense"
  | "embedding"
  | "recurrent"
  | "normalization"
  | "activation"
  | "pool"
  | "shape" // moves elements without changing them: reshape, transpose, concat, slice
  | "elementwise"
  | "reduction"
  | "identity"
  | "constant"
  | "variable" // holds weights that are not in the graph
  | "input" // feeds data in: placeholders, iterators, readers of files
  | "quantize"
  | "dequantize"
  | "controlFlow"
  | "sideEffect" // there for what it does, not for what it makes: save, print, assert, assign
  | "random"
  | "custom" // an operator from outside the format
  | "other";

/** What an operator takes at one of its inputs, if that is a constant. */
export type Operand =
  | {
      readonly kind: "weight";
      /** Axes that together index the output channel. */
      readonly outputAxes: readonly number[];
      /** The axis of what is multiplied and summed up to one output; null where there is none. */
      readonly inputAxis: number | null;
      /** What it holds where one element of the tensor holds several weights, or a part of one. */
      readonly packed?: Packed;
    }
  | { readonly kind: "bias" }
  | { readonly kind: "statistic" } // of a normalization: scale, offset, mean, variance
  | { readonly kind: "setting" } // not trained: a bound, a shape, the scale of a quantized tensor
  | { readonly kind: "state" } // what recurrence begins with
  | { readonly kind: "data" };

/** Weights that a format stores as elements of another type. */
export interface Packed {
  readonly dtype: DType;
  readonly elements: number;
}

/** Trained numbers that a node holds itself, in its attributes. */
export interface Coefficients extends Packed {
  /** Of the attribute. */
  readonly name: string;
  /** The same for all nodes that have it from the same place of a file. */
  readonly key: object;
  readonly bytes: number;
}

export interface Endpoint {
  readonly value: Value;
  /** What users pass to tools: as the format's own tools print it, without ":0". */
  readonly name: string;
  /** Null where the file does not say. */
  readonly type: TensorType | null;
  /** Why it is an input or output, for people: "declared by the graph". */
  readonly reason: string;
  /** The signature it belongs to and what that calls it; null where the file has none. */
  readonly signature: { readonly key: string; readonly alias: string } | null;
  /** The graph it belongs to, where a file has several; null for the main graph. */
  readonly graph: string | null;
}

export interface Endpoints {
  readonly inputs: readonly Endpoint[];
  readonly outputs: readonly Endpoint[];
  /** What looked like an endpoint and is none: only where endpoints are inferred. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** The inputs and outputs a model is cut down to. */
export interface Cut {
  readonly outputs: readonly CutValue[];
  /** Null: the inputs stay. A value inside the graph becomes an input. */
  readonly inputs: readonly CutValue[] | null;
}

export interface CutValue {
  readonly value: Value;
  /** As it is to be declared; null where the format declares none, or its file says more of it than a type can. */
  readonly type: TensorType | null;
}

/** The integers that elements become, both inclusive. */
export interface Codes {
  readonly min: number;
  readonly max: number;
}

/** A form in which a format can store a float constant in fewer bits, its readers seeing floats as before. */
export interface Encoding {
  readonly dtype: DType;
  /**
   * symmetric: the largest magnitude decides, 0 is the middle code. asymmetric: the smallest and the largest element
   * do, and a zero point says which code is 0. minFirst: TensorFlow's unsigned form over a range. cast: converted, not
   * scaled.
   */
  readonly arithmetic: "symmetric" | "asymmetric" | "minFirst" | "cast";
  /** Null for what is not scaled to codes: minFirst and cast. */
  readonly codes: Codes | null;
  /** One scale a slice along this axis; null: one for the tensor. */
  readonly axis: number | null;
  /** One scale for so many elements along the axis, at each place along the others; absent: for each slice. */
  readonly blockSize?: number;
  /** What the scales are stored as; absent: float32. */
  readonly scaleType?: "float16";
  /** Whether a matrix is stored column by column, each filled up with zeros to whole blocks. */
  readonly byColumns?: boolean;
  /** How ties round: as the format's own tools do it. */
  readonly rounding: "halfAway" | "halfEven";
  /** Whether operators that could take the codes get floats, as their activations are to stay so. */
  readonly activations?: Activations;
  /** What it costs besides the elements: nodes, scales, names. In bytes of the file, estimated from above. */
  readonly overheadBytes: number;
  /** For people: "per channel, with DequantizeLinear". */
  readonly description: string;
}

/** The elements of an encoded constant and how to get the floats back. */
export interface Encoded {
  readonly data: Tensor;
  readonly quantization: Quantization | null;
  /** minFirst only. */
  readonly range: { readonly min: number; readonly max: number } | null;
}

/**
 * What operators that read weights in eight bits or four do with floats: make eight bits of them as they run (int8), or
 * get floats for weights as well (float), or that only where they would be coarse (auto).
 */
export type Activations = "int8" | "float" | "auto";

export interface EncodingRequest {
  readonly bits: "int8" | "int4" | "float16";
  readonly perChannel: boolean;
  /** Blocks of so many elements, each with a scale; absent: no blocks. */
  readonly blockSize?: number;
  /** Whether a zero point makes use of all codes where elements lie to one side of 0. */
  readonly asymmetric?: boolean;
  /** Whether one of the eight bits stays free, for processors that add products in 16 bits. */
  readonly reducedRange?: boolean;
  /** Along which axis its output channels lie, if all who read it in the end agree on one; absent: none. */
  readonly channelAxis?: number;
  /** Whether channels have scales of their own though their readers know one: by an operator before those. */
  readonly ownScales?: boolean;
  /** TFLite; absent: int8. */
  readonly activations?: Activations;
  readonly target: Target;
}

/** A constant of 16-bit floats, and the same as float32. */
export interface Widening {
  readonly source: Value;
  /** @param storedBytes What it is to count as; absent: what float32 takes. */
  wide(storedBytes?: number): Tensor;
}

/** What operators and constants mean in one format, for those who look at a model and leave it as it is. */
export interface Meaning {
  /** Whether nodes must stand after the nodes they read. */
  readonly ordered: boolean;
  /** Whether nodes name what they read, so that no two values may share a name. */
  readonly uniqueNames: boolean;
  /** Whether constants are listed among the graph's inputs without being any. */
  readonly constantsAreInputs: boolean;
  /** Whether a constant of one element that has a rank is more than a setting such as an epsilon: those have none. */
  readonly numbersAreScalars: boolean;
  readonly linearOperators: Pick<LinearOperators, "affine" | "unary">;
  readonly bodies: Pick<Bodies, "bindings">;
  role(node: Node): Role;
  /** How many outputs a node has, those included that nothing names; null where the file does not tell. */
  outputCount(model: Model, node: Node): number | null;
  /** What runtimes do for nodes besides computing them. */
  readonly effects: EffectsOf;
  operand(node: Node, input: number): Operand;
  coefficients(node: Node): readonly Coefficients[];
  endpoints(model: Model): Endpoints;
  /** How a node computes where the types of what it reads do not tell, for people; null where they do. */
  arithmeticOf(node: Node): string | null;
  /** What a node's attributes say, and those that it leaves out. */
  readonly attributeManual: AttributeManual;
  /** What its operator does, in one line for people; null where that is not known. */
  operatorNote(node: Node): string | null;
  /** Whether a node gets this node's output only in the next turn of a loop. */
  closesLoop(from: Node, to: Node): boolean;
}

/** What a format knows besides of its models, so that a transform is written once. */
export interface Dialect extends Meaning, WeightEncoder {
  readonly linearOperators: LinearOperators;
  readonly bodies: Bodies;
  readonly remarks: Remarks;
  readonly folding: Folding;
  readonly paddings: Paddings;
  readonly clamps: Clamps;
  readonly channelFlows: ChannelFlows;
  /** Those to write out. */
  readonly attributeDefaults: Offer<AttributeDefaults>;
  readonly eightBitOperators: Offer<EightBitOperators>;
  /** What computes in float16. */
  readonly halfPrecision: Offer<HalfPrecisionOf>;
  /** Whether a value is named after the node that makes it. */
  readonly namesByNode: boolean;
  /** Whether a file says of what type its outputs are. */
  readonly typesOutputs: boolean;
  /**
   * What values hold for certain, as the file states it or what makes and reads them tells; null where that is not known.
   * @param inferred what operators make of what they are given.
   */
  elementTypes(model: Model, inferred: (value: Value) => DType | null): (value: Value) => DType | null;
  /** A value for an output that nothing names yet. */
  nameOutput(node: Node, position: number): Value;
  /** Declares the inputs and outputs of a cut where the format has such declarations; the graph is stripped after. */
  applyCut(model: Model, cut: Cut): void;
  /** Why steps cannot change weights that the graph names and does not hold; null where it holds all of them. */
  weightsElsewhere(model: Model): string | null;
  /** Why nodes that no output needs must stay all the same; null where they may go. */
  stripObstacle(model: Model): string | null;
  /**
   * The value that the node's first output always equals; why a node that looks so has to stay; null for the others.
   * @param asked Whether its operator was named: some do something besides that is not given up otherwise.
   */
  passThrough(node: Node, asked: boolean): Promise<Value | string | null>;
  /** What a node makes float32 of 16-bit floats, where that is all it does; null for other nodes. */
  widening(node: Node): Widening | null;
  /** Null where no two operators in a row are made one. */
  readonly compose: Compose | null;
  /** Nodes and values that the file names in other places than the edges of a graph, and why they have to stay. */
  pinned(model: Model): ReadonlyMap<Node | Value, string>;
  /** Whether constants of their own can share the bytes they are stored in. */
  readonly sharesStorage: boolean;
  /** Whether a constant's type, elements and scales are all there is to it. */
  isPlainConstant(value: Value): boolean;
  /** What a node computes from its inputs, as text that others share only if they compute the same; null: unknown. */
  computation(node: Node): string | null;
  /** Weights for operators that quantize their activations as they run. */
  readonly dynamicWeights: Offer<WeightEncoder>;
  readonly codebooks: CodebookOperators;
  readonly sparseConstants: Offer<SparseConstants>;
  /** Why the elements of a float constant must stay; null where others may take their place. */
  elementsObstacle(model: Model, graph: Graph, value: Value): string | null;
  /** Gives a constant other elements of the same type and shape. */
  storeElements(value: Value, tensor: Tensor): void;
}
