// ONNX's convolutions and matrix products, and what can be folded into them.
import { staticShape } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Affine, ChainEnd, Linear, LinearOperators, Unary } from "../../ir/linear";
import { isFunctionBody, type Model } from "../../ir/model";
import { isSparse } from "../../ir/sparse";
import { uniqueName } from "../../ir/names";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { addInitializer } from "./constant";
import { own } from "../../ir/own";
import { operandOf } from "../../ir/operator-row";
import { rowOf } from "./operators";

const WEIGHT = 1;
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
  linear(node: Node): Linear | string | null {
    const weight = operandOf(rowOf(node), node, WEIGHT);
    if (!isKnown(node) || weight.kind !== "weight") {
      return null;
    }
    const weights = rankOf(node.inputs[WEIGHT]);
    const { outputAxes, inputAxis } = weight;
    const plain = { groups: 1, channelAxis: 1, biasInput: 2, biasFactor: 1, closed: null };
    const common = { ...plain, weightInput: WEIGHT, outputAxes, rank: weights };
    const data = { input: 0, rank: weights, weightAxis: inputAxis, factor: 1, padded: false };
    switch (node.op.name) {
      case "Conv": {
        const weightAxis = numberAttribute(node, "group", 1) === 1 ? inputAxis : null;
        return { ...common, data: { ...data, weightAxis, padded: pads(node) } };
      }
      case "ConvTranspose":
        return { ...common, groups: numberAttribute(node, "group", 1), data: { ...data, padded: true } };
      case "Gemm": {
        if (opsetOf(node) < NUMPY_BROADCASTING && numberAttribute(node, "broadcast", 0) !== 1) {
          return `the bias of ${node.op.name} is a matrix`;
        }
        const weightAxis = numberAttribute(node, "transA", 0) !== 0 ? null : inputAxis;
        return {
          ...common,
          rank: 2,
          biasFactor: numberAttribute(node, "beta", 1),
          data: { ...data, rank: 2, weightAxis, factor: numberAttribute(node, "alpha", 1) },
        };
      }
      case "MatMul":
        if (opsetOf(node) < NUMPY_BROADCASTING || weights === null || weights < 2) {
          return null;
        }
        return {
          ...common,
          channelAxis: -1,
          rank: resultRank(node),
          biasInput: isGemm(node) ? 2 : null,
          data: { ...data, rank: rankOf(node.inputs[0]) },
        };
      default:
        return null;
    }
  }

  affine(node: Node, input: number): Affine | string | null {
    const { name } = node.op;
    if (!isKnown(node)) {
      return null;
    }
    const binary = own(BINARY, name) ?? null;
    if (binary !== null) {
      const operand = node.inputs[1 - input];
      const [kind, ordered] = binary;
      if (operand == null || opsetOf(node) < NUMPY_BROADCASTING || (ordered && input === 1 && kind === "divide")) {
        return null;
      }
      const turned = kind === "subtract" && input === 1 ? "subtractFrom" : kind;
      return { kind: turned, operand, channelAxis: null, activation: null };
    }
    return name === "BatchNormalization" && input === 0 ? this.#normalization(node) : null;
  }

  #normalization(node: Node): Affine | string {
    const [, scale, offset, mean, variance] = node.inputs;
    if (opsetOf(node) >= 14 ? numberAttribute(node, "training_mode", 0) !== 0 : false) {
      return "it is in training mode";
    }
    if (opsetOf(node) < NUMPY_BROADCASTING && numberAttribute(node, "is_test", 0) === 0) {
      return "it is in training mode";
    }
    if (node.outputs.slice(1).some((output) => output !== null)) {
      return "it makes running statistics too, as in training";
    }
    if (opsetOf(node) < 9 && numberAttribute(node, "spatial", 1) === 0) {
      return "it normalizes every position by statistics of its own";
    }
    if (scale == null || offset == null || mean == null || variance == null) {
      return "it lacks statistics";
    }
    const epsilon = numberAttribute(node, "epsilon", Math.fround(1e-5));
    return { kind: "normalize", scale, offset, mean, variance, epsilon, channelAxis: 1, activation: null };
  }

  unary(node: Node): Unary | null {
    return node.op.domain === "" ? (own(UNARY, node.op.name) ?? null) : null;
  }

  reshaped(node: Node, shape: readonly number[]): readonly number[] | null {
    const { name } = node.op;
    const axes = numbersAttribute(node, "axes");
    if (!isKnown(node) || !["Unsqueeze", "Squeeze", "Reshape"].includes(name)) {
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

  joined(node: Node) {
    const axis = node.attributes.get("axis");
    const known = node.op.domain === "" && node.op.name === "Concat" && axis?.kind === "int";
    return Promise.resolve(known ? { axis: Number(axis.value), inputs: node.inputs } : null);
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

  /** The body of a function has no initializers. */
  addConstant(model: Model, graph: Graph, name: string, tensor: Tensor, near: Value): Value {
    const like = near.producer;
    if (like === null || !isFunctionBody(model, graph)) {
      return addInitializer(model, graph, name, tensor);
    }
    const output = graph.addConstant(uniqueName(model, name), tensor);
    const attributes = new Map([["value", { kind: "tensor", value: tensor } as const]]);
    graph.insert({ name: output.name, op: like.op, inputs: [], outputs: [output], attributes }, like);
    return output;
  }

  setBias(graph: Graph, node: Node, input: number, bias: Value): void {
    graph.setInput(node, input, bias);
    if (node.op.name === "Gemm") {
      node.setAttribute("beta", null);
    } else if (node.op.name === "MatMul") {
      node.op = { ...node.op, name: "Gemm" };
    }
  }

  takeOver(model: Model, graph: Graph, { node, output, last, bias, near, before }: ChainEnd): void {
    const sum = node.outputs[0]!;
    if (bias !== null) {
      const added = this.addConstant(model, graph, `${sum.name}_bias`, bias, near);
      const name = uniqueName(model, `${node.name || sum.name}_add`);
      const op = { domain: "", name: "Add", version: node.op.version };
      graph.insert({ name, op, inputs: [sum, added], outputs: [output], continues: last }, before);
      return;
    }
    graph.supplant(sum, output);
  }
}

/** Of ONNX itself, all its attributes known: in a function one may stand for an attribute of the function. */
function isKnown(node: Node): boolean {
  return node.op.domain === "" && [...node.attributes.values()].every(({ kind }) => kind !== "opaque");
}

/** That of the graph or of the function the node is in. */
function opsetOf(node: Node): number {
  return node.op.version ?? 0;
}

/** Whether a convolution puts zeros around its input, or may do so. */
function pads(node: Node): boolean {
  const sizes = numbersAttribute(node, "pads") ?? [];
  return sizes.some((each) => each !== 0) || stringAttribute(node, "auto_pad", "NOTSET").startsWith("SAME");
}

/** Whether a MatMul is one of two matrices, as Gemm computes it and adds a bias. */
function isGemm(node: Node): boolean {
  return rankOf(node.inputs[1]) === 2 && resultRank(node) === 2;
}

/** Operators whose result has as many dimensions as their first input. */
const KEEP_RANK = new Set(["Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "Softmax", "Dropout", "Identity"]);
/** Further back nobody looks for the shape of an input. */
const MOST_STEPS = 16;

/** As it is stated or follows from how the value is made; null where neither tells. */
function rankOf(value: Value | null | undefined, steps = MOST_STEPS): number | null {
  const stated = value?.constant?.shape.length ?? value?.type?.shape?.length ?? null;
  const maker = value?.producer ?? null;
  if (stated !== null || maker?.op.domain !== "" || steps === 0) {
    return stated;
  }
  if (maker.op.name === "Gemm" || maker.op.name === "Flatten") {
    return 2;
  }
  return KEEP_RANK.has(maker.op.name) ? rankOf(maker.inputs[0], steps - 1) : null;
}

/** Of a MatMul by weights; the batch dimensions of both sides are broadcast. */
function resultRank(node: Node): number | null {
  const [left, right] = [rankOf(node.inputs[0]), rankOf(node.inputs[1])];
  return left === null || right === null || left < 2 ? rankOf(node.outputs[0]) : Math.max(left, right);
}
