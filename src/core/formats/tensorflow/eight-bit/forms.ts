// Operators that TensorFlow also has in eight bits, and when a node can become one. The kernels' limits are those of
// https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/kernels (quantized_*_op.cc).
import { integersOf } from "../../../ir/no-op";
import { booleanAttribute, numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import { lineUp, type KnownDimension, type KnownShapes } from "./known-shapes";
import { own } from "../../../ir/own";

export interface Form {
  readonly operator: string;
  /** The positions of its data; other inputs, such as shapes, are read as they are. */
  readonly data: readonly number[];
  /** The attributes that name the element types of its data, and of its result where that is named. */
  readonly types: readonly string[];
  readonly resultType: string | null;
  /** Whether results have 32 bits. */
  readonly isWide: boolean;
  /** Whether its data may have 32 bits too; its results have as many then. */
  readonly readsWide: boolean;
  readonly kept: readonly string[];
  /** Why a node cannot become it; null where it can. */
  obstacle?(node: Node, shapes: KnownShapes): Promise<string | null> | string | null;
}

const sum = (operator: string, resultType: string, obstacle: NonNullable<Form["obstacle"]>): Form => {
  return {
    operator,
    data: [0, 1],
    types: ["T1", "T2"],
    resultType,
    isWide: true,
    readsWide: false,
    kept: [],
    obstacle,
  };
};
const unary = (
  operator: string,
  types: readonly string[],
  resultType: string | null,
  more: Partial<Form> = {},
): Form => {
  return { operator, data: [0], types, resultType, isWide: false, readsWide: false, kept: [], ...more };
};
const pool = (operator: string) =>
  unary(operator, ["T"], null, { kept: ["ksize", "strides", "padding"], obstacle: windowObstacle });
const relu = (operator: string) => unary(operator, ["Tinput"], "out_type", { readsWide: true });

const FORMS: Readonly<Record<string, Form>> = {
  Conv2D: {
    operator: "QuantizedConv2D",
    data: [0, 1],
    types: ["Tinput", "Tfilter"],
    resultType: "out_type",
    isWide: true,
    readsWide: false,
    kept: ["strides", "padding"],
    obstacle: convolutionObstacle,
  },
  MatMul: { ...sum("QuantizedMatMul", "Toutput", productObstacle), kept: ["transpose_a", "transpose_b"] },
  // The kernel of QuantizedBiasAdd loses where 0 lies by some steps of eight bits.
  BiasAdd: sum("QuantizedAdd", "Toutput", channelsLast),
  Add: sum("QuantizedAdd", "Toutput", broadcastObstacle),
  AddV2: sum("QuantizedAdd", "Toutput", broadcastObstacle),
  Mul: sum("QuantizedMul", "Toutput", broadcastObstacle),
  Relu: relu("QuantizedRelu"),
  Relu6: relu("QuantizedRelu6"),
  MaxPool: pool("QuantizedMaxPool"),
  AvgPool: pool("QuantizedAvgPool"),
  Reshape: unary("QuantizedReshape", ["T"], null, { kept: ["Tshape"] }),
  ResizeBilinear: unary("QuantizedResizeBilinear", ["T"], null, { kept: ["align_corners", "half_pixel_centers"] }),
};
const CONCAT: Form = unary("QuantizedConcat", ["T"], null, { kept: ["N"] });

/** Null: not an operator that there is in eight bits, or not on float32. */
export function formOf(node: Node): Form | null {
  const { name } = node.op;
  const type = node.attributes.get("T");
  if (type?.kind !== "type" || type.value !== "float32") {
    return null;
  }
  if (name === "Concat" || name === "ConcatV2") {
    const first = name === "Concat" ? 1 : 0;
    const data = Array.from({ length: node.inputs.length - 1 }, (_, index) => first + index);
    return { ...CONCAT, data, obstacle: concatenationObstacle };
  }
  return own(FORMS, name) ?? null;
}

/** Where the parts of a concatenation are joined, from 0; null where that is not known. */
export async function joinedAxis(node: Node, shapes: KnownShapes): Promise<number | null> {
  const isFirst = node.op.name === "Concat";
  const axes = await integersOf(isFirst ? node.inputs[0] : node.inputs.at(-1));
  const rank = shapes.of(node.inputs[isFirst ? 1 : 0])?.length ?? null;
  const axis = axes?.length === 1 ? axes[0]! : null;
  return axis === null || axis >= 0 ? axis : rank === null ? null : axis + rank;
}

async function concatenationObstacle(node: Node, shapes: KnownShapes): Promise<string | null> {
  return (await joinedAxis(node, shapes)) === null ? "it is not known along which axis it joins" : null;
}

function channelsLast(node: Node): string | null {
  return stringAttribute(node, "data_format", "NHWC") === "NHWC" ? null : "its channels are not last";
}

function windowObstacle(node: Node): string | null {
  const padding = stringAttribute(node, "padding", "");
  const strides = numbersAttribute(node, "strides") ?? [];
  const window = numbersAttribute(node, "ksize") ?? [1, 1, 1, 1];
  if (padding !== "SAME" && padding !== "VALID") {
    return "its padding is neither SAME nor VALID";
  }
  const across = [strides[0], strides[3], window[0], window[3]].some((each) => each !== 1);
  return across ? "it moves across images or channels" : channelsLast(node);
}

function convolutionObstacle(node: Node, shapes: KnownShapes): string | null {
  if (numbersAttribute(node, "dilations")?.some((each) => each !== 1) === true) {
    return "it is dilated";
  }
  const strides = numbersAttribute(node, "strides") ?? [];
  if (strides[1] !== strides[2]) {
    return "its strides differ";
  }
  const depth = shapes.of(node.inputs[0])?.[3];
  const filter = shapes.of(node.inputs[1]);
  if (depth === undefined || depth !== filter?.[2]) {
    return typeof depth === "number" && filter !== null
      ? "its channels are in groups"
      : "it is not known how many channels it reads";
  }
  return windowObstacle(node) ?? termsObstacle(filter.slice(0, 3));
}

function productObstacle(node: Node, shapes: KnownShapes): string | null {
  const [one, other] = node.inputs.map((input) => shapes.of(input));
  const columns = one?.[booleanAttribute(node, "transpose_a", false) ? 0 : 1];
  const rows = other?.[booleanAttribute(node, "transpose_b", false) ? 1 : 0];
  return termsObstacle([typeof columns === "number" ? columns : (rows ?? "?")]);
}

/** Each term is up to 255 · 255, and 32 bits have to hold their sum. */
function termsObstacle(lengths: readonly KnownDimension[]): string | null {
  const terms = lengths.reduce<number>((product, each) => product * Number(each), 1);
  return terms * 255 * 255 < 2 ** 31 ? null : "32 bits could not hold what it sums up";
}

/** The kernels repeat a vector along the last axis and nothing else, and do not always say so. */
function broadcastObstacle(node: Node, shapes: KnownShapes): string | null {
  const [one, other] = node.inputs.map((input) => shapes.of(input));
  return lineUp(one ?? null, other ?? null) ? null : "it is not known that its inputs have the same shape";
}
