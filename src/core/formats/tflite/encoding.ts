// Constants in fewer bits: read as they are by kernels that can, behind DEQUANTIZE by the others.
import { toFloat16 } from "../../bytes/float16";
import type { Encoded, Encoding, EncodingRequest } from "../../ir/dialect";
import { elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import { scaleShape, type Quantization } from "../../ir/quantization";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";
import { activationsText, arithmeticOf } from "./arithmetic";
import { DEQUANTIZE_VERSIONS } from "./operators";
import { pairObstacle, pairOf } from "./paired-bias";
import { takeFromConversion, widenBeside } from "./widening";
import { hasActivation, hasPerChannel, readersOf, useHybridKernel, type Reader } from "./weight-readers";

/** The table of an operator, its code, its tensor and their names. */
const DEQUANTIZE_BYTES = 200;
/** The table of a tensor, its buffer and its name. */
const TENSOR_BYTES = 140;
/** Kernels and converters take scales per channel for up to four dimensions. */
const MAX_PER_CHANNEL_RANK = 4;

/** How to store a constant, or why it must stay as it is. */
export function encodingOf(value: Value, request: EncodingRequest): Encoding | string {
  const { bits } = request;
  if (bits === "float16") {
    const node = [...value.uses].find((each) => arithmeticOf(each) !== null);
    if (node !== undefined) {
      return `read by ${node.op.name} beside weights in integers, with which its kernel takes nothing but float32`;
    }
    const obstacle = pairObstacle(value);
    if (obstacle !== null) {
      return obstacle;
    }
    return {
      dtype: bits,
      arithmetic: "cast",
      codes: null,
      axis: null,
      rounding: "halfEven",
      overheadBytes: DEQUANTIZE_BYTES + value.name.length,
      description: "with DEQUANTIZE to float32",
    };
  }
  const arithmetic = request.asymmetric === true ? "asymmetric" : "symmetric";
  const activations = request.ownScales === true ? "float" : (request.activations ?? "int8");
  const readers = readersOf(value, { dtype: bits, arithmetic, activations });
  const { shape } = value.constant!;
  // The AI Edge Quantizer, which made four bits and zero points for weights, rounds ties to even.
  const rounding = bits === "int8" && arithmetic === "symmetric" ? "halfAway" : "halfEven";
  const form = { dtype: bits, arithmetic, activations, codes: codesOf(request), rounding } as const;
  if (request.blockSize !== undefined) {
    const { blockSize } = request;
    const obstacle = blockObstacle(readers, shape, request);
    if (obstacle !== null) {
      return obstacle;
    }
    const overheadBytes = 100 + TENSOR_BYTES + value.name.length + 2 * (elementCount(shape) / blockSize);
    const description = `in blocks of ${blockSize}, ${howRead(readers)}`;
    return { ...form, axis: 1, blockSize, scaleType: "float16", overheadBytes, description };
  }
  const isLow = shape.length <= MAX_PER_CHANNEL_RANK;
  const axes = new Set<number | null>();
  for (const { kernel } of readers.filter(({ kernel }) => kernel !== null)) {
    const perChannel = hasPerChannel(kernel!, runtimeFor(request));
    axes.add(isLow && perChannel && (request.perChannel || kernel!.perTensor === null) ? kernel!.axis : null);
  }
  if (axes.size === 0) {
    // DEQUANTIZE takes scales along any axis.
    const own = new Set(readers.map(({ weightAxis }) => weightAxis ?? request.channelAxis ?? null));
    axes.add(isLow && request.perChannel && own.size === 1 ? [...own][0]! : null);
  }
  const [axis] = axes;
  if (axes.size > 1 || axis === undefined) {
    const users = [...new Set(readers.map(({ node }) => node.op.name))].join(" and ");
    return `shared by operators that need its scales in different places (${users})`;
  }
  const explicit = readers.some(({ kernel }) => kernel === null);
  return {
    ...form,
    axis,
    overheadBytes: 100 + 12 * (axis === null ? 1 : shape[axis]!) + (explicit ? DEQUANTIZE_BYTES : 0),
    description: `${axis === null ? "per tensor" : "per channel"}, ${howRead(readers)}`,
  };
}

/** What becomes of the floats that weights are multiplied with, reader by reader. */
function howRead(readers: readonly Reader[]): string {
  const ways = readers.map(({ kernel }) => {
    const text = kernel === null ? null : activationsText(kernel);
    return kernel === null ? "with DEQUANTIZE" : `read by the kernel${text === null ? "" : `, which ${text}`}`;
  });
  return [...new Set(ways)].join(" and ");
}

/** Four bits need a runtime newer than those a user can ask for: any will do. */
function runtimeFor({ bits, target }: EncodingRequest): string | null {
  return bits === "int4" ? null : target.version;
}

/** Symmetric codes leave out the least one, as a value and its negative are both exact then. */
function codesOf({ bits, asymmetric, reducedRange }: EncodingRequest) {
  const max = bits === "int4" ? 7 : reducedRange === true ? 64 : 127;
  return { min: asymmetric === true ? (reducedRange === true ? -64 : -max - 1) : -max, max };
}

/** What runtimes compute right; with other blocks they compute something else without saying so. */
function blockObstacle(readers: readonly Reader[], shape: readonly number[], request: EncodingRequest): string | null {
  const { blockSize, bits, asymmetric } = request;
  if (bits !== "int4" || asymmetric === true) {
    return "TFLite reads blocks of four bits without a zero point only";
  }
  const other = readers.find(({ kernel }) => kernel?.blocks !== true);
  if (other !== undefined) {
    return `${other.node.op.name} does not read blocks`;
  }
  const activated = readers.find(({ node }) => hasActivation(node));
  if (activated !== undefined) {
    return `${activated.node.op.name} has an activation, which plain kernels leave out where weights are in blocks`;
  }
  const [, length] = shape;
  return shape.length !== 2 || length! % blockSize! !== 0
    ? `its rows of ${length} weights are no multiple of ${blockSize}`
    : null;
}

export function storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
  const { dtype } = encoding;
  const shape = value.type?.shape ?? encoded.data.shape;
  const readers = readersOf(value, encoding);
  takeFromConversion(graph, value);
  value.constant = encoded.data;
  value.type = { dtype, shape };
  value.quantization = encoded.quantization;
  if (encoding.blockSize !== undefined) {
    const scales = blockScales(encoded.data.shape, encoded.quantization!);
    value.attached = [graph.addConstant(uniqueName(model, `${value.name}_scales`), scales)];
  }
  const converted = readers.filter(({ kernel }) => kernel === null).map(({ node }) => node);
  if (converted.length > 0) {
    const before = firstReader(graph, value);
    const dequantized = graph.addValue(uniqueName(model, `${value.name}_dequantize`), { dtype: "float32", shape });
    graph.replaceUses(value, dequantized, converted);
    graph.insert(
      {
        name: dequantized.name,
        op: { domain: "", name: "DEQUANTIZE", version: dequantizeVersion(encoding) },
        inputs: [value],
        outputs: [dequantized],
      },
      before,
    );
  }
  for (const { node, kernel } of readers) {
    if (kernel !== null || (dtype !== "float16" && pairOf(node) !== null)) {
      widenBeside(model, graph, node);
    }
    if (kernel !== null) {
      useHybridKernel(node, encoding.axis === null ? kernel.perTensor! : kernel.perChannel!, kernel.asymmetric);
    }
  }
}

function dequantizeVersion({ dtype, axis }: Encoding): number {
  if (dtype === "float16" || dtype === "int4") {
    return DEQUANTIZE_VERSIONS[dtype];
  }
  return DEQUANTIZE_VERSIONS[axis === null ? "int8" : "int8PerChannel"];
}

/** Scales that were rounded to float16 before, as a tensor of it. */
function blockScales(shape: readonly number[], quantization: Quantization): Tensor {
  const halves = Uint16Array.from(quantization.scale, toFloat16);
  return memoryTensor("float16", scaleShape(shape, quantization), bytesOf(halves));
}
