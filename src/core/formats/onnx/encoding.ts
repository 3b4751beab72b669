// Constants in fewer bits: behind DequantizeLinear, before that operator behind Cast and Mul, or in MatMulNBits.
import type { Dialect, Encoded, Encoding, EncodingRequest } from "../../ir/dialect";
import { elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute } from "../../ir/node";
import { positionsOf } from "../../ir/positions";
import { scaleShape } from "../../ir/quantization";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { packNibbles } from "../../bytes/nibbles";
import { addInitializer } from "./constant";
import { fitsMatMulNBits, storeMatMulNBits } from "./mat-mul-n-bits";
import { dataTypeOf } from "./schema";
import { vacate } from "./vacate";

interface OnnxVersion extends Pick<Dialect, "operand"> {
  readonly irVersion: number;
  readonly opsets: ReadonlyMap<string, number>;
}

/** The opset from which DequantizeLinear is there, takes an axis, and takes blocks and four bits. */
const DEQUANTIZE_LINEAR = { perTensor: 10, perAxis: 13, blocks: 21 };
/** Where Cast and Mul do instead: Mul broadcasts from this opset on. */
const BROADCASTING = 7;
/** The IR version that brought the four-bit types. */
const FOUR_BITS_IR = 10;

/** How to store a constant, or why it must stay as it is. */
export function encodingOf(dialect: OnnxVersion, value: Value, request: EncodingRequest): Encoding | string {
  const opset = dialect.opsets.get("") ?? 0;
  const nameBytes = 2 * value.name.length;
  if (request.bits === "float16") {
    return {
      dtype: "float16",
      arithmetic: "cast",
      codes: null,
      axis: null,
      rounding: "halfEven",
      overheadBytes: 80 + 3 * nameBytes,
      description: "with Cast to float32",
    };
  }
  const { shape } = value.constant!;
  const arithmetic = request.asymmetric === true ? "asymmetric" : "symmetric";
  const fourBits = request.bits === "int4";
  const overhead = (form: Pick<Encoding, "axis" | "blockSize">) => {
    const scales = 140 + 4 * nameBytes + 4 * elementCount(scaleShape(shape, form)) + 2 * shape.length;
    return arithmetic === "asymmetric" ? 2 * scales : scales; // zero points take less than scales
  };
  const { blockSize } = request;
  if (
    fourBits &&
    blockSize !== undefined &&
    request.target.runtime === "onnxruntime" &&
    fitsMatMulNBits(value, blockSize)
  ) {
    return {
      dtype: "uint4",
      arithmetic,
      codes: { min: 0, max: 15 },
      axis: 0,
      blockSize,
      byColumns: true,
      rounding: "halfEven",
      overheadBytes: overhead({ axis: 0, blockSize }),
      description: `in blocks of ${blockSize}, with MatMulNBits of onnxruntime`,
    };
  }
  const codes = codesOf(request);
  if (fourBits && opset < DEQUANTIZE_LINEAR.blocks) {
    return `opset ${opset} has no type of four bits; convert the model to opset ${DEQUANTIZE_LINEAR.blocks}`;
  }
  if (fourBits && dialect.irVersion < FOUR_BITS_IR) {
    return `IR version ${dialect.irVersion} has no type of four bits; convert the model to IR version ${FOUR_BITS_IR}`;
  }
  const dtype = `${request.asymmetric === true ? "u" : ""}${request.bits}` as const;
  const form = { dtype, arithmetic, codes, rounding: "halfEven" } as const;
  if (blockSize !== undefined) {
    if (opset < DEQUANTIZE_LINEAR.blocks) {
      return `opset ${opset} has no blocks; convert the model to opset ${DEQUANTIZE_LINEAR.blocks}`;
    }
    const axis = blockAxis(dialect, value);
    if (shape[axis]! < blockSize) {
      return `its rows of ${shape[axis]} weights are shorter than a block`;
    }
    const blocks = { axis, blockSize };
    const description = `in blocks of ${blockSize}, with DequantizeLinear`;
    return { ...form, ...blocks, overheadBytes: overhead(blocks), description };
  }
  const channels = request.perChannel ? (request.channelAxis ?? null) : null;
  const axis = arithmetic === "asymmetric" && opset < DEQUANTIZE_LINEAR.perAxis ? null : channels;
  const how = axis === null ? "per tensor" : "per channel";
  if (opset >= (axis === null ? DEQUANTIZE_LINEAR.perTensor : DEQUANTIZE_LINEAR.perAxis)) {
    return { ...form, axis, overheadBytes: overhead({ axis }), description: `${how}, with DequantizeLinear` };
  }
  if (arithmetic === "asymmetric") {
    return `opset ${opset} has no zero points; convert the model to opset ${DEQUANTIZE_LINEAR.perTensor} or later`;
  }
  if (opset >= BROADCASTING) {
    return { ...form, axis, overheadBytes: overhead({ axis }) + 60, description: `${how}, with Cast and Mul` };
  }
  return `opset ${opset} has no operator that scales eight-bit constants; convert the model to opset 7 or later`;
}

