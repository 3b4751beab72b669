import type { Flow } from "../../../ir/operator";
import type { OperatorRow } from "../../../ir/operator-row";
import { family, type Entry } from "../../../semantics/family";
import { matrixProduct as matrixFlow } from "../channel-layers";
import { matrixOfBits, rowsOfBits } from "../packed";
import type { DType } from "../../../ir/dtype";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import { along, attended, elementsIn } from "../../../semantics/cost";
import { add, divide, multiply } from "../../../semantics/dimension";
import { einsumFact, einsumMacs } from "../../../semantics/einsum";
import { fact } from "../../../semantics/fact";
import type { Facts, Count } from "../../../ir/operator";
import { all, multiplying, needed, operator, operators, like, type Rule } from "../../../semantics/rules";
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

const equationOf = (node: Node) => stringAttribute(node, "equation", "").replaceAll(/\s/g, "");

/** By the letters of its axes; "..." stands for those that are broadcast. */
const einsum: Rule = (node, inputs) => [einsumFact(equationOf(node), all(inputs))];

/** Along the last axis of the first matrix, or the one before where the node turns it. */
const rows = (name = "") => along(0, (node) => (numberAttribute(node, name, 0) === 0 ? -1 : -2));

/** Each element of the result along all of an axis that an attribute gives. */
const stated =
  (name: string): Count =>
  (node, lengths) =>
    elementsIn(lengths.output(0)) * numberAttribute(node, name, NaN);

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

/** Of queries, keys and values of three axes, or of four with the heads second. Keys that came before count too. */
const attentionMacs: Count = (node, lengths) => {
  const [query, key, value] = [lengths.input(0), lengths.input(1), lengths.input(2)];
  const [heads, others] = [numberAttribute(node, "q_num_heads", NaN), numberAttribute(node, "kv_num_heads", NaN)];
  const isSplit = query.length === 4;
  const count = isSplit ? elementsIn(query.slice(0, 3)) : query[0]! * query[1]! * heads;
  const keys = key.at(-2)! + (lengths.has(4) ? lengths.input(4).at(-2)! : 0);
  const size = isSplit ? query[3]! : query[2]! / heads;
  return attended(count, keys, size, isSplit ? value.at(-1)! : value.at(-1)! / others);
};

/** Query, key and value are made of the input first. @param past The input with keys and values that came before. */
const selfAttentionMacs =
  (past: number): Count =>
  (node, lengths) => {
    const [x, weights] = [lengths.input(0), lengths.input(1)];
    const all = weights.at(-1) ?? NaN;
    const sizes = numbersAttribute(node, "qkv_hidden_sizes") ?? [all / 3, all / 3, all / 3];
    const [batch = NaN, length = NaN] = x;
    const keys = length + (lengths.has(past) ? (lengths.input(past)[3] ?? NaN) : 0);
    // So many heads that each has a part of the sizes: they cancel out.
    return elementsIn(x) * all + attended(batch * length, keys, sizes[0] ?? NaN, sizes[2] ?? NaN);
  };

/** Key and value are beside the query, packed into its place or that of the key, or given whole as [batch, heads, …]. */
const multiHeadMacs: Count = (_, lengths) => {
  const query = lengths.input(0);
  const [batch = NaN, length = NaN] = query;
  const past = lengths.has(6) ? (lengths.input(6)[2] ?? NaN) : 0;
  const hidden = query.length === 5 ? query[2]! * query[4]! : (query[2] ?? NaN);
  const key = query.length === 5 ? query : lengths.input(1);
  const keys = key.length === 4 ? key[2]! : (key[1] ?? NaN);
  return attended(batch * length, keys + past, hidden, lengths.output(0)[2] ?? NaN);
};

/** Keys and values for groups of heads; without a key all three are packed in the query. */
const groupedAttention: Rule = (node, inputs) => {
  const [query, past] = [inputs.at(0), inputs.at(3).shape];
  const [batch = null, length = null, width = null] = needed(query.shape);
  const [heads, others] = [numberAttribute(node, "num_heads", 0), numberAttribute(node, "kv_num_heads", 0)];
  const size = divide(width, inputs.has(1) ? heads : heads + 2 * others);
  const present = fact(query.dtype, [batch, others, add(past?.[2] ?? null, length), size]);
  return [fact(query.dtype, [batch, length, multiply(heads, size)]), present, present];
};

const groupedMacs: Count = (_, lengths) => {
  const [batch = NaN, length = NaN, hidden = NaN] = lengths.output(0);
  const past = lengths.has(3) ? (lengths.input(3)[2] ?? NaN) : 0;
  return attended(batch * length, length + past, hidden);
};

const turnable = (name: string, plain: number, other: number) => (node: Node) =>
  numberAttribute(node, name, 0) === 0 ? plain : other;
