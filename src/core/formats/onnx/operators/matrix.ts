import type { DType } from "../../../ir/dtype";
import { numberAttribute, stringAttribute } from "../../../ir/node";
import { add, divide, multiply } from "../../../semantics/dimension";
import { einsumFact } from "../../../semantics/einsum";
import { fact } from "../../../semantics/fact";
import type { Facts, Operator } from "../../../ir/operator";
import { all, needed, operator, operators, type Rule } from "../../../semantics/rules";
import { matrixProduct } from "../../../semantics/shape-rules";

type TypeOf = (inputs: Facts) => DType | null;

const typeAt =
  (...positions: readonly number[]): TypeOf =>
  (inputs) =>
    positions.map((position) => inputs.at(position).dtype).find((dtype) => dtype !== null) ?? null;

const product =
  (a: number, b: number, dtype: TypeOf): Rule =>
  (_, inputs) => [fact(dtype(inputs), matrixProduct(inputs.at(a).shape, inputs.at(b).shape))];

const gemm =
  (b: number, dtype: TypeOf): Rule =>
  (node, inputs) => {
    const [one, other] = [inputs.at(0).shape, inputs.at(b).shape];
    const rows = one?.[numberAttribute(node, "transA", 0) === 0 ? 0 : 1] ?? null;
    const columns = other?.[numberAttribute(node, "transB", 0) === 0 ? 1 : 0] ?? null;
    return [fact(dtype(inputs), [rows, columns])];
  };

const fusedProduct: Rule = (node, inputs) => {
  const turned = (name: string) => numberAttribute(node, name, 0) !== 0;
  if (turned("transBatchA") || turned("transBatchB")) {
    return [fact(typeAt(0, 1)(inputs), null)];
  }
  const shape = matrixProduct(inputs.at(0).shape, inputs.at(1).shape, turned("transA"), turned("transB"));
  return [fact(typeAt(0, 1)(inputs), shape)];
};

/** By the letters of its axes; "..." stands for those that are broadcast. */
const einsum: Rule = (node, inputs) => {
  const equation = stringAttribute(node, "equation", "").replaceAll(/\s/g, "");
  return [einsumFact(equation, all(inputs))];
};

/** Weights in blocks; N output channels. */
const blockProduct: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  return [fact(dtype, shape && [...shape.slice(0, -1), numberAttribute(node, "N", 0)])];
};

/** Input [batch, sequence, hidden], weights [hidden, 3·hidden]; past and present [2, batch, heads, length, head size]. */
const attention: Rule = (node, inputs) => {
  const [x, weights] = [inputs.at(0), inputs.at(1)];
  const [batch = null, length = null] = needed(x.shape);
  const hidden = node.attributes.has("qkv_hidden_sizes") ? null : divide(weights.shape?.[1] ?? null, 3);
  const heads = numberAttribute(node, "num_heads", 0);
  const past = inputs.at(4).shape;
  const total = inputs.has(4) ? add(past?.[3] ?? null, length) : length;
  return [fact(x.dtype, [batch, length, hidden]), fact(x.dtype, [2, batch, heads, total, divide(hidden, heads)])];
};

/** Query [batch, sequence, hidden], or [batch, sequence, heads, 3, head size]; key and value beside it, or packed in. */
const multiHeadAttention: Rule = (node, inputs) => {
  const [query, key, value] = [inputs.at(0), inputs.at(1), inputs.at(2)];
  const shape = needed(query.shape);
  const [batch = null, length = null] = shape;
  const heads = numberAttribute(node, "num_heads", 0);
  if (shape.length === 5) {
    const kept = fact(query.dtype, [batch, heads, null, shape[4]!]);
    return [fact(query.dtype, [batch, length, multiply(heads, shape[4]!)]), kept, kept];
  }
  const isPacked = key.shape?.length === 5;
  const values = value.shape;
  const hidden = isPacked
    ? (shape[2] ?? null)
    : values?.length === 4
      ? multiply(values[1]!, values[3]!)
      : (values?.[2] ?? null);
  const kept = fact(query.dtype, [batch, heads, null, null]);
  return [fact(query.dtype, [batch, length, hidden]), kept, kept];
};

/** Query, key and value of three axes, their heads in attributes, or of four: [batch, heads, length, size]. */
const scaledAttention: Rule = (node, inputs) => {
  const [query, value] = [inputs.at(0), inputs.at(2)];
  const [shape, values] = [needed(query.shape), needed(value.shape)];
  if (shape.length === 4) {
    return [fact(query.dtype, [...shape.slice(0, 3), values[3] ?? null])];
  }
  const heads = numberAttribute(node, "q_num_heads", 0);
  const size = divide(values[2] ?? null, numberAttribute(node, "kv_num_heads", 0));
  return [fact(query.dtype, [...shape.slice(0, 2), multiply(heads, size)])];
};

export const matrixOperators: Readonly<Record<string, Operator>> = {
  MatMul: operator(product(0, 1, typeAt(0, 1))),
  MatMulInteger: operator(product(0, 1, () => "int32")),
  QLinearMatMul: operator(product(0, 3, typeAt(7))),
  Gemm: operator(gemm(1, typeAt(0, 1))),
  Einsum: operator(einsum),
  Attention: operator(scaledAttention),
  Det: operator((_, inputs) => [fact(inputs.at(0).dtype, inputs.at(0).shape?.slice(0, -2))]),
  "com.microsoft:FusedGemm": operator(gemm(1, typeAt(0, 1))),
  "com.microsoft:QGemm": operator(gemm(3, (inputs) => (inputs.has(8) ? inputs.at(8).dtype : "float32"))),
  ...operators(operator(fusedProduct), "com.microsoft:FusedMatMul com.microsoft:TransposeMatMul"),
  "com.microsoft:MatMulNBits": operator(blockProduct),
  "com.microsoft:DynamicQuantizeMatMul": operator(product(0, 1, typeAt(0))),
  "com.microsoft:MatMulIntegerToFloat": operator(product(0, 1, typeAt(2, 3))),
  "com.microsoft:Attention": operator(attention),
  "com.microsoft:QAttention": operator((node, inputs) => {
    const [made] = attention(node, inputs)!;
    return [fact(typeAt(3, 4)(inputs), made!.shape)];
  }),
  "com.microsoft:MultiHeadAttention": operator(multiHeadAttention),
};
