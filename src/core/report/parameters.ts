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
  readonly name: string;
  readonly dtype: DType;
  readonly elements: number;
  readonly bytes: number;
}

/**
 * What the operators between a constant and its reader said it is; the one next to the constant decides. "data": none
 * said anything, so that it depends on the constant.
 */
export type Use = "data" | "trained" | "setting";

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
  /** The largest parameter in it if it is used so; null where there is none. */
  readonly largest: Readonly<Record<Use, Parameter | null>>;
}

export interface SourceInput {
  readonly source: Source;
  /** What the node that reads it says it is. */
  readonly use: Use;
}

/** @param isQuantized Whether integers are codes of weights whatever their width. */
export function leaf(parameter: Parameter, trainedAsData: boolean, isQuantized = false): Source {
  const counted = Number.isNaN(parameter.elements) ? null : parameter;
  const largest = { data: trainedAsData ? counted : null, trained: counted, setting: null };
  const isIndices = !isQuantized && isIndexType(parameter.dtype);
  return { parameter, trainedAsData, isIndices, inputs: [], largest };
}

export function computed(inputs: readonly SourceInput[]): Source {
  const largest: Record<Use, Parameter | null> = { data: null, trained: null, setting: null };
  for (const { source, use } of inputs) {
    for (const later of ["data", "trained", "setting"] as const) {
      const parameter = source.largest[use === "data" ? later : use];
      if (parameter !== null && parameter.elements > (largest[later]?.elements ?? -1)) {
        largest[later] = parameter;
      }
    }
  }
  return { parameter: null, trainedAsData: false, isIndices: false, inputs, largest };
}

/** The constant as what it holds, where its reader says that its elements are something else. */
export function unpacked(source: Source, packed: Packed | undefined): Source {
  return packed === undefined || source.parameter === null
    ? source
    : leaf({ ...source.parameter, ...packed }, source.trainedAsData);
}

export function isIndexType(dtype: DType): boolean {
  return /^(u?int(32|64)|bool|string)$/.test(dtype);
}
