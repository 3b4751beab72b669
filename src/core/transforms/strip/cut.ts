// The inputs and outputs a model is cut down to, as a user names them.
import { inferTypes } from "../../analysis/shapes";
import type { Context } from "../../context";
import type { DType } from "../../ir/dtype";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { CutValue } from "../../ir/dialect";
import type { TensorType, Value } from "../../ir/value";
import type { Change } from "../transform";
import { flagOf } from "../parameters";
import { NamedValues } from "./named-values";

/** What of a model's interface stays. Empty: everything, as it is. */
export interface Interface {
  readonly signatures: readonly string[];
  readonly outputs: readonly string[];
  readonly outputTypes: readonly string[];
  readonly inputs: readonly string[];
  readonly types: readonly string[];
  readonly shapes: string;
}

export const DTYPES = [
  "float32",
  "float16",
  "float64",
  "int8",
  "uint8",
  "int16",
  "int32",
  "int64",
  "bool",
  "string",
] as const;

/**
 * Restricts the model's interface to what was asked for.
 * @returns the values to start from, and the inputs that are made by nodes of their own.
 * @throws ModelError where what was asked for cannot be.
 */
export async function cut(
  model: EditableModel,
  asked: Interface,
  context: Context,
): Promise<{ roots: readonly Value[]; changes: readonly Change[] }> {
  const { outputs, inputs } = asked;
  keepSignatures(model, asked.signatures, context);
  const declared = [...new Set(model.dialect.endpoints(model).outputs.map(({ value }) => value))];
  if (outputs.length === 0 && inputs.length === 0) {
    return { roots: declared, changes: [] };
  }
  const names = new NamedValues(model, context);
  // TensorFlow's own tool writes the types it is told.
  const isFixed = model.dialect.typesOutputs;
  const kept = outputs.length === 0 ? declared : outputs.map((name) => names.find(name, "output"));
  const given = inputs.map((name) => names.find(name, "input"));
  const typeOf = await typesOf(model, [...kept, ...given]);
  const outputTypes = perName(asked.outputTypes, outputs, "outputTypes");
  const results = kept.map((value, index): CutValue => {
    const type = statedType(value, typeOf(value), isFixed, outputTypes[index], undefined);
    if (type === null && outputs.length > 0 && model.dialect.typesOutputs) {
      throw unknownType(value.name, "outputTypes");
    }
    return { value, type };
  });
  const dtypes = perName(asked.types, inputs, "types");
  const dimensions = perName(asked.shapes === "" ? [] : asked.shapes.split(";"), inputs, "shapes");
  const starts = given.map((value, index): CutValue => {
    const type = statedType(value, typeOf(value), isFixed, dtypes[index], dimensions[index]);
    if (type === null) {
      throw unknownType(value.name, "types");
    }
    return { value, type };
  });
  const once = new Map(starts.map((start) => [start.value, start]));
  const twice = starts.find((start) => once.get(start.value) !== start);
  if (twice !== undefined) {
    throw new ModelError("parameter", `The input "${twice.value.name}" is named twice; name it once.`, "inputs");
  }
  const before = starts.map(({ value }) => ({ producer: value.producer, type: JSON.stringify(value.type) }));
  model.dialect.applyCut(model, { outputs: onceEach(results), inputs: inputs.length === 0 ? null : starts });
  const changes = starts.flatMap(({ value }, index): Change[] => {
    const { producer, type } = before[index]!;
    const isSame = producer === value.producer;
    return value.producer === null || (isSame && type === JSON.stringify(value.type))
      ? []
      : [{ kind: isSame ? "rewritten" : "added", subject: `input ${value.name}`, bytesBefore: 0, bytesAfter: 0 }];
  });
  return { roots: [...kept, ...starts.map(({ value }) => value)], changes };
}

/** What the file states of these stays as it is stated; what it leaves out is inferred. */
async function typesOf(model: EditableModel, values: readonly Value[]): Promise<(value: Value) => TensorType | null> {
  const isStated = ({ type }: Value) => type !== null && type.dtype !== "opaque" && type.shape !== null;
  const types = values.every(isStated) ? null : await inferTypes(model);
  const dtypeOf = model.dialect.elementTypes(model, (value) => types?.of(value).dtype ?? null);
  return (value) => {
    const stated = value.type;
    const dtype = dtypeOf(value);
    const shape = stated?.shape ?? types?.of(value).shape ?? null;
    return dtype === null ? null : dtype === stated?.dtype && shape === stated.shape ? stated : { dtype, shape };
  };
}