const FACTORS: Partial<OperatorRow> = {
  weights: {
    0: (node) => [turnable("transA", 0, 1)(node)],
    1: (node) => [turnable("transB", 1, 0)(node)],
  },
  inputAxes: { 0: turnable("transA", 1, 0), 1: turnable("transB", 0, 1) },
  biases: [2],
};
const fusedGemm = { ...multiplying(operator(gemm(1, typeAt(0, 1))), rows("transA")), ...FACTORS };
const productFlow: Flow = (node, { shapeOf }) => matrixFlow(node, shapeOf);

export const matrixOperators = family<Entry>("dense", {
  MatMul: {
    ...multiplying(operator(product(0, 1, typeAt(0, 1))), rows()),
    weights: { 0: [-2], 1: [-1] },
    inputAxes: { 0: -1, 1: -2 },
    flow: productFlow,
  },
  MatMulInteger: {
    ...multiplying(operator(product(0, 1, () => "int32")), rows()),
    weights: { 1: [-1] },
    settings: [2, 3],
  },
  QLinearMatMul: {
    ...multiplying(operator(product(0, 3, typeAt(7))), rows()),
    weights: { 3: [-1] },
    settings: [1, 2, 4, 5, 6, 7],
  },
  Gemm: { ...fusedGemm, flow: productFlow },
  "com.microsoft:FusedGemm": fusedGemm,
  Einsum: {
    ...multiplying(operator(einsum), (node, lengths) => einsumMacs(equationOf(node), lengths)),
    weights: { 0: [], 1: [] },
  },
  "com.microsoft:QGemm": {
    ...multiplying(operator(gemm(3, (inputs) => (inputs.has(8) ? inputs.at(8).dtype : "float32"))), rows("transA")),
    weights: { 3: [] },
    biases: [6],
    settings: [1, 2, 4, 5, 7, 8],
  },
  ...operators(
    { ...multiplying(operator(fusedProduct), rows("transA")), weights: { 0: [], 1: [] } },
    "com.microsoft:FusedMatMul com.microsoft:TransposeMatMul",
  ),
  "com.microsoft:MatMulNBits": {
    ...multiplying(operator(blockProduct), stated("K")),
    weights: { 1: [] },
    packed: { 1: matrixOfBits },
    biases: [5],
    settings: [2, 3, 4],
  },
  "com.microsoft:MatMulBnb4": {
    ...multiplying(operator(blockProduct), stated("K")),
    weights: { 1: [] },
    packed: { 1: matrixOfBits },
    settings: [2],
  },
  "com.microsoft:DynamicQuantizeMatMul": {
    ...multiplying(operator(product(0, 1, typeAt(0))), rows()),
    weights: { 1: [-1] },
    biases: [4],
    settings: [2, 3],
  },
  "com.microsoft:MatMulIntegerToFloat": {
    ...multiplying(operator(product(0, 1, typeAt(2, 3))), rows()),
    weights: { 1: [-1] },
    biases: [6],
    settings: [2, 3, 4, 5],
  },
  "com.microsoft:Attention": {
    ...multiplying(operator(attention), selfAttentionMacs(4)),
    weights: { 1: [-1] },
    inputAxes: { 1: -2 },
    biases: [2],
  },
  "com.microsoft:QAttention": {
    ...multiplying(
      operator((node, inputs) => {
        const [made] = attention(node, inputs)!;
        return [fact(typeAt(3, 4)(inputs), made!.shape)];
      }),
      selfAttentionMacs(8),
    ),
    weights: { 1: [-1] },
    biases: [2],
    settings: [3, 4, 6, 7],
  },
  "com.microsoft:QMoE": {
    // Which of the experts work is decided as it runs.
    ...multiplying(operator(like()), () => NaN),
    weights: { 2: [], 5: [], 8: [] },
    packed: { 2: rowsOfBits(2), 5: rowsOfBits(5), 8: rowsOfBits(8) },
    biases: [4, 7, 10],
    settings: [3, 6, 9, 11, 12, 13],
  },
  Attention: { role: "other", ...multiplying(operator(scaledAttention), attentionMacs) },
  "com.microsoft:MultiHeadAttention": { role: "other", ...multiplying(operator(multiHeadAttention), multiHeadMacs) },
  "com.microsoft:GroupQueryAttention": {
    role: "other",
    ...multiplying(operator(groupedAttention), groupedMacs),
    settings: [7, 8],
  },
  ...operators(
    { role: "other", ...operator(like()), settings: [1, 2, 3] },
    "RotaryEmbedding com.microsoft:RotaryEmbedding",
  ),
  Det: { role: "other", ...operator((_, inputs) => [fact(inputs.at(0).dtype, inputs.at(0).shape?.slice(0, -2))]) },
});
