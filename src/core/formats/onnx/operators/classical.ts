// Trees, linear models and what prepares their features: https://onnx.ai/onnx/operators/#ai-onnx-ml
import type { DType } from "../../../ir/dtype";
import { numberAttribute, numbersAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { sum } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import type { Count, Facts } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { all, like, multiplying, operator, operators, shapeOf, type Rule } from "../../../semantics/rules";

function lengthOf(node: Node, ...names: readonly string[]): number | null {
  for (const name of names) {
    const attribute = node.attributes.get(name);
    if (attribute?.kind === "list" && attribute.value.length > 0) {
      return attribute.value.length;
    }
  }
  return null;
}

/** A row of features, or several. */
function batchOf(inputs: Facts): Dimension {
  const { shape } = inputs.at(0);
  return shape === null ? null : shape.length === 1 ? 1 : (shape[0] ?? null);
}

/** The class of each row, and the scores of all classes. */
const classifier: Rule = (node, inputs) => {
  const batch = batchOf(inputs);
  const words = lengthOf(node, "classlabels_strings");
  const classes = words ?? lengthOf(node, "classlabels_ints", "classlabels_int64s");
  return [fact(words === null ? "int64" : "string", [batch]), fact("float32", [batch, classes])];
};

const regressor: Rule = (node, inputs) => [
  fact("float32", [batchOf(inputs), numberAttribute(node, "n_targets", numberAttribute(node, "targets", 1))]),
];

const LABEL_TYPES: readonly (readonly [string, DType])[] = [
  ["values_strings", "string"],
  ["values_int64s", "int64"],
  ["values_floats", "float32"],
];

const labels: Rule = (node, inputs) => {
  const tensor = node.attributes.get("values_tensor");
  const words = node.attributes.has("classes_strings");
  const dtype: DType | null =
    tensor?.kind === "tensor"
      ? tensor.value.dtype
      : words
        ? inputs.at(0).dtype === "string"
          ? "int64"
          : "string"
        : (LABEL_TYPES.find(([name]) => node.attributes.has(name))?.[1] ?? null);
  return [fact(dtype, inputs.at(0).shape)];
};

const oneHot: Rule = (node, inputs) => {
  const { shape } = inputs.at(0);
  return [fact("float32", shape && [...shape, lengthOf(node, "cats_int64s", "cats_strings")])];
};

const featureVector: Rule = (node, inputs) => {
  const stated = numbersAttribute(node, "inputdimensions");
  const lengths = stated ?? all(inputs).map(({ shape }) => (shape?.length === 1 ? shape[0]! : (shape?.[1] ?? null)));
  return [fact("float32", [batchOf(inputs), sum(lengths)])];
};

const picked: Rule = (_, inputs) => {
  const [x, places] = [inputs.at(0), inputs.at(1)];
  const count = places.shape === null ? null : (places.shape.at(-1) ?? null);
  return [fact(x.dtype, x.shape && (x.shape.length === 1 ? [1, count] : [...x.shape.slice(0, -1), count]))];
};

/** By how many words there are to look up. */
const dictionary: Rule = (node) => [fact(null, [1, lengthOf(node, "string_vocabulary", "int64_vocabulary")])];

/** Each row is multiplied with all of these numbers. */
const perRowOf =
  (...names: readonly string[]): Count =>
  (node, lengths) => {
    const x = lengths.input(0);
    const numbers = names.map((name) => lengthOf(node, name) ?? 0).reduce((total, each) => total + each, 0);
    return (x.length === 1 ? 1 : (x[0] ?? NaN)) * numbers;
  };

const linear = perRowOf("coefficients");
/** Products with support vectors, which kernels are made of, and sums of these. */
const supported = perRowOf("support_vectors", "coefficients");

const ML = {
  LinearClassifier: multiplying(operator(classifier), linear),
  SVMClassifier: multiplying(operator(classifier), supported),
  TreeEnsembleClassifier: operator(classifier),
  LinearRegressor: multiplying(operator(regressor), linear),
  SVMRegressor: multiplying(operator(regressor), supported),
  TreeEnsembleRegressor: operator(regressor),
  TreeEnsemble: operator((node, inputs) => [
    fact(inputs.at(0).dtype, [batchOf(inputs), numberAttribute(node, "n_targets", 1)]),
  ]),
  ...operators(operator(shapeOf("float32")), "Normalizer Scaler"),
  ...operators(operator(like()), "Binarizer Imputer"),
  LabelEncoder: operator(labels),
  CategoryMapper: operator((_, inputs) => [
    fact(inputs.at(0).dtype === "string" ? "int64" : "string", inputs.at(0).shape),
  ]),
  OneHotEncoder: operator(oneHot),
  FeatureVectorizer: operator(featureVector),
  ArrayFeatureExtractor: operator(picked),
  DictVectorizer: operator(dictionary),
  ZipMap: operator(() => [fact("sequence", null)]),
  CastMap: operator(() => [fact("float32", null)]),
};

export const classicalOperators = family(
  "other",
  Object.fromEntries(Object.entries(ML).map(([name, each]) => [`ai.onnx.ml:${name}`, each])),
);
