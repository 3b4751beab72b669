import { booleanAttribute, stringAttribute } from "../../../ir/node";
import { einsumFact } from "../../../semantics/einsum";
import { fact } from "../../../semantics/fact";
import type { Operator } from "../../../ir/operator";
import { all, operator, operators, type Rule } from "../../../semantics/rules";
import { matrixProduct } from "../../../semantics/shape-rules";

const product =
  (one: string, other: string): Rule =>
  (node, inputs) => {
    const turned = (name: string) => booleanAttribute(node, name, false);
    const made = matrixProduct(inputs.at(0).shape, inputs.at(1).shape, turned(one), turned(other));
    return [fact(null, made), fact(null, []), fact(null, [])];
  };

export const matrixOperators: Readonly<Record<string, Operator>> = {
  ...operators(operator(product("transpose_a", "transpose_b")), "MatMul SparseMatMul QuantizedMatMul _FusedMatMul"),
  ...operators(operator(product("adj_x", "adj_y")), "BatchMatMul BatchMatMulV2 BatchMatMulV3"),
  Einsum: operator((node, inputs) => [
    einsumFact(stringAttribute(node, "equation", "").replaceAll(/\s/g, ""), all(inputs)),
  ]),
};
