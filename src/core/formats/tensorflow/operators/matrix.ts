import type { Flow } from "../../../ir/operator";
import { family, type Entry } from "../../../semantics/family";
import { matrixProduct as productFlow } from "../channel-layers";
import { booleanAttribute, stringAttribute, type Node } from "../../../ir/node";
import { listAt } from "../../../semantics/array-rules";
import { along } from "../../../semantics/cost";
import { einsumFact, einsumMacs } from "../../../semantics/einsum";
import { fact } from "../../../semantics/fact";
import { all, like, multiplying, operator, operators, untold, type Rule } from "../../../semantics/rules";
import { matrixProduct } from "../../../semantics/shape-rules";

const product =
  (one: string, other: string): Rule =>
  (node, inputs) => {
    const turned = (name: string) => booleanAttribute(node, name, false);
    const made = matrixProduct(inputs.at(0).shape, inputs.at(1).shape, turned(one), turned(other));
    return [fact(null, made), fact(null, []), fact(null, [])];
  };

/** Along the last axis of the first matrix, or the one before where the node turns it. */
const rows = (name: string) => along(0, (node) => (booleanAttribute(node, name, false) ? -2 : -1));

const equationOf = (node: Node) => stringAttribute(node, "equation", "").replaceAll(/\s/g, "");

const turned = (attribute: string, plain: number, other: number) => (node: Node) =>
  booleanAttribute(node, attribute, false) ? other : plain;
const flow: Flow = (node, { shapeOf }) => productFlow(node, shapeOf);
const matMul: Entry = {
  ...multiplying(operator(product("transpose_a", "transpose_b")), rows("transpose_a")),
  weights: {
    0: (node) => [turned("transpose_a", 0, 1)(node)],
    1: (node) => [turned("transpose_b", 1, 0)(node)],
  },
  inputAxes: { 0: turned("transpose_a", 1, 0), 1: turned("transpose_b", 0, 1) },
};
const batchMatMul: Entry = {
  ...multiplying(operator(product("adj_x", "adj_y")), rows("adj_x")),
  weights: { 0: (node) => [turned("adj_x", -2, -1)(node)], 1: (node) => [turned("adj_y", -1, -2)(node)] },
  inputAxes: { 0: turned("adj_x", -1, -2), 1: turned("adj_y", -2, -1) },
};

/** Their products are not counted. */
const uncounted = (rule: Rule): Entry => ({ role: "other", ...operator(rule), isUntold: true });

/** The first matrix is told by indices, elements and shape. */
const sparseProduct: Rule = (node, inputs) => {
  const turned = (name: string) => booleanAttribute(node, name, false);
  const a = listAt(inputs, 2);
  const shape = a?.length === 2 ? a : null;
  return [fact(null, matrixProduct(shape, inputs.at(3).shape, turned("adjoint_a"), turned("adjoint_b")))];
};

export const matrixOperators = family<Entry>("dense", {
  ...operators(uncounted(like()), "Cholesky MatrixInverse"),
  ...operators(uncounted(like(1)), "MatrixSolve MatrixTriangularSolve"),
  SparseTensorDenseMatMul: { ...uncounted(sparseProduct), contents: [2] },
  // Which axes are summed up is written in an attribute that is not looked into here.
  ...operators({ ...untold, role: "other", weights: { 1: [] } }, "XlaConv XlaConvV2 XlaDot XlaDotV2"),
  MatMul: { ...matMul, flow },
  _FusedMatMul: { ...matMul, biases: [2] },
  QuantizedMatMul: { ...matMul, settings: [2, 3, 4, 5] },
  SparseMatMul: matMul,
  ...operators({ ...batchMatMul, flow }, "BatchMatMul BatchMatMulV2"),
  BatchMatMulV3: batchMatMul,
  Einsum: {
    ...multiplying(
      operator((node, inputs) => [einsumFact(equationOf(node), all(inputs))]),
      (node, lengths) => einsumMacs(equationOf(node), lengths),
    ),
    weights: { 0: [], 1: [] },
  },
});
