// Constants in fewer bits: behind Dequantize MIN_FIRST, with a Mul where channels have factors of their own, or Cast.
import type { Encoded, Encoding, EncodingRequest } from "../../ir/dialect";
import type { DType } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute } from "../../ir/node";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { insertConstant, insertNode, outputName } from "./insert";

/** How to store a constant, or why it must stay as it is. */
export function encodingOf(value: Value, request: EncodingRequest): Encoding | string {
  const names = 3 * value.name.length;
  if (request.bits === "float16") {
    return {
      dtype: "float16",
      arithmetic: "cast",
      codes: null,
      axis: null,
      rounding: "halfEven",
      overheadBytes: 130 + names,
      description: "with Cast to float32",
    };
  }
  if (request.bits === "int4") {
    return "TensorFlow has no operator that reads four bits";
  }
  if (request.blockSize !== undefined) {
    return "TensorFlow has no scales for blocks";
  }
  if (request.reducedRange === true) {
    return "TensorFlow's eight bits are always all used";
  }
  const form = { dtype: "quint8", arithmetic: "minFirst", codes: null, rounding: "halfAway" } as const;
  const overheadBytes = 320 + 2 * names;
  const { channelAxis } = request;
  if (request.ownScales === true && channelAxis !== undefined) {
    const factors = 200 + names + 4 * value.constant!.shape[channelAxis]!;
    const description = "per channel, with Dequantize MIN_FIRST and Mul";
    return { ...form, axis: channelAxis, overheadBytes: overheadBytes + factors, description };
  }
  return { ...form, axis: null, overheadBytes, description: "per tensor, with Dequantize MIN_FIRST" };
}

/** What makes the floats takes the name of the Const, and waits for what that waited for. */
export function storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
  const maker = value.producer!;
  const controls = [...maker.controlUses];
  const position = maker.next;
  const { name } = maker;
  const controlInputs = [...maker.controlInputs];
  graph.detach(maker);
  value.constant = null;
  const constant = (suffix: string, tensor: Tensor) =>
    insertConstant(model, graph, `${name}_${suffix}`, tensor, maker, controlInputs, position);
  const type = (key: string, dtype: DType): [string, Attribute] => [key, { kind: "type", value: dtype }];
  const last = (operator: string, output: string, inputs: readonly Value[], attributes: [string, Attribute][]) => {
    value.name = outputName(graph, name, output);
    const reader = insertNode(graph, operator, name, inputs, [value], attributes, maker, position, maker);
    controls.forEach((node) => graph.addControlInputs(node, [reader]));
  };
  if (encoding.arithmetic === "cast") {
    const types = [type("SrcT", encoding.dtype), type("DstT", "float32")];
    last("Cast", "y", [constant(encoding.dtype, encoded.data)], types);
    return;
  }
  const bound = (suffix: string, bound: number) =>
    constant(suffix, memoryTensor("float32", [], bytesOf(Float32Array.of(bound))));
  const inputs = [
    constant("quantized_const", encoded.data),
    bound("quantized_min", encoded.range!.min),
    bound("quantized_max", encoded.range!.max),
  ];
  const attributes: [string, Attribute][] = [
    type("T", encoding.dtype),
    ["mode", { kind: "string", value: "MIN_FIRST" }],
  ];
  const { quantization } = encoded;
  if (quantization === null) {
    last("Dequantize", "output", inputs, attributes);
    return;
  }
  const { shape } = encoded.data;
  const even = graph.addValue("", { dtype: "float32", shape });
  const evenNode = uniqueName(model, `${name}_by_channel`);
  even.name = outputName(graph, evenNode, "output");
  insertNode(graph, "Dequantize", evenNode, inputs, [even], attributes, maker, position);
  const broadcast = shape.slice(encoding.axis!).map((_, i) => (i === 0 ? quantization.scale.length : 1));
  const factors = constant("factors", memoryTensor("float32", broadcast, bytesOf(quantization.scale)));
  last("Mul", "z", [even, factors], [type("T", "float32")]);
}
