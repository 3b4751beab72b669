// Type and shape of every value, as plain data.
import type { Contradiction, ValueTypes } from "../analysis/shapes";
import type { DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import type { Shape } from "../ir/value";
import { namedGraphs } from "./named-graphs";
import { formatShape } from "./numbers";

export interface ValueRow {
  /** "main graph", or what it is called in. */
  readonly graph: string;
  readonly name: string;
  /** Null: unknown. */
  readonly dtype: DType | null;
  /** Numbers, names and sums of them, null for an unknown length; null where the rank is unknown. */
  readonly shape: Shape | null;
  /** Whether the file says all of it, or operators tell. */
  readonly source: "stated" | "inferred";
}

/** Of all graphs, in file order. */
export function valueRows(model: Model, types: ValueTypes): ValueRow[] {
  return namedGraphs(model).flatMap(({ graph, name }) =>
    [...graph.values].map((value) => ({ graph: name, name: value.name, ...types.of(value) })),
  );
}

/** Where the file states another type or shape than the operator makes, in a sentence each. */
export function contradictionTexts({ contradictions }: ValueTypes): string[] {
  return contradictions.map(({ value, stated, made }: Contradiction) => {
    const maker = value.producer?.op.name ?? "what is given to it";
    const told = typeText(stated.dtype, stated.shape);
    return `Value "${value.name}" is stated as ${told}, but ${maker} makes ${typeText(made.dtype, made.shape)}.`;
  });
}

function typeText(dtype: DType | null, shape: Shape | null): string {
  return `${dtype ?? "something"}${shape === null ? "" : ` ${formatShape(shape)}`}`;
}
