// ONNX's convolutions and matrix products, and what can be folded into them.
import { staticShape } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Affine, ChainEnd, Linear, LinearOperators, Unary } from "../../ir/linear";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import { numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import { isSparse } from "../../ir/sparse";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { addInitializer } from "./constant";

const BINARY: Readonly<Record<string, readonly ["multiply" | "add" | "subtract" | "divide", first: boolean]>> = {
  Mul: ["multiply", false],
  Add: ["add", false],
  Sub: ["subtract", true],
  Div: ["divide", true],
};
const UNARY: Readonly<Record<string, Unary>> = {
  Identity: "copy",
  Neg: "negate",
  Reciprocal: "reciprocal",
  Sqrt: "sqrt",
};
/** From this opset on binary operators broadcast as NumPy does, and nodes do not say whether they train. */
const NUMPY_BROADCASTING = 7;

export class OnnxLinearOperators implements LinearOperators {
  constructor(readonly opset: number) {}

  linear(node: Node): Linear | string | null {
    const weights = rankOf(node.inputs[1]);
    const common = { weightInput: 1, groups: 1, channelAxis: 1, biasInput: 2, biasFactor: 1 } as const;
    switch (node.op.domain === "" ? node.op.name : "") {
      case "Conv":
        return { ...common, outputAxes: [0], rank: weights };
      case "ConvTranspose":
        return { ...common, outputAxes: [1], rank: weights, groups: numberAttribute(node, "group", 1) };
      case "Gemm": {
        const outputAxes = [numberAttribute(node, "transB", 0) === 0 ? 1 : 0];
        if (this.opset < NUMPY_BROADCASTING && numberAttribute(node, "broadcast", 0) !== 1) {
          return `the bias of ${node.op.name} is a matrix`;
        }
        return { ...common, outputAxes, rank: 2, biasFactor: numberAttribute(node, "beta", 1) };
      }
      case "MatMul":
        if (this.opset < NUMPY_BROADCASTING || weights === null || weights < 2) {
          return null;
        }
        return { ...common, outputAxes: [-1], channelAxis: -1, rank: resultRank(node), biasInput: null };
      default:
        return null;
    }
  }

  affine(node: Node, input: number): Affine | string | null {
    const { domain, name } = node.op;
    if (domain !== "") {
      return null;
    }
    const binary = Object.hasOwn(BINARY, name) ? BINARY[name]! : null;
    if (binary !== null) {
      const operand = node.inputs[1 - input];
      const [kind, ordered] = binary;
      if (operand == null || this.opset < NUMPY_BROADCASTING || (ordered && input === 1 && kind === "divide")) {
        return null;
      }
      const turned = kind === "subtract" && input === 1 ? "subtractFrom" : kind;
      return { kind: turned, operand, channelAxis: null, activation: null };
    }
    return name === "BatchNormalization" && input === 0 ? this.#normalization(node) : null;
  }

  #normalization(node: Node): Affine | string {
    const [, scale, offset, mean, variance] = node.inputs;
    if (this.opset >= 14 ? numberAttribute(node, "training_mode", 0) !== 0 : false) {
      return "it is in training mode";
    }
    if (this.opset < NUMPY_BROADCASTING && numberAttribute(node, "is_test", 0) === 0) {
      return "it is in training mode";
    }
    if (node.outputs.slice(1).some((output) => output !== null)) {
      return "it makes running statistics too, as in training";
    }
    if (this.opset < 9 && numberAttribute(node, "spatial", 1) === 0) {
      return "it normalizes every position by statistics of its own";
    }
    if (scale == null || offset == null || mean == null || variance == null) {
      return "it lacks statistics";
    }
    const epsilon = numberAttribute(node, "epsilon", Math.fround(1e-5));
    return { kind: "normalize", scale, offset, mean, variance, epsilon, channelAxis: 1, activation: null };
  }

  unary(node: Node): Unary | null {
    return node.op.domain === "" && Object.hasOwn(UNARY, node.op.name) ? UNARY[node.op.name]! : null;
  }

  reshaped(node: Node, shape: readonly number[]): readonly number[] | null {
    const { domain, name } = node.op;
    const axes = numbersAttribute(node, "axes");
    if (domain !== "" || !["Unsqueeze", "Squeeze", "Reshape"].includes(name)) {
      return null;
    }
    if (name !== "Unsqueeze" || axes === null) {
      return staticShape(node.outputs[0]?.type?.shape);
    }
    const rest = [...shape];
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
    return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1)));
  }

  keepsChannels(): boolean {
    return false;
  }

  activationObstacle(): null {
    return null;
  }

  constantObstacle(value: Value): string | null {
    const { producer } = value;
    if (producer !== null && producer.attributes.get("value")?.kind !== "tensor") {
      return "made by a Constant of another form";
    }
    return value.constant !== null && isSparse(value.constant.storage) ? "stored sparsely" : null;
  }

  setConstant(value: Value, tensor: Tensor): void {
    value.producer?.setAttribute("value", { kind: "tensor", value: tensor });
    value.constant = tensor;
    value.type = { dtype: tensor.dtype, shape: tensor.shape };
  }

  addConstant(model: Model, graph: Graph, name: string, tensor: Tensor): Value {
    return addInitializer(model, graph, name, tensor);
  }

  setBias(graph: Graph, node: Node, input: number, bias: Value): void {
    graph.setInput(node, input, bias);
    if (node.op.name === "Gemm") {
      node.setAttribute("beta", null);
    }
  }

  takeOver(model: Model, graph: Graph, { node, output, bias, before }: ChainEnd): void {
    const sum = node.outputs[0]!;
    if (bias !== null) {
      const added = addInitializer(model, graph, `${sum.name}_bias`, bias);
      const name = uniqueName(model, `${node.name || sum.name}_add`);
      const op = { domain: "", name: "Add", version: node.op.version };
      graph.insert({ name, op, inputs: [sum, added], outputs: [output] }, before);
      return;
    }
    sum.producer = null;
    graph.addOutput(node, 0, output);
    graph.removeValue(sum);
  }
}

function rankOf(value: Value | null | undefined): number | null {
  return value?.constant?.shape.length ?? value?.type?.shape?.length ?? null;
}

/** Of a MatMul by weights; the batch dimensions of both sides are broadcast. */
function resultRank(node: Node): number | null {
  const [left, right] = [rankOf(node.inputs[0]), rankOf(node.inputs[1])];
  return left === null || right === null || left < 2 ? rankOf(node.outputs[0]) : Math.max(left, right);
}
