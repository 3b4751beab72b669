// TFLite's convolutions and matrix products, and what can be folded into them.
import type { Graph } from "../../ir/graph";
import type { Affine, ChainEnd, ChannelPlace, Linear, LinearOperators, Unary } from "../../ir/linear";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import { numberAttribute, stringAttribute, type Node } from "../../ir/node";
import { staticShape } from "../../ir/dtype";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { isStoredSparsely } from "./sparse-constants";
import { CUSTOM_DOMAIN } from "./operator-codes";
import { own } from "../../ir/own";
import { dataAxisOf, weightOf } from "../../ir/operator-row";
import { rowOf } from "./operators";

/** Where they read their data. */
const DATA: Readonly<Record<string, number>> = {
  CONV_2D: 0,
  DEPTHWISE_CONV_2D: 0,
  TRANSPOSE_CONV: 2,
  FULLY_CONNECTED: 0,
};
const WEIGHT = 1;
const BINARY: Readonly<Record<string, "multiply" | "add" | "subtract" | "divide">> = {
  MUL: "multiply",
  ADD: "add",
  SUB: "subtract",
  DIV: "divide",
};
const UNARY: Readonly<Record<string, Unary>> = { NEG: "negate", SQRT: "sqrt", RSQRT: "rsqrt" };
const ACTIVATION = "fused_activation_function";
/** Versions of TRANSPOSE_CONV that take a bias and an activation. */
const TRANSPOSED_BIAS = 3;
const TRANSPOSED_ACTIVATION = 4;

export class TfliteLinearOperators implements LinearOperators {
  linear(node: Node): Linear | string | null {
    const data = rowIn(DATA, node);
    if (data === null) {
      return null;
    }
    const activation = stringAttribute(node, ACTIVATION, "NONE");
    if (stringAttribute(node, "weights_format", "DEFAULT") !== "DEFAULT") {
      return `the weights of ${node.op.name} are shuffled`;
    }
    // A file may leave the shape of what is computed empty.
    const stated = node.outputs[0]?.type?.shape?.length ?? 0;
    const given = node.inputs[data]?.type?.shape?.length ?? 0;
    const isDense = node.op.name === "FULLY_CONNECTED";
    const padded = data !== 0 || stringAttribute(node, "padding", "SAME") !== "VALID";
    const row = rowOf(node);
    const weight = weightOf(row, node, WEIGHT);
    return {
      weightInput: WEIGHT,
      outputAxes: weight.outputAxes,
      groups: 1,
      channelAxis: -1,
      rank: !isDense ? 4 : stated === 0 ? null : stated,
      biasInput: row.biases![0]!,
      biasFactor: 1,
      closed: activation === "NONE" ? null : `${node.op.name} applies ${activation} before it`,
      data: {
        input: data,
        rank: !isDense ? 4 : given === 0 ? null : given,
        weightAxis: dataAxisOf(weight),
        factor: 1,
        padded: !isDense && padded,
      },
    };
  }

  affine(node: Node, input: number): Affine | null {
    const kind = rowIn(BINARY, node);
    const operand = node.inputs[1 - input] ?? null;
    if (kind === null || operand === null || (kind === "divide" && input === 1)) {
      return null;
    }
    const turned = kind === "subtract" && input === 1 ? "subtractFrom" : kind;
    const activation = stringAttribute(node, ACTIVATION, "NONE");
    return { kind: turned, operand, channelAxis: null, activation: activation === "NONE" ? null : activation };
  }

  unary(node: Node): Unary | null {
    return rowIn(UNARY, node);
  }

  reshaped(node: Node): readonly number[] | null {
    const isReshape = rowIn({ RESHAPE: true, EXPAND_DIMS: true, SQUEEZE: true }, node);
    return isReshape === null ? null : staticShape(node.outputs[0]?.type?.shape);
  }

  joined(node: Node) {
    const joins = rowIn({ CONCATENATION: true }, node) !== null && stringAttribute(node, ACTIVATION, "NONE") === "NONE";
    return Promise.resolve(joins ? { axis: numberAttribute(node, "axis", 0), inputs: node.inputs } : null);
  }

  /** Dilated convolutions are written with it: blocks of two dimensions, channels last. */
  keepsChannels(node: Node, { rank, channelAxis }: ChannelPlace): boolean {
    const blocks = node.inputs[1]?.constant?.shape ?? [];
    return rowIn({ BATCH_TO_SPACE_ND: true }, node) !== null && rank === 4 && channelAxis === -1 && blocks[0] === 2;
  }

  activationObstacle(node: Node, activation: string): string | null {
    const { name, version } = node.op;
    if (name === "TRANSPOSE_CONV" && (version ?? 1) < TRANSPOSED_ACTIVATION) {
      return `its ${activation} could only move into a version of ${name} that runtimes before 2.13 lack`;
    }
    return node.attributes.has(ACTIVATION) ? null : `${name} has no options to put its ${activation} in`;
  }

  constantObstacle(value: Value): string | null {
    return isStoredSparsely(value) ? "stored sparsely" : null;
  }

  setConstant(value: Value, tensor: Tensor): void {
    value.constant = tensor;
    value.type = { dtype: tensor.dtype, shape: tensor.shape };
  }

  addConstant(model: Model, graph: Graph, name: string, tensor: Tensor): Value {
    return graph.addConstant(uniqueName(model, name), tensor);
  }

  setBias(graph: Graph, node: Node, input: number, bias: Value): void {
    while (node.inputs.length < input) {
      graph.setInput(node, node.inputs.length, null);
    }
    graph.setInput(node, input, bias);
    if (node.op.name === "TRANSPOSE_CONV") {
      node.op = { ...node.op, version: Math.max(TRANSPOSED_BIAS, node.op.version ?? 1) };
    }
  }

  takeOver(_model: Model, graph: Graph, { node, output, activation }: ChainEnd): void {
    const sum = node.outputs[0]!;
    graph.supplant(sum, output);
    if (activation !== null) {
      node.setAttribute(ACTIVATION, { kind: "string", value: activation });
    }
  }
}

function rowIn<T>(rows: Readonly<Record<string, T>>, { op }: Node): T | null {
  return op.domain === CUSTOM_DOMAIN ? null : (own(rows, op.name) ?? null);
}