/** As onnxruntime's quantizer: eight symmetric bits leave out the least code, four do not. */
function codesOf({ bits, asymmetric, reducedRange }: EncodingRequest) {
  if (bits === "int4") {
    return asymmetric === true ? { min: 0, max: 15 } : { min: -8, max: 7 };
  }
  if (reducedRange === true) {
    return asymmetric === true ? { min: 0, max: 127 } : { min: -64, max: 64 };
  }
  return asymmetric === true ? { min: 0, max: 255 } : { min: -127, max: 127 };
}

/** The axis a reader sums over, so that blocks are parts of one sum; else the last. */
function blockAxis(dialect: OnnxVersion, value: Value): number {
  const rank = value.constant!.shape.length;
  const axes = operandsOf(dialect, value).map((operand) => (operand.kind === "weight" ? operand.inputAxis : null));
  const axis = axes.find((each) => each !== null) ?? -1;
  return axis < 0 ? Math.max(0, axis + rank) : Math.min(axis, rank - 1);
}

function operandsOf(dialect: OnnxVersion, value: Value) {
  return [...value.uses].flatMap((user) =>
    positionsOf(user.inputs, value).map((index) => dialect.operand(user, index)),
  );
}

export function storeEncoded(
  opset: number,
  model: Model,
  graph: Graph,
  value: Value,
  encoding: Encoding,
  encoded: Encoded,
): void {
  const { name } = value;
  const initializer = (suffix: string, tensor: Tensor) => addInitializer(model, graph, `${name}_${suffix}`, tensor);
  const stored = initializer(encoding.arithmetic === "cast" ? encoding.dtype : "quantized", encoded.data);
  const [rows] = value.constant!.shape;
  const { maker, before } = vacate(graph, value);
  const insert = (type: string, inputs: Value[], output: Value, attributes: [string, Attribute][] = []) =>
    graph.insert(
      {
        name: uniqueName(model, `${name}_${type}`),
        op: { domain: "", name: type, version: opset },
        inputs,
        outputs: [output],
        attributes: new Map(attributes),
        continues: output === value ? maker : null,
      },
      before,
    );
  const toFloat: [string, Attribute][] = [
    ["to", opset >= 6 ? { kind: "int", value: dataTypeOf("float32") } : { kind: "string", value: "FLOAT" }],
  ];
  const { quantization } = encoded;
  if (quantization === null) {
    insert("Cast", [stored], value, toFloat);
    return;
  }
  if (encoding.byColumns === true) {
    storeMatMulNBits(model, value, rows!, stored, encoding, quantization, initializer);
    graph.removeValue(value);
    return;
  }
  const { axis } = encoding;
  const { shape } = encoded.data;
  const { scale, zeroPoint } = quantization;
  if (opset >= (axis === null ? DEQUANTIZE_LINEAR.perTensor : DEQUANTIZE_LINEAR.perAxis)) {
    const scales = scaleShape(shape, encoding);
    const inputs = [stored, initializer("scale", floats(scales, scale))];
    if (encoding.arithmetic === "asymmetric") {
      const codes = Uint8Array.from(zeroPoint);
      const bytes = encoding.dtype === "uint4" ? packNibbles(codes) : codes;
      inputs.push(initializer("zero_point", memoryTensor(encoding.dtype, scales, bytes)));
    }
    const attributes: [string, Attribute][] =
      axis === null || axis === 1 ? [] : [["axis", { kind: "int", value: axis }]];
    if (encoding.blockSize !== undefined) {
      attributes.push(["block_size", { kind: "int", value: encoding.blockSize }]);
    }
    insert("DequantizeLinear", inputs, value, attributes);
    return;
  }
  const rank = shape.length;
  const broadcast = axis === null ? [] : Array.from({ length: rank - axis }, (_, i) => (i === 0 ? scale.length : 1));
  const scales = initializer("scale", floats(broadcast, scale));
  const unscaled = graph.addValue(uniqueName(model, `${name}_unscaled`), { dtype: "float32", shape });
  insert("Cast", [stored], unscaled, toFloat);
  insert("Mul", [unscaled, scales], value);
}

function floats(shape: readonly number[], elements: Float32Array): Tensor {
  return memoryTensor("float32", shape, bytesOf(elements));
}
