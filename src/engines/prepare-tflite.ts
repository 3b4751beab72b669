// A TFLite model for LiteRT.js: of the types it feeds and hands out, with lengths for all that is open, and without the
// signatures, which name other outputs than those that are asked for.
import {
  forkModel,
  gatherPieces,
  inferTypes,
  writerOf,
  type Context,
  type DType,
  type Graph,
  type Model,
  type Value,
} from "../core";
import { EngineError } from "./engine-error";
import { givenName, twins, type Prepared, type Terminal, type Wanted } from "./prepared";

const TAKEN: ReadonlySet<DType> = new Set(["float32", "int32", "uint8"]);
/** Those that CAST turns into one that is taken, and which. */
const CASTS: Readonly<Partial<Record<DType, DType>>> = {
  bool: "int32",
  int8: "int32",
  int16: "int32",
  int64: "int32",
  uint16: "int32",
  uint32: "int32",
  float16: "float32",
  float64: "float32",
};

export async function prepareTflite(model: Model, wanted: Wanted, context: Context): Promise<Prepared> {
  const copy = forkModel(model);
  const graph = copy.graphs[0]!;
  const twinOf = twins(model, copy);
  copy.signatures = [];
  const isOpen = wanted.inputs.some(({ value }) => value.type?.shape?.some((length) => typeof length !== "number"));
  for (const { value } of wanted.inputs) {
    const { type } = twinOf(value);
    const shape = wanted.shapes.get(value.name);
    if (shape !== undefined && type !== null && shape.join() !== type.shape?.join()) {
      twinOf(value).type = { dtype: type.dtype, shape };
    }
  }
  await closeAll(copy, isOpen);
  const inputs: Terminal[] = [];
  const fed: Value[] = [];
  for (const [index, { value }] of wanted.inputs.entries()) {
    const twin = twinOf(value);
    twin.name = `input_${index}`;
    const outer = takenInput(graph, twin, value.name);
    fed.push(outer);
    inputs.push(terminal(value.name, twin, outer));
  }
  for (const [index, { value, dtype, shape }] of wanted.given.entries()) {
    const twin = twinOf(value);
    const given = graph.addValue(`given_${index}`, { dtype, shape });
    given.quantization = twin.quantization;
    graph.replaceUses(twin, given);
    const outer = takenInput(graph, given, value.name);
    fed.push(outer);
    inputs.push(terminal(givenName(value.name), given, outer));
  }
  graph.setInputs(fed);
  const outputs: Terminal[] = [];
  const made: Value[] = [];
  for (const [index, value] of [...wanted.outputs, ...wanted.taps].entries()) {
    const twin = twinOf(value);
    const outer = takenOutput(graph, twin, value.name, `output_${index}`);
    made.push(outer);
    outputs.push({ ...terminal(value.name, twin, outer), engineName: `output_${index}` });
  }
  graph.setOutputs(made);
  const [file] = await writerOf(copy).write(copy, { sameFolder: false, name: "model.tflite" });
  return {
    model: {
      bytes: await gatherPieces(file!.pieces, context),
      files: [],
      inputs: inputs.map(({ engineName }) => engineName),
      outputs: outputs.map(({ engineName }) => engineName),
      hasTaps: wanted.taps.length > 0,
    },
    inputs,
    outputs,
  };
}

/**
 * LiteRT.js refuses −1 as a length, and an axis of scales that a tensor does not have. Lengths of inner values are those
 * that follow from the inputs, or 1; where no input is open they stay, as those of bodies do: what a file has there at
 * first is what its kernels begin with.
 */
async function closeAll(model: Model, isOpen: boolean): Promise<void> {
  const types = await inferTypes(model);
  for (const graph of model.graphs) {
    for (const value of graph.values) {
      const { type, quantization } = value;
      const shape = type?.shape ?? null;
      if (isOpen && graph === model.graphs[0] && shape?.some((length) => typeof length !== "number") === true) {
        const known = types.of(value).shape;
        const lengths = shape.map(
          (length, axis) => [length, known?.[axis]].find((each) => typeof each === "number") ?? 1,
        );
        value.type = { dtype: type!.dtype, shape: lengths };
      }
      if (quantization !== null && quantization.axis !== null && quantization.axis >= (shape?.length ?? 0)) {
        value.quantization = { ...quantization, axis: 0 };
      }
    }
  }
}

function terminal(name: string, inner: Value, outer: Value): Terminal {
  return { name, engineName: outer.name, dtype: inner.type!.dtype, engineDtype: outer.type!.dtype };
}

/** @returns what is fed in the place of an input. @throws EngineError for types that cannot be fed. */
function takenInput(graph: Graph, value: Value, name: string): Value {
  const dtype = value.type!.dtype;
  if (TAKEN.has(dtype)) {
    return value;
  }
  const fed = graph.addValue(`${value.name}_fed`, { dtype: castOf(dtype, name, "input"), shape: value.type!.shape });
  graph.insert({ name: "", op: CAST, inputs: [fed], outputs: [value] }, graph.first);
  return fed;
}

/** Constants, inputs and values that are outputs already are handed out as copies: LiteRT takes none of them twice. */
function takenOutput(graph: Graph, value: Value, name: string, called: string): Value {
  const dtype = value.type!.dtype;
  const to = TAKEN.has(dtype) ? dtype : castOf(dtype, name, "output");
  const isMade = value.producer !== null && value.constant === null;
  if (to === dtype && isMade) {
    return value;
  }
  const given = graph.addValue(called, { dtype: to, shape: value.type!.shape });
  graph.insert({ name: "", op: CAST, inputs: [value], outputs: [given] });
  return given;
}

const CAST = { domain: "", name: "CAST", version: 1 };

function castOf(dtype: DType, name: string, what: string): DType {
  const to = CASTS[dtype];
  if (to === undefined) {
    throw new EngineError(`${what} "${name}" is of type ${dtype}, which LiteRT.js does not take`);
  }
  return to;
}
