// Models as text, for fixtures: one line for each input, constant, node and output.
//
//   onnx 13                                the format, and for ONNX the opset
//   input x float32[1,8]
//   constant w float32[8,256] = ramp       ramp, zeros, or the elements; "ramp times 1 0.01": by turns; "…, 9 at 3"
//   value h float32[1,256]                 the type of a computed value; TFLite: "scale 0.5 zero 3" may follow
//   h = MatMul(x, w) {"transA": 0}         names of the outputs, the operator, its inputs ("-": left out), attributes
//   output h float32[1,256]
//
// What is printed has the same form, with the elements abbreviated and how they are quantized.
import type { Attribute, Node } from "../../src/core/ir/node";
import type { Model } from "../../src/core/ir/model";
import { float32Elements, tensorBytes, type Tensor } from "../../src/core/ir/tensor";
import type { TensorType, Value } from "../../src/core/ir/value";
import { fromFloat16, toFloat16 } from "../../src/core/bytes/float16";
import * as graphdef from "./graphdef";
import * as onnx from "./onnx";
import * as tflite from "./tflite";

interface TypedName {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | string)[];
  /** How a TFLite tensor is quantized. */
  readonly scale?: number;
  readonly zero?: number;
}

interface Constant extends TypedName {
  readonly elements: Float32Array;
}

