// A GraphDef for TensorFlow.js: the JSON form of its nodes, with the defaults that it expects to be written out, and its
// constants in types that it has.
import {
  runRecipe,
  tensorBytes,
  type Attribute,
  type Context,
  type DType,
  type Model,
  type Node,
  type Shape,
  type Tensor,
} from "../core";
import { bytesFrom, isNumeric, numbersOf } from "./elements";
import { EngineError } from "./engine-error";
import { CODES } from "./tensorflow-codes";
import { givenName, type Prepared, type Terminal, type Wanted } from "./prepared";

/** DataType in TensorFlow's types.proto. */
const DATA_TYPES: Readonly<Partial<Record<DType, number>>> = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  qint8: 11,
  quint8: 12,
  qint32: 13,
  bfloat16: 14,
  qint16: 15,
  quint16: 16,
  uint16: 17,
  complex128: 18,
  float16: 19,
};

export async function prepareTensorflow(original: Model, wanted: Wanted, context: Context): Promise<Prepared> {
  const { model } = await runRecipe(original, [{ id: "add-default-attributes", parameters: {} }], context);
  const graph = model.graphs[0]!;
  // Of several values of one node TensorFlow.js takes only the last that is fed.
  const apart = new Map(
    wanted.inputs
      .filter(({ value }) => (value.producer?.outputs.length ?? 0) > 1)
      .filter(({ value }) => wanted.given.every((each) => each.value !== value))
      .map(({ value }) => [value, givenName(value.name)]),
  );
  const taken = wanted.inputs.map(({ value, type }) => ({ value, dtype: type?.dtype ?? "float32" }));
  const placed = [...wanted.given, ...taken.filter(({ value }) => apart.has(value))];
  const given = new Map(placed.map(({ value }) => [value.name, givenName(value.name)]));
  const weights = new Weights();
  const nodes: object[] = [];
  for (const node of graph.nodes) {
    const constant = node.op.name === "Const" ? (node.outputs[0]?.constant ?? null) : null;
    if (constant !== null) {
      await weights.add(node.name, constant);
    }
    nodes.push(nodeJson(node, given));
  }
  for (const { value, dtype } of placed) {
    const attr = { dtype: { type: DATA_TYPES[engineType(dtype) ?? "float32"]! } };
    nodes.push({ name: givenName(value.name), op: "Placeholder", input: [], attr });
  }
  const inputs = [
    ...taken.map(({ value, dtype }) => ({
      ...terminal(value.name, dtype, "input"),
      engineName: apart.get(value) ?? value.name,
    })),
    ...wanted.given.map(({ value, dtype }) => terminal(givenName(value.name), dtype, "input")),
  ];
  const outputs = [...wanted.outputs, ...wanted.taps].map((value) => ({
    ...terminal(value.name, "float32", "output"),
    engineName: apart.get(value) ?? value.name,
    dtype: value.type !== null && isNumeric(value.type.dtype) ? value.type.dtype : null,
  }));
  return {
    model: {
      bytes: weights.bytes(),
      files: [],
      inputs: inputs.map(({ engineName }) => engineName),
      outputs: outputs.map(({ engineName }) => engineName),
      hasTaps: wanted.taps.length > 0,
      graph: { node: nodes, weights: weights.specs },
    },
    inputs,
    outputs,
  };
}

function terminal(name: string, dtype: DType, what: string): Terminal {
  const engineDtype = engineType(dtype);
  if (engineDtype === null) {
    throw new EngineError(`${what} "${name}" is of type ${dtype}, which cannot be fed`);
  }
  return { name, engineName: name, dtype, engineDtype };
}

/** TensorFlow.js calculates in floats of 32 bits and integers of 32. */
function engineType(dtype: DType): DType | null {
  if (dtype === "bool") {
    return "bool";
  }
  if (!isNumeric(dtype)) {
    return null;
  }
  return dtype.startsWith("float") || dtype === "bfloat16" ? "float32" : "int32";
}

class Weights {
  readonly specs: { name: string; dtype: string; shape: readonly number[] }[] = [];
  readonly #parts: Uint8Array[] = [];

  async add(name: string, tensor: Tensor): Promise<void> {
    const { dtype, shape } = tensor;
    const to = engineType(dtype);
    if (dtype === "string") {
      this.specs.push({ name, dtype, shape });
      this.#parts.push(await textBytes(tensor));
    } else if (to !== null) {
      const bytes = await tensorBytes(tensor, name);
      this.specs.push({ name, dtype: to, shape });
      this.#parts.push(to === dtype ? bytes : bytesFrom(to, numbersOf(dtype, bytes)));
    } else {
      throw new EngineError(`constant "${name}" is of type ${dtype}, which TensorFlow.js does not take`);
    }
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let position = 0;
    for (const part of this.#parts) {
      all.set(part, position);
      position += part.byteLength;
    }
    return all;
  }
}

/** Each text behind its length in four bytes; those that are not in the file are empty. */
async function textBytes({ shape, storage }: Tensor): Promise<Uint8Array> {
  const count = shape.reduce((product, length) => product * length, 1);
  const texts = (await storage.texts?.(count)) ?? [];
  const all = new Uint8Array(4 * count + texts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const view = new DataView(all.buffer);
  let position = 0;
  for (let index = 0; index < count; index++) {
    const text = texts[index] ?? new Uint8Array(0);
    view.setUint32(position, text.byteLength, true);
    all.set(text, position + 4);
    position += 4 + text.byteLength;
  }
  return all;
}

function nodeJson(node: Node, given: ReadonlyMap<string, string>): object {
  const attr: Record<string, object> = {};
  for (const [name, attribute] of node.attributes) {
    const value = attributeJson(attribute);
    if (value !== null) {
      attr[name] = value;
    }
  }
  const type = node.attribute("T");
  if (node.op.name === "Dequantize" && type?.kind === "type") {
    attr[CODES] = { i: DATA_TYPES[type.value] ?? 0 };
  }
  const data = node.inputs.map((value) => given.get(value!.name) ?? value!.name);
  // TensorFlow.js takes a Switch for done once its first output is there, which in half of all cases never is.
  const control = [...node.controlInputs].filter(({ op }) => op.name !== "Switch").map(({ name }) => `^${name}`);
  return { name: node.name, op: node.op.name, input: [...data, ...control], attr };
}

/** An AttrValue as JSON; null for constants, which are weights, and for what is not modelled. */
function attributeJson(attribute: Attribute): object | null {
  switch (attribute.kind) {
    case "int":
      return { i: Number(attribute.value) };
    case "float":
      return { f: attribute.value };
    case "bool":
      return { b: attribute.value };
    case "string":
      return { s: characters(attribute.value) };
    case "type":
      return { type: DATA_TYPES[attribute.value] ?? 0 };
    case "shape":
      return { shape: shapeJson(attribute.value) };
    case "list":
      return { list: listJson(attribute) };
    default:
      return null;
  }
}

function listJson({ of, value }: Attribute & { kind: "list" }): object {
  switch (of) {
    case "int":
      return { i: value.map(Number) };
    case "float":
      return { f: value };
    case "bool":
      return { b: value };
    case "string":
      return { s: value.map((each) => characters(each as string)) };
    case "type":
      return { type: value.map((each) => DATA_TYPES[each as DType] ?? 0) };
    case "shape":
      return { shape: value.map((each) => shapeJson(each as Shape | null)) };
  }
}

function shapeJson(shape: Shape | null): object {
  return shape === null
    ? { unknownRank: true }
    : { dim: shape.map((length) => ({ size: typeof length === "number" ? length : -1 })) };
}

function characters(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}