/** An output that is named twice, or by two of its names, is one output. */
function onceEach(outputs: readonly CutValue[]): CutValue[] {
  const seen = new Set<Value>();
  return outputs.filter(({ value }) => !seen.has(value) && seen.add(value));
}

function unknownType(name: string, parameter: keyof Interface): ModelError {
  const what = `What type "${name}" has cannot be told from the model: state it in ${parameter}`;
  return new ModelError("parameter", `${what} (--${flagOf(parameter)} float32).`, parameter);
}

function keepSignatures(model: EditableModel, keys: readonly string[], context: Context): void {
  const known = model.signatures.map(({ key }) => key);
  const missing = keys.find((key) => !known.includes(key));
  if (missing !== undefined) {
    const there = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
    throw new ModelError("parameter", `The model has no signature "${missing}"; ${there}.`, missing);
  }
  if (keys.length > 0) {
    const { bodies } = model.dialect;
    const before = startedBy(model);
    model.signatures = model.signatures.filter(({ key }) => keys.includes(key));
    const [main] = model.graphs;
    const [next, ...others] = startedBy(model);
    // What runs without a signature was for one that goes: from now on that is for one that stays.
    if (next !== undefined && before.has(main!) && ![next, ...others].includes(main!)) {
      const obstacle = bodies.obstacle(model, new Set([main!]));
      if (obstacle === null) {
        bodies.putFirst(model, next);
      } else {
        context.note(main!.name, obstacle);
      }
    }
  }
}

/** The graphs that signatures start. */
function startedBy(model: EditableModel): ReadonlySet<Graph> {
  return new Set(model.signatures.flatMap((signature) => model.dialect.bodies.startOf(model, signature) ?? []));
}

/** One entry serves all names; else there is one for each. */
function perName(
  entries: readonly string[],
  names: readonly string[],
  parameter: "types" | "shapes" | "outputTypes",
): readonly (string | undefined)[] {
  if (entries.length > 1 && entries.length !== names.length) {
    const what = parameter === "outputTypes" ? "outputs" : "inputs";
    throw new ModelError(
      "parameter",
      `${parameter} has ${entries.length} entries for ${names.length} ${what}; give one, or one each.`,
      parameter,
    );
  }
  return names.map((_, index) => entries[entries.length === 1 ? 0 : index]);
}

/**
 * Null: not known, and nothing was stated that would tell.
 * @throws ModelError where the model tells another type than the one stated, and types are fixed.
 */
function statedType(
  value: Value,
  known: TensorType | null,
  isFixed: boolean,
  dtype: string | undefined,
  shape: string | undefined,
): TensorType | null {
  if (dtype === undefined && (shape === undefined || known === null)) {
    return known;
  }
  if (dtype !== undefined && !(DTYPES as readonly string[]).includes(dtype)) {
    throw new ModelError("parameter", `"${dtype}" is no element type; use one of ${DTYPES.join(", ")}.`, "types");
  }
  if (isFixed && dtype !== undefined && known !== null && known.dtype !== "opaque" && known.dtype !== dtype) {
    const what = `"${value.name}" is ${known.dtype}, by what the file says or makes of it`;
    throw new ModelError("parameter", `${what}: it cannot be ${dtype}; leave its type as it is.`, value.name);
  }
  const dimensions = shape?.trim() === "" ? [] : shape?.split(",").map((each) => parseDimension(each.trim()));
  return { dtype: (dtype as DType | undefined) ?? known!.dtype, shape: dimensions ?? known?.shape ?? null };
}

function parseDimension(text: string): number | null {
  if (text === "?" || text === "-1") {
    return null;
  }
  if (!/^\d+$/.test(text)) {
    throw new ModelError(
      "parameter",
      `"${text}" is no dimension of a shape; use a number, or "?" where unknown.`,
      "shapes",
    );
  }
  return Number(text);
}
