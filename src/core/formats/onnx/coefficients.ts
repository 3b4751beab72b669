// Classical models keep what was fitted in attributes: https://onnx.ai/onnx/operators/index.html#ai-onnx-ml
import type { Coefficients } from "../../ir/dialect";
import { elementCount, type DType } from "../../ir/dtype";
import type { Attribute, Node } from "../../ir/node";
import { own } from "../../ir/own";
import { Field, subMessage, WireType } from "../../wire/protobuf-reader";
import { ATTRIBUTE } from "./schema";

/**
 * Of each operator the attributes that hold what was fitted. Vocabularies, kernels and names of classes are settings; so
 * are features and children of a tree: its parameters are the thresholds of its branches and the weights of its leaves.
 */
const FITTED: Readonly<Record<string, readonly string[]>> = {
  LinearClassifier: ["coefficients", "intercepts"],
  LinearRegressor: ["coefficients", "intercepts"],
  SVMClassifier: ["coefficients", "support_vectors", "rho", "prob_a", "prob_b"],
  SVMRegressor: ["coefficients", "support_vectors", "rho"],
  Scaler: ["offset", "scale"],
  Imputer: ["imputed_value_floats", "imputed_value_int64s"],
  TreeEnsembleClassifier: ["class_weights", "class_weights_as_tensor", "base_values", "base_values_as_tensor"],
  TreeEnsembleRegressor: ["target_weights", "target_weights_as_tensor", "base_values", "base_values_as_tensor"],
  TreeEnsemble: ["nodes_splits", "leaf_weights"],
};
const THRESHOLDS = ["nodes_values", "nodes_values_as_tensor"];

export function coefficientsOf(node: Node): readonly Coefficients[] {
  const { domain, name } = node.op;
  if (domain === "" && name === "TfIdfVectorizer") {
    return found(node, ["weights"]).filter(({ name: key }) => !isOnes(node.attributes.get(key)));
  }
  const fitted = domain === "ai.onnx.ml" ? own(FITTED, name) : undefined;
  if (fitted === undefined) {
    return [];
  }
  const branches = branchesOf(node);
  const thresholds = branches === null ? [] : found(node, THRESHOLDS);
  const all = [...thresholds.map((each) => ({ ...each, elements: branches! })), ...found(node, fitted)];
  return name === "LinearClassifier" ? all.map((each) => withoutMirror(node, each)) : all;
}

function found(node: Node, names: readonly string[]): Coefficients[] {
  return names.flatMap((name) => {
    const attribute = node.attributes.get(name);
    const held = attribute === undefined ? null : heldIn(attribute);
    return held === null || held.elements === 0 ? [] : [{ name, key: attribute!, ...held }];
  });
}

function heldIn(attribute: Attribute): { dtype: DType; elements: number; bytes: number } | null {
  if (attribute.kind === "tensor") {
    const { dtype, shape, storage } = attribute.value;
    return { dtype, elements: elementCount(shape), bytes: storage.storedBytes };
  }
  if (attribute.kind === "list" && (attribute.of === "float" || attribute.of === "int")) {
    return listOf(attribute.of, attribute.value.length);
  }
  if (attribute.kind === "opaque" && attribute.origin instanceof Field) {
    const floats = subMessage(attribute.origin, "AttributeProto").all(ATTRIBUTE.floats);
    return listOf(
      "float",
      floats.reduce((sum, { wireType, length }) => sum + (wireType === WireType.Bytes ? Math.floor(length / 4) : 1), 0),
    );
  }
  return null;
}

function listOf(of: "float" | "int", elements: number) {
  return { dtype: of === "float" ? "float32" : "int64", elements, bytes: elements * (of === "float" ? 4 : 8) } as const;
}

/** How many nodes of trees have a threshold; null where the node has no trees, or they are not known. */
function branchesOf(node: Node): number | null {
  const modes = node.attributes.get("nodes_modes");
  return modes?.kind === "list" && modes.of === "string" ? modes.value.filter((mode) => mode !== "LEAF").length : null;
}

/** Of two classes, a linear model has coefficients for one; the other's are written down as their negatives. */
function withoutMirror(node: Node, held: Coefficients): Coefficients {
  const attribute = node.attributes.get(held.name);
  const values = attribute?.kind === "list" ? (attribute.value as readonly number[]) : [];
  const half = values.length / 2;
  const isMirrored =
    classesOf(node) === 2 &&
    half >= 1 &&
    values.slice(0, half).every((value, index) => value === -values[half + index]!);
  return isMirrored ? { ...held, elements: half } : held;
}

function classesOf(node: Node): number {
  const count = (name: string) => {
    const labels = node.attributes.get(name);
    return labels?.kind === "list" ? labels.value.length : 0;
  };
  return Math.max(count("classlabels_strings"), count("classlabels_ints"));
}

function isOnes(attribute: Attribute | undefined): boolean {
  return attribute?.kind === "list" && attribute.value.every((value) => value === 1);
}
