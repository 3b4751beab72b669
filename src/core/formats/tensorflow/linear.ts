// TensorFlow's convolutions and matrix products, and what can be folded into them. None of them takes a bias: a BiasAdd
// behind them adds it, under the name of the last node it stands for, so that what reads or fetches it need not change.
import type { Graph } from "../../ir/graph";
import type { Affine, ChainEnd, ChannelPlace, Linear, LinearOperators, Unary } from "../../ir/linear";
import type { Model } from "../../ir/model";
import { integersOf } from "../../ir/no-op";
import { booleanAttribute, numberAttribute, stringAttribute, type Attribute, type Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { insertConstant, insertNode, outputName } from "./insert";
import { CHANNEL_AXES } from "./layouts";
import { takesNoBiasBehind } from "./operators/padding";
import { own } from "../../ir/own";
import { dataAxisOf, weightOf } from "../../ir/operator-row";
import { rowOf } from "./operators";

interface Form {
  readonly rank: number;
  readonly dataInput: number;
}

const LINEAR: Readonly<Record<string, Form>> = {
  Conv2D: { rank: 4, dataInput: 0 },
  DepthwiseConv2dNative: { rank: 4, dataInput: 0 },
  Conv2DBackpropInput: { rank: 4, dataInput: 2 },
  Conv3D: { rank: 5, dataInput: 0 },
  MatMul: { rank: 2, dataInput: 0 },
};
const WEIGHT = 1;
const BINARY: Readonly<Record<string, "multiply" | "add" | "subtract" | "divide">> = {
  Mul: "multiply",
  Add: "add",
  AddV2: "add",
  Sub: "subtract",
  RealDiv: "divide",
  Div: "divide",
};
const UNARY: Readonly<Record<string, Unary>> = {
  Identity: "copy",
  Neg: "negate",
  Reciprocal: "reciprocal",
  Inv: "reciprocal",
  Sqrt: "sqrt",
  Rsqrt: "rsqrt",
};

/** How operators name their first output, as functions refer to it, where not "output". */
const OUTPUT_NAMES: Readonly<Record<string, string>> = { MatMul: "product", Transpose: "y" };

export class TensorflowLinearOperators implements LinearOperators {
  linear(node: Node): Linear | string | null {
    const form = own(LINEAR, node.op.name) ?? null;
    if (form === null) {
      return null;
    }
    const format = stringAttribute(node, "data_format", "NHWC");
    const channelAxis = own(CHANNEL_AXES, format);
    if (channelAxis === undefined || format === "NCDHW") {
      return `${node.op.name} computes in the layout ${format}`;
    }
    const { rank, dataInput } = form;
    const weight = weightOf(rowOf(node), node, WEIGHT);
    const padded = node.op.name !== "MatMul" && (dataInput !== 0 || stringAttribute(node, "padding", "") !== "VALID");
    return {
      weightInput: WEIGHT,
      outputAxes: weight.outputAxes,
      groups: 1,
      channelAxis,
      rank,
      biasInput: null,
      biasFactor: 1,
      closed: takesNoBiasBehind(node)
        ? "TensorFlow aborts where a bias follows a depthwise convolution that pads by sizes"
        : null,
      data: {
        input: dataInput,
        rank,
        weightAxis: booleanAttribute(node, "transpose_a", false) ? null : dataAxisOf(weight),
        factor: 1,
        padded,
      },
    };
  }

  affine(node: Node, input: number): Affine | string | null {
    const { name } = node.op;
    const operand = node.inputs[1 - input] ?? null;
    const kind = own(BINARY, name);
    if (kind !== undefined && operand !== null) {
      if (kind === "divide" && input === 1) {
        return null;
      }
      const turned = kind === "subtract" && input === 1 ? "subtractFrom" : kind;
      return { kind: turned, operand, channelAxis: null, activation: null };
    }
    if (input !== 0) {
      return null;
    }
    const axis = own(CHANNEL_AXES, stringAttribute(node, "data_format", "NHWC"));
    switch (name) {
      case "BiasAdd":
        return operand === null || axis === undefined
          ? null
          : { kind: "add", operand, channelAxis: axis, activation: null };
      case "FusedBatchNorm":
      case "FusedBatchNormV2":
      case "FusedBatchNormV3":
        return fusedNormalization(node, axis);
      case "BatchNormWithGlobalNormalization":
        return globalNormalization(node);
      default:
        return null;
    }
  }

  unary(node: Node): Unary | null {
    return own(UNARY, node.op.name) ?? null;
  }

  reshaped(): null {
    return null; // The shape is an input, and graphs seldom state it.
  }

  async joined(node: Node) {
    const position = node.op.name === "ConcatV2" ? node.inputs.length - 1 : node.op.name === "Concat" ? 0 : null;
    const axis = position === null ? null : await integersOf(node.inputs[position]);
    const inputs = node.inputs.filter((_, index) => index !== position);
    return axis?.length === 1 ? { axis: axis[0]!, inputs } : null;
  }

  /** Dilated convolutions are written with it: blocks of two dimensions, channels last. */
  keepsChannels(node: Node, { rank, channelAxis }: ChannelPlace): boolean {
    const blocks = node.inputs[1]?.constant?.shape ?? [];
    return node.op.name === "BatchToSpaceND" && rank === 4 && channelAxis === -1 && blocks[0] === 2;
  }

  activationObstacle(): null {
    return null;
  }

  constantObstacle(value: Value): string | null {
    return value.producer === null ? "not made by a Const node" : null;
  }

  setConstant(value: Value, tensor: Tensor): void {
    value.producer!.setAttribute("value", { kind: "tensor", value: tensor });
    value.constant = tensor;
    value.type = { dtype: tensor.dtype, shape: tensor.shape };
  }

  /** In a loop a constant belongs to it by its control inputs. */
  addConstant(model: Model, graph: Graph, name: string, tensor: Tensor, near: Value): Value {
    const like = near.producer!;
    const before = like.next;
    return insertConstant(model, graph, name, tensor, like, like.controlInputs, before);
  }

  setBias(): void {
    throw new Error("No operator of TensorFlow that is folded into takes a bias.");
  }

  takeOver(model: Model, graph: Graph, { node, output, name, last, bias, near, before }: ChainEnd): void {
    const sum = node.outputs[0]!;
    if (bias === null) {
      graph.supplant(sum, output);
      node.name = name;
      output.name = outputName(graph, name, own(OUTPUT_NAMES, node.op.name) ?? "output");
      return;
    }
    const added = this.addConstant(model, graph, `${node.name}_bias`, bias, near);
    output.name = outputName(graph, name, "output");
    const format = stringAttribute(node, "data_format", "NHWC");
    const attributes: [string, Attribute][] = [["T", { kind: "type", value: "float32" }]];
    if (own(CHANNEL_AXES, format) !== -1) {
      attributes.push(["data_format", { kind: "string", value: format }]);
    }
    insertNode(graph, "BiasAdd", name, [sum, added], [output], attributes, node, before, last);
  }
}

function fusedNormalization(node: Node, axis: number | undefined): Affine | string {
  const [, scale, offset, mean, variance] = node.inputs;
  // Inside functions outputs are known by name, and only those that are read.
  const result = node.outputs[0]?.name;
  if (result !== node.name && result !== `${node.name}:y:0`) {
    return "its statistics are read, not its result";
  }
  if (booleanAttribute(node, "is_training", true)) {
    return "it is in training mode";
  }
  if (node.outputs.slice(1).some((output) => output !== null && output.uses.size > 0)) {
    return "its statistics are read too";
  }
  if (axis === undefined || scale == null || offset == null || mean == null || variance == null) {
    return "its form is not known";
  }
  const epsilon = numberAttribute(node, "epsilon", Math.fround(1e-4));
  return { kind: "normalize", scale, offset, mean, variance, epsilon, channelAxis: axis, activation: null };
}

function globalNormalization(node: Node): Affine | string {
  const [, mean, variance, offset, scale] = node.inputs;
  const epsilon = node.attributes.get("variance_epsilon");
  if (mean == null || variance == null || offset == null || scale == null || epsilon?.kind !== "float") {
    return "its form is not known";
  }
  return {
    kind: "normalize",
    mean,
    variance,
    offset,
    scale: booleanAttribute(node, "scale_after_normalization", false) ? scale : null,
    epsilon: epsilon.value,
    channelAxis: -1,
    activation: null,
  };
}
