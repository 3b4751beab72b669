// Weights of operators that calculate in integers: which of their readers can, and how they are stored for them.
import type { Codes, Encoded, Encoding, EncodingRequest } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import { isFunctionBody, type EditableModel } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import { numberAttribute, type Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { WeightEncoder } from "../../ir/weight-encoder";
import { firstReader } from "../../ir/walk";
import { addInitializer } from "./constant";
import { obstacleOf } from "./dynamic-obstacle";
import { IntegerForm } from "./integer-form";
import { isLstm, lstmCompanions, lstmEncoding, storeLstmWeight } from "./lstm-weights";
import { turned } from "./turned";

export const dynamicWeights: WeightEncoder = { encoding, storeEncoded, companions: lstmCompanions };

function encoding(model: EditableModel, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
  const readers = [...value.uses];
  const obstacle =
    model.dialect.elementsObstacle(model, graph, value) ??
    (isFunctionBody(model, graph) ? "inside a local function" : null) ??
    readers.map((node) => obstacleOf(node, value)).find((each) => each !== null) ??
    null;
  if (obstacle !== null) {
    return obstacle;
  }
  const recurrent = readers.filter(isLstm).length;
  if (recurrent > 0) {
    return recurrent === readers.length
      ? lstmEncoding(value, request)
      : "shared by an LSTM and another operator, which take it in different forms";
  }
  const convolutions = readers.filter((node) => node.op.name === "Conv").length;
  if (convolutions > 0 && convolutions < readers.length) {
    return "shared by a convolution and another operator, which take it in different forms";
  }
  const rank = value.constant!.shape.length;
  const axes = new Set(readers.map((node) => channelAxis(node, rank)));
  const [common] = axes;
  const axis = request.perChannel && axes.size === 1 ? common! : null;
  // Kernels of ConvInteger want unsigned weights and one zero point, and add up without overflow.
  const isConv = convolutions > 0;
  const isTable = readers.every((node) => node.op.name === "Gather");
  const asymmetric = !isConv && (isTable || request.asymmetric === true);
  const reduced = !isConv && !isTable && request.reducedRange === true;
  const channels = axis === null ? 1 : value.constant!.shape[axis]!;
  return {
    dtype: isConv || asymmetric ? "uint8" : "int8",
    arithmetic: asymmetric ? "asymmetric" : "symmetric",
    codes: asymmetric ? { min: 0, max: reduced ? 127 : 255 } : codesAround(isConv ? 128 : 0, reduced ? 64 : 127),
    axis,
    rounding: "halfEven",
    overheadBytes: 300 + 12 * value.name.length + (asymmetric ? 5 : 4) * channels + 240 * readers.length,
    description: `${axis === null ? "per tensor" : "per channel"}, for operators on integers`,
  };
}

function codesAround(middle: number, most: number): Codes {
  return { min: middle - most, max: middle + most };
}

/** The axis that scales may run along, counted from the start; null: one scale only. */
function channelAxis(node: Node, rank: number): number | null {
  switch (node.op.name) {
    case "Conv":
      return 0;
    case "Gemm":
      return isTransposed(node) ? 0 : 1;
    case "MatMul":
      return rank === 2 ? 1 : null;
    case "Attention":
      return 1;
    default:
      return null;
  }
}

/** Only Gemm can take its weights the other way round; MatMulInteger, which takes its place, cannot. */
function isTransposed(node: Node): boolean {
  return node.op.name === "Gemm" && numberAttribute(node, "transB", 0) !== 0;
}

function storeEncoded(model: EditableModel, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
  const store = [...value.uses].some(isLstm) ? storeLstmWeight : storeMatrix;
  store(model, graph, value, encoding, encoded);
  if (value.producer !== null) {
    graph.detach(value.producer);
  }
  graph.dropInput(value);
}

function storeMatrix(model: EditableModel, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
  const readers = [...value.uses];
  const { scale, zeroPoint } = encoded.quantization!;
  const transposed = readers.filter(isTransposed);
  const isTurned = transposed.length === readers.length;
  const initializer = (suffix: string, tensor: Tensor) =>
    addInitializer(model, graph, `${value.name}_${suffix}`, tensor);
  const weight = initializer("quantized", isTurned ? turned(encoded.data) : encoded.data);
  const isConv = readers[0]!.op.name === "Conv";
  const perChannel = encoding.axis === null ? [] : [scale.length];
  const alongChannels =
    isConv && encoding.axis !== null ? [...perChannel, ...unitDimensions(encoded.data)] : perChannel;
  const zeroPoints = encoding.arithmetic === "asymmetric" ? zeroPoint : zeroPoint.slice(0, 1);
  const form = new IntegerForm(model, {
    weight,
    scale: initializer("scale", memoryTensor("float32", alongChannels, bytesOf(scale))),
    zeroPoint:
      encoding.dtype === "int8"
        ? null
        : initializer(
            "zero_point",
            memoryTensor("uint8", encoding.arithmetic === "asymmetric" ? perChannel : [], Uint8Array.from(zeroPoints)),
          ),
  });
  let other = weight;
  if (transposed.length > 0 && !isTurned) {
    other = graph.addValue(uniqueName(model, `${value.name}_transposed`), {
      dtype: encoding.dtype,
      shape: [...encoded.data.shape].reverse(),
    });
    const name = uniqueName(model, `${value.name}_transpose`);
    const op = { domain: "", name: "Transpose", version: readers[0]!.op.version };
    graph.insert({ name, op, inputs: [weight], outputs: [other] }, firstReader(graph, value));
  }
  for (const node of readers) {
    form.apply(node, isTransposed(node) ? other : weight);
  }
}

/** Of the spatial dimensions, behind that of the channels. */
function unitDimensions({ shape }: Tensor): number[] {
  return shape.slice(2).map(() => 1);
}
