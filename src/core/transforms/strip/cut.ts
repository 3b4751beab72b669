// The inputs and outputs a model is cut down to, as a user names them.
import type { DType } from "../../ir/dtype";
import { ModelError } from "../../ir/errors";
import type { Model } from "../../ir/model";
import type { TensorType, Value } from "../../ir/value";

/** What of a model's interface stays. Empty: everything, as it is. */
export interface Interface {
  readonly signatures: readonly string[];
  readonly outputs: readonly string[];
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

/** Restricts the model's interface to what was asked for. @returns the outputs to start from. */
export function cut(model: Model, { signatures, outputs, inputs, types, shapes }: Interface): readonly Value[] {
  keepSignatures(model, signatures);
  const declared = [...new Set(model.dialect.endpoints(model).outputs.map(({ value }) => value))];
  if (outputs.length === 0 && inputs.length === 0) {
    return declared;
  }
  const named = (name: string, what: string) => {
    const value = findValue(model, name);
    if (value === null) {
      throw new ModelError("parameter", `There is no value "${name}" in the model to be an ${what}.`, name);
    }
    return value;
  };
  const dtypes = perInput(types, inputs.length, "types");
  const dimensions = perInput(shapes === "" ? [] : shapes.split(";"), inputs.length, "shapes");
  const kept = outputs.length === 0 ? declared : outputs.map((name) => named(name, "output"));
  const starts = inputs.map((name, index) => {
    const value = named(name, "input");
    return { value, type: statedType(value, dtypes[index], dimensions[index]) };
  });
  model.dialect.applyCut(model, { outputs: kept, inputs: inputs.length === 0 ? null : starts });
  return [...kept, ...starts.map(({ value }) => value)];
}

function keepSignatures(model: Model, keys: readonly string[]): void {
  const known = model.signatures.map(({ key }) => key);
  const missing = keys.find((key) => !known.includes(key));
  if (missing !== undefined) {
    const there = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
    throw new ModelError("parameter", `The model has no signature "${missing}"; ${there}.`, missing);
  }
  if (keys.length > 0) {
    model.signatures = model.signatures.filter(({ key }) => keys.includes(key));
  }
}

/** One entry serves all inputs; else there is one for each. */
function perInput(entries: readonly string[], count: number, name: string): readonly (string | undefined)[] {
  if (entries.length > 1 && entries.length !== count) {
    throw new ModelError(
      "parameter",
      `${name} has ${entries.length} entries for ${count} inputs; give one, or one each.`,
      name,
    );
  }
  return Array.from({ length: count }, (_, index) => entries[entries.length === 1 ? 0 : index]);
}

function statedType(value: Value, dtype: string | undefined, shape: string | undefined): TensorType | null {
  if (dtype === undefined && shape === undefined) {
    return null;
  }
  if (dtype !== undefined && !(DTYPES as readonly string[]).includes(dtype)) {
    throw new ModelError("parameter", `"${dtype}" is no element type; use one of ${DTYPES.join(", ")}.`, "types");
  }
  const dimensions = shape?.trim() === "" ? [] : shape?.split(",").map((each) => parseDimension(each.trim()));
  return {
    dtype: (dtype as DType | undefined) ?? value.type?.dtype ?? "float32",
    shape: dimensions ?? value.type?.shape ?? null,
  };
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

/** A value by name; of nodes without a value of that name, their first output. */
export function findValue(model: Model, name: string): Value | null {
  const plain = name.replace(/:0$/, "");
  for (const graph of model.graphs) {
    for (const value of graph.values) {
      if (value.name === name || value.name === plain) {
        return value;
      }
    }
  }
  for (const graph of model.graphs) {
    const node = graph.nodes.find((each) => each.name === name);
    if (node?.outputs[0] != null) {
      return node.outputs[0];
    }
  }
  return null;
}
