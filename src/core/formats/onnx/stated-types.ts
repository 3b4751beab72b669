// The element types of results that what a node reads does not tell: an attribute does, or the operator alone.
import type { DType } from "../../ir/dtype";
import type { Attribute, Node } from "../../ir/node";
import { own } from "../../ir/own";
import type { Value } from "../../ir/value";
import { dtypeOf } from "./schema";

/** A type, or the value that has the same one; null where neither is known. */
type Told = DType | Value | null;
type Rule = (node: Node, output: number) => Told;

const fixed =
  (...types: readonly DType[]): Rule =>
  (_, output) =>
    types[output] ?? null;
const likeInput =
  (...inputs: readonly number[]): Rule =>
  (node) =>
    inputs.map((input) => node.inputs[input]).find((value) => value != null) ?? null;
/** By attribute, and where that is absent or 0 by another rule. */
const stated =
  (attribute: string, otherwise: Rule): Rule =>
  (node, output) =>
    typeIn(node.attributes.get(attribute)) ?? otherwise(node, output);
const first =
  (rule: Rule, ...others: readonly DType[]): Rule =>
  (node, output) =>
    output === 0 ? rule(node, output) : (others[output - 1] ?? null);
const orElse =
  (rule: Rule, type: DType): Rule =>
  (node, output) =>
    rule(node, output) ?? type;

/** What classifiers call their classes. */
const labels: Rule = ({ attributes }) =>
  ["classlabels_strings", "cats_strings"].some((name) => attributes.has(name)) ? "string" : "int64";
const labelled: Rule = ({ attributes }) => {
  const values = [...attributes.keys()].find((name) => name.startsWith("values_"));
  return values === undefined ? null : (own(LABEL_TYPES, values) ?? null);
};
const LABEL_TYPES: Readonly<Record<string, DType>> = {
  values_strings: "string",
  values_int64s: "int64",
  values_floats: "float32",
};
const constant: Rule = ({ attributes }) => {
  const name = [...attributes.keys()].find((each) => each.startsWith("value_")) ?? "";
  return name.startsWith("value_string") ? "string" : null;
};
const filling: Rule = ({ attributes }) => {
  const element = attributes.get("value");
  return element === undefined ? "float32" : element.kind === "tensor" ? element.value.dtype : null;
};
const other: Rule = (node) => {
  const type = node.inputs[0]?.type?.dtype;
  return type === "string" ? "int64" : type === "int64" ? "string" : null;
};

const RULES: Readonly<Record<string, Rule>> = {
  Cast: stated("to", fixed()),
  ConstantOfShape: filling,
  Constant: constant,
  EyeLike: stated("dtype", likeInput(0)),
  RandomNormalLike: stated("dtype", likeInput(0)),
  RandomUniformLike: stated("dtype", likeInput(0)),
  Bernoulli: stated("dtype", likeInput(0)),
  RandomNormal: stated("dtype", fixed("float32")),
  RandomUniform: stated("dtype", fixed("float32")),
  Multinomial: stated("dtype", fixed("int32")),
  HannWindow: stated("output_datatype", fixed("float32")),
  HammingWindow: stated("output_datatype", fixed("float32")),
  BlackmanWindow: stated("output_datatype", fixed("float32")),
  MelWeightMatrix: stated("output_datatype", fixed("float32")),
  QuantizeLinear: orElse(stated("output_dtype", likeInput(2)), "uint8"),
  DequantizeLinear: stated("output_dtype", likeInput(1)),
  DynamicQuantizeLinear: fixed("uint8", "float32", "uint8"),
  QLinearConv: likeInput(7),
  QLinearMatMul: likeInput(7),
  ConvInteger: fixed("int32"),
  MatMulInteger: fixed("int32"),
  BitShift: likeInput(0),
  BitwiseAnd: likeInput(0, 1),
  BitwiseOr: likeInput(0, 1),
  BitwiseXor: likeInput(0, 1),
  BitwiseNot: likeInput(0),
  StringConcat: fixed("string"),
  StringNormalizer: fixed("string"),
  StringSplit: fixed("string", "int64"),
  ImageDecoder: fixed("uint8"),
  "com.microsoft:QuantizeLinear": orElse(likeInput(2), "uint8"),
  "com.microsoft:DequantizeLinear": likeInput(1),
  "com.microsoft:DynamicQuantizeMatMul": likeInput(0),
  "com.microsoft:DynamicQuantizeLSTM": likeInput(0),
  "com.microsoft:MatMulIntegerToFloat": likeInput(2, 3),
  "com.microsoft:MatMulNBits": likeInput(0),
  "com.microsoft:QAttention": likeInput(3, 4),
  "com.microsoft:QGemm": orElse(likeInput(8), "float32"),
  "com.microsoft:QLinearAdd": likeInput(0, 3),
  "com.microsoft:QLinearMul": likeInput(0, 3),
  "com.microsoft:QLinearConcat": likeInput(2, 1),
  "com.microsoft:QLinearConv": likeInput(7),
  "com.microsoft:QLinearSigmoid": likeInput(0),
  "com.microsoft:QLinearSoftmax": likeInput(0),
  "com.microsoft:QLinearLeakyRelu": likeInput(0),
  "com.microsoft:QLinearReduceMean": likeInput(0),
  "com.microsoft:QLinearAveragePool": likeInput(0),
  "com.microsoft:QLinearGlobalAveragePool": likeInput(0),
  "ai.onnx.ml:ArrayFeatureExtractor": likeInput(0),
  "ai.onnx.ml:Binarizer": likeInput(0),
  "ai.onnx.ml:CategoryMapper": other,
  "ai.onnx.ml:FeatureVectorizer": fixed("float32"),
  "ai.onnx.ml:Imputer": likeInput(0),
  "ai.onnx.ml:LabelEncoder": labelled,
  "ai.onnx.ml:LinearClassifier": first(labels, "float32"),
  "ai.onnx.ml:LinearRegressor": fixed("float32"),
  "ai.onnx.ml:Normalizer": fixed("float32"),
  "ai.onnx.ml:OneHotEncoder": fixed("float32"),
  "ai.onnx.ml:SVMClassifier": first(labels, "float32"),
  "ai.onnx.ml:SVMRegressor": fixed("float32"),
  "ai.onnx.ml:Scaler": fixed("float32"),
  "ai.onnx.ml:TreeEnsemble": likeInput(0),
  "ai.onnx.ml:TreeEnsembleClassifier": first(labels, "float32"),
  "ai.onnx.ml:TreeEnsembleRegressor": fixed("float32"),
};

/** What an output's type is, or is the same as, where this operator has a rule of its own. */
export function statedType(node: Node, output: number): Told {
  const { domain, name } = node.op;
  return own(RULES, domain === "" ? name : `${domain}:${name}`)?.(node, output) ?? null;
}

/** By number or, in old opsets, by name. */
function typeIn(attribute: Attribute | undefined): DType | null {
  if (attribute?.kind === "int") {
    const type = dtypeOf(Number(attribute.value));
    return type === "opaque" ? null : type;
  }
  const names: Readonly<Record<string, DType>> = { FLOAT: "float32", DOUBLE: "float64" };
  const text = attribute?.kind === "string" ? attribute.value : null;
  return text === null ? null : (own(names, text) ?? (text.toLowerCase() as DType));
}
