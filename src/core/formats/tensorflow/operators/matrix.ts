import { booleanAttribute, stringAttribute, type Node } from "../../../ir/node";
import { along } from "../../../semantics/cost";
import { einsumFact, einsumMacs } from "../../../semantics/einsum";
import { fact } from "../../../semantics/fact";
import type { Made } from "../../../ir/operator";
import { all, multiplying, operator, operators, type Rule } from "../../../semantics/rules";
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

export const matrixOperators: Readonly<Record<string, Made>> = {
  ...operators(
    multiplying(operator(product("transpose_a", "transpose_b")), rows("transpose_a")),
    "MatMul SparseMatMul QuantizedMatMul _FusedMatMul",
  ),
  ...operators(
    multiplying(operator(product("adj_x", "adj_y")), rows("adj_x")),
    "BatchMatMul BatchMatMulV2 BatchMatMulV3",
  ),
  Einsum: multiplying(
    operator((node, inputs) => [einsumFact(equationOf(node), all(inputs))]),
    (node, lengths) => einsumMacs(equationOf(node), lengths),
  ),
};
