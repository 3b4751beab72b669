// What a parameter is, and of which a value is computed before the model runs.
//
// A parameter is one number that training or fitting found and that computing the model's outputs uses, counted once
// however often it is used or stored, whatever it takes up:
//   - weights, biases, and the scale, offset, mean and variance of a normalization, whatever their type; those packed
//     into bytes as the weights they are (MatMulNBits); coefficients in attributes of classical operators;
//   - other constants of more than one element that are floats or quantized, since nothing says that they are not;
//   - what a variable holds, not its initial value beside it.
// None: scales and zero points of quantized tensors, epsilons, bounds and other settings, shapes, indices, tables of
// rotary positions, the zeros that recurrence begins with, and in a SavedModel what no output needs, as an optimizer's
// moments. It is the sum that Keras gives as count_params() and scikit-learn as the sizes of its fitted arrays.
import type { Packed } from "../ir/dialect";
import type { DType } from "../ir/dtype";

export interface Parameter {
  /** The same object for every node that uses the same bytes. */
  readonly key: object;
  readonly dtype: DType;
  readonly elements: number;
  readonly bytes: number;
}

/**
 * What the operators between a constant and its reader said it is; the one next to the constant decides. "data": none
 * said anything, so that it depends on the constant.
 */
export type Use = "data" | "trained" | "setting";

/** The largest parameter in a source, by how that is used; null where there is none. */
export type Largest = Readonly<Record<Use, Parameter | null>>;

/** Of what a value is computed before the model runs. */
export interface Source {
  /** The constant itself; null where it is computed from others. */
  readonly parameter: Parameter | null;
  /** Whether the constant counts as a parameter where no operator says what it is. */
  readonly trainedAsData: boolean;
  /** Whether it is integers that are no codes of weights: the lengths of a shape, indices, a vocabulary. */
  readonly isIndices: boolean;
  /** What it is computed from. */
  readonly inputs: readonly SourceInput[];
  readonly largest: Largest;
  /** Whether no second node can come upon it, unless by way of another source. */
  readonly isReadOnce: boolean;
}

export interface SourceInput {
  readonly source: Source;
  /** What the node that reads it says it is. */
  readonly use: Use;
}

/** A constant or variable. Large graphs have a million: it is its own parameter, and record of what is largest in it. */
class Leaf implements Source, Largest, Parameter {
  readonly key: object;
  readonly dtype: DType;
  readonly elements: number;
  readonly bytes: number;

  constructor(
    { key, dtype, elements, bytes }: Parameter,
    readonly trainedAsData: boolean,
    readonly isIndices: boolean,
    readonly isReadOnce: boolean,
  ) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
    this.bytes = bytes;
  }

  get parameter(): Parameter {
    return this;
  }

  get inputs(): readonly SourceInput[] {
    return NO_INPUTS;
  }

  get largest(): Largest {
    return this;
  }

  get data(): Parameter | null {
    return this.trainedAsData ? this.trained : null;
  }

  get trained(): Parameter | null {
    return Number.isNaN(this.elements) ? null : this;
  }

  get setting(): Parameter | null {
    return NONE;
  }
}

const NO_INPUTS: readonly SourceInput[] = [];
const NONE: Parameter | null = null;
const NO = false;
const USES = ["data", "trained", "setting"] as const;

/** @param isQuantized Whether integers are codes of weights whatever their width. */
export function leaf(
  parameter: Parameter,
  trainedAsData: boolean,
  { isQuantized = false, isReadOnce = false } = {},
): Source {
  return new Leaf(parameter, trainedAsData, !isQuantized && isIndexType(parameter.dtype), isReadOnce);
}

/** What a node makes of what it reads. */
class Computed implements Source, Record<Use, Parameter | null> {
  readonly inputs: readonly SourceInput[];
  data: Parameter | null = null;
  trained: Parameter | null = null;
  setting: Parameter | null = null;

  constructor(
    inputs: readonly SourceInput[],
    readonly isReadOnce: boolean,
  ) {
    this.inputs = inputs.length === 0 ? NO_INPUTS : inputs.slice(); // a list that grew has room for more
    for (const { source, use } of inputs) {
      for (const later of USES) {
        const parameter = source.largest[use === "data" ? later : use];
        if (parameter !== null && parameter.elements > (this[later]?.elements ?? -1)) {
          this[later] = parameter;
        }
      }
    }
  }

  get parameter(): Parameter | null {
    return NONE;
  }

  get trainedAsData(): boolean {
    return NO;
  }

  get isIndices(): boolean {
    return NO;
  }

  get largest(): Largest {
    return this;
  }
}

export function computed(inputs: readonly SourceInput[], isReadOnce = false): Source {
  return new Computed(inputs, isReadOnce);
}

/** The constant as what it holds, where its reader says that its elements are something else. */
export function unpacked(source: Source, packed: Packed | undefined): Source {
  return packed === undefined || source.parameter === null
    ? source
    : leaf({ key: source.parameter.key, bytes: source.parameter.bytes, ...packed }, source.trainedAsData, {
        isReadOnce: true,
      });
}

const INDEX_TYPES: ReadonlySet<DType> = new Set(["int32", "int64", "uint32", "uint64", "bool", "string"]);

export function isIndexType(dtype: DType): boolean {
  return INDEX_TYPES.has(dtype);
}