interface Call {
  readonly outputs: readonly string[];
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Text {
  readonly format: string;
  readonly version: number;
  readonly inputs: TypedName[];
  readonly values: TypedName[];
  readonly constants: Constant[];
  readonly calls: Call[];
  readonly outputs: TypedName[];
}

/** The model file that a text describes, made with libraries that are not ours. */
export function encodeText(text: string): { name: string; bytes: Uint8Array } {
  const parsed = parse(text);
  switch (parsed.format) {
    case "onnx":
      return { name: "model.onnx", bytes: encodeOnnx(parsed) };
    case "tflite":
      return { name: "model.tflite", bytes: encodeTflite(parsed) };
    case "tensorflow":
      return { name: "model.pb", bytes: encodeGraphDef(parsed) };
    default:
      throw new Error(`There is no format "${parsed.format}".`);
  }
}

function parse(text: string): Text {
  const [head, ...lines] = text.trim().split("\n");
  const [format, version] = head!.split(" ");
  const result: Text = {
    format: format!,
    version: Number(version ?? 0),
    inputs: [],
    values: [],
    constants: [],
    calls: [],
    outputs: [],
  };
  for (const line of lines.filter((each) => each.trim() !== "")) {
    const typed = /^(input|output|value) (\S+) (\w+)\[(.*)\](?: scale (\S+) zero (\S+))?$/.exec(line);
    const constant = /^constant (\S+) (\w+)\[(.*)\] = (.+?)(?: scale (\S+) zero (\S+))?$/.exec(line);
    const call = /^(.+) = (\w+)\((.*?)\)(?: (\{.*\}))?$/.exec(line);
    if (typed !== null) {
      const scaled = typed[5] === undefined ? {} : { scale: Number(typed[5]), zero: Number(typed[6]) };
      result[`${typed[1] as "input" | "output" | "value"}s`].push({
        ...typedName(typed[2]!, typed[3]!, typed[4]!),
        ...scaled,
      });
    } else if (constant !== null) {
      const { name, dtype, shape } = typedName(constant[1]!, constant[2]!, constant[3]!);
      const scaled = constant[5] === undefined ? {} : { scale: Number(constant[5]), zero: Number(constant[6]) };
      result.constants.push({ name, dtype, shape, ...scaled, elements: elementsOf(shape, constant[4]!) });
    } else if (call !== null) {
      const attributes = JSON.parse(call[4] ?? "{}") as Call["attributes"];
      result.calls.push({ outputs: list(call[1]!), operator: call[2]!, inputs: list(call[3]!), attributes });
    } else {
      throw new Error(`This line of a fixture is not understood: ${line}`);
    }
  }
  return result;
}

/** The bits of float16. */
function halves(elements: Float32Array): Uint16Array {
  return Uint16Array.from(elements, toFloat16);
}

function list(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((each) => each.trim());
}

function typedName(name: string, dtype: string, shape: string): TypedName {
  return { name, dtype, shape: list(shape).map((each) => (/^\d+$/.test(each) ? Number(each) : each)) };
}

function elementsOf(shape: TypedName["shape"], text: string): Float32Array {
  const count = shape.map(Number).reduce((product, each) => product * each, 1);
  const [plain, ...changed] = text.split(", ");
  if (changed.length > 0) {
    const elements = elementsOf(shape, plain!);
    changed.map((each) => each.split(" at ").map(Number)).forEach(([value, at]) => (elements[at!] = value!));
    return elements;
  }
  if (text.startsWith("ramp times ")) {
    const factors = text.split(" ").slice(2).map(Number);
    return onnx.ramp(count).map((x, i) => x * factors[i % factors.length]!);
  }
  if (text === "ramp") {
    return onnx.ramp(count);
  }
  const given = text === "zeros" ? [0] : text.split(" ").map(Number);
  return Float32Array.from({ length: count }, (_, i) => given[Math.min(i, given.length - 1)]!);
}

function encodeOnnx(text: Text): Uint8Array {
  return onnx.encode(
    onnx.model(
      {
        name: "graph",
        input: text.inputs.map(onnxType),
        output: text.outputs.map(onnxType),
        valueInfo: text.values.map(onnxType),
        initializer: text.constants.map(({ name, dtype, shape, elements }) =>
          dtype === "int64"
            ? onnx.int64s(name, shape.map(Number), [...elements])
            : dtype === "int32"
              ? onnx.int32s(name, shape.map(Number), [...elements])
              : dtype === "int8" || dtype === "uint8"
                ? onnx.bytes8(name, shape.map(Number), [...elements], dtype === "int8")
                : dtype === "bool"
                  ? onnx.bools(name, shape.map(Number), [...elements])
                  : dtype === "float16"
                    ? onnx.halves(name, shape.map(Number), halves(elements))
                    : onnx.floats(name, shape.map(Number), elements),
        ),
        node: text.calls.map(({ operator, inputs, outputs, attributes }) =>
          onnx.node(
            operator,
            inputs.map((input) => (input === "-" ? "" : input)),
            outputs,
            Object.entries(attributes).map(([key, value]) =>
              Array.isArray(value)
                ? onnx.ints(key, value.map(Number))
                : typeof value === "string"
                  ? onnx.string(key, value)
                  : (Number.isInteger(value) ? onnx.int : onnx.float)(key, Number(value)),
            ),
          ),
        ),
      },
      text.version,
      text.version >= 21 ? 10 : 8,
    ),
  );
}

function onnxType({ name, dtype, shape }: TypedName) {
  return onnx.valueInfo(name, shape, onnx.DATA_TYPES[dtype as keyof typeof onnx.DATA_TYPES]);
}

function encodeGraphDef(text: Text): Uint8Array {
  return graphdef.encodeGraph({
    versions: { producer: 1987 },
    node: [
      ...text.inputs.map(({ name, shape }) =>
        graphdef.placeholder(
          name,
          shape.map((each) => (typeof each === "number" ? each : -1)),
        ),
      ),
      ...text.constants.map(({ name, dtype, shape, elements }) =>
        dtype === "float16"
          ? graphdef.halves(name, shape.map(Number), halves(elements))
          : dtype === "int32"
            ? graphdef.int32s(name, shape.map(Number), Int32Array.from(elements))
            : graphdef.constant(name, shape.map(Number), elements),
      ),
      ...text.calls.map(({ operator, inputs, outputs, attributes }) => {
        const { device, ...others } = attributes;
        const node = graphdef.op(outputs[0]!, operator, inputs, graphdef.attributes(others));
        return device === undefined ? node : { ...node, device: device as string };
      }),
    ],
  });
}

function encodeTflite(text: Text): Uint8Array {
  const computed = text.calls.flatMap(({ outputs }) => outputs);
  const types = new Map([...text.outputs, ...text.values].map((each) => [each.name, each]));
  const tensors: tflite.TensorSpec[] = [
    ...text.inputs.map(tfliteTensor),
    ...text.constants.map((each, index) => ({ ...tfliteTensor(each), buffer: index + 1 })),
    ...computed.map((name) => tfliteTensor(types.get(name) ?? { name, dtype: "float32", shape: [] })),
  ];
  const indexOf = (name: string) => tensors.findIndex((tensor) => tensor.name === name);
  const operators = [...new Set(text.calls.map(({ operator }) => operator))];
  const codes = operators.map((name) => [tflite.CODES[name as keyof typeof tflite.CODES], 1] as const);
  return tflite.makeTflite({
    codes,
    buffers: [
      null,
      ...text.constants.map(
        ({ dtype, elements }) =>
          new Uint8Array(
            (dtype === "float16"
              ? Uint16Array
              : dtype === "int32"
                ? Int32Array
                : dtype === "int8"
                  ? Int8Array
                  : Float32Array
            ).from(dtype === "float16" ? halves(elements) : elements).buffer,
          ),
      ),
    ],
    graphs: [
      {
        tensors,
        operators: text.calls.map(({ operator, inputs, outputs, attributes }) => {
          const options = tflite.OPTIONS_OF[operator];
          const activation = tflite.ACTIVATIONS.indexOf(
            (attributes["fused_activation_function"] as string | undefined) ?? "NONE",
          );
          const slot = tflite.ACTIVATION_SLOTS[operator];
          const fields: [number, 1 | 4, number][] =
            slot === undefined || activation === 0 ? [] : [[slot, 1, activation]];
          for (const [name, [place, width]] of Object.entries(tflite.OPTION_SLOTS[operator] ?? {})) {
            const value = attributes[name];
            if (value !== undefined) {
              fields.push([place, width, typeof value === "string" ? tflite.PADDINGS.indexOf(value) : Number(value)]);
            }
          }
          return {
            code: operators.indexOf(operator),
            inputs: inputs.map(indexOf),
            outputs: outputs.map(indexOf),
            ...(options === undefined ? {} : { options: [options, fields] as const }),
          };
        }),
        inputs: text.inputs.map(({ name }) => indexOf(name)),
        outputs: text.outputs.map(({ name }) => indexOf(name)),
      },
    ],
  });
}

function tfliteTensor({ name, dtype, shape, scale, zero }: TypedName): tflite.TensorSpec {
  return {
    name,
    shape: shape.map((length) => (length === "?" ? 1 : Number(length))),
    ...(shape.includes("?") ? { signature: shape.map((length) => (length === "?" ? -1 : Number(length))) } : {}),
    type: tflite.TYPES[dtype as keyof typeof tflite.TYPES],
    ...(scale === undefined ? {} : { scale: [scale], zeroPoint: [zero!] }),
  };
}

/** The main graph of a model as text. */
export async function printModel(model: Model): Promise<string> {
  const graph = model.graphs[0]!;
  const opset = model.opsets.get("");
  const lines = [opset === undefined ? model.format.id : `${model.format.id} ${opset}`];
  const given = model.dialect.endpoints(model);
  const outputs = graph.outputs.length > 0 ? graph.outputs : given.outputs.map(({ value }) => value);
  const inputs = graph.inputs.length > 0 ? graph.inputs : given.inputs.map(({ value }) => value);
  for (const value of inputs.filter((each) => each.constant === null)) {
    lines.push(`input ${value.name} ${printType(value.type)}`);
  }
  for (const value of graph.values) {
    if (value.constant !== null) {
      lines.push(`constant ${value.name} ${printType(value.constant)} = ${await printElements(value.constant, value)}`);
    }
  }
  for (const node of graph.nodes) {
    if (model.dialect.role(node) !== "constant" && node.op.name !== "Placeholder") {
      lines.push(await printNode(node));
    }
  }
  for (const value of outputs) {
    lines.push(`output ${value.name} ${printType(value.type)}`);
  }
  return lines.join("\n");
}

async function printNode(node: Node): Promise<string> {
  const names = (values: readonly (Value | null)[]) => values.map((value) => value?.name ?? "-").join(", ");
  const controls = [...node.controlInputs].map((control) => `, ^${control.name}`).join("");
  const attributes: Record<string, unknown> = {};
  for (const [name, attribute] of node.attributes) {
    if (attribute.kind !== "opaque") {
      attributes[name] = await plain(attribute, name);
    }
  }
  const printed = Object.keys(attributes).length === 0 ? "" : ` ${JSON.stringify(attributes)}`;
  return `${names(node.outputs)} = ${node.op.name}(${names(node.inputs)}${controls})${printed}`;
}

async function plain(attribute: Attribute, name: string): Promise<unknown> {
  if (attribute.kind === "tensor") {
    const { dtype, shape } = attribute.value;
    return { dtype, shape, elements: await numbersOf(attribute.value, name) };
  }
  return typeof attribute.value === "bigint" ? Number(attribute.value) : attribute.value;
}

function printType(type: TensorType | null): string {
  return type === null ? "?" : `${type.dtype}[${type.shape?.map((each) => each ?? "?").join(",") ?? "…"}]`;
}

async function printElements(tensor: Tensor, value: Value): Promise<string> {
  const elements = await numbersOf(tensor, value.name);
  const short = (x: number) => String(Number(x.toPrecision(4)));
  const shown = elements.slice(0, 4).map(short);
  if (elements.length > 6) {
    shown.push("…", ...elements.slice(-2).map(short));
  } else {
    shown.push(...elements.slice(4).map(short));
  }
  if (value.quantization !== null) {
    const { scale, axis } = value.quantization;
    const scales = [...scale.subarray(0, 2)].map(short).join(" ");
    shown.push(`(${scale.length} of scale ${scales}${axis === null ? "" : ` along ${axis}`})`);
  }
  return shown.join(" ");
}

async function numbersOf(tensor: Tensor, name: string): Promise<number[]> {
  if (tensor.dtype === "float32") {
    return [...(await float32Elements(tensor, name))];
  }
  const bytes = (await tensorBytes(tensor, name)).slice();
  switch (tensor.dtype) {
    case "float16":
      return [...new Uint16Array(bytes.buffer)].map(fromFloat16);
    case "int8":
      return [...new Int8Array(bytes.buffer)];
    case "int4":
      return nibbles(tensor, bytes).map((code) => (code > 7 ? code - 16 : code));
    case "uint4":
      return nibbles(tensor, bytes);
    case "int32":
      return [...new Int32Array(bytes.buffer)];
    case "int64":
      return [...new BigInt64Array(bytes.buffer)].map(Number);
    default:
      return [...bytes];
  }
}

/** The first in the low half of its byte. */
function nibbles({ shape }: Tensor, bytes: Uint8Array): number[] {
  const count = shape.reduce((product, each) => product * each, 1);
  return [...bytes].flatMap((byte) => [byte & 15, byte >> 4]).slice(0, count);
}
