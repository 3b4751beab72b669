// Weights of four bits and the like, which onnxruntime's operators keep in bytes. What an operator's attributes say of
// them decides: the last bytes of a row can be filled up. Inputs and attributes as in
// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
import type { Packed } from "../../ir/dialect";
import { elementCount, staticShape, type DType } from "../../ir/dtype";
import { numberAttribute, type Node } from "../../ir/node";

const TYPES: Readonly<Record<number, DType>> = { 2: "uint2", 4: "uint4", 8: "uint8" };

/** A matrix of K by N, whose bytes have any shape. */
export function matrixOfBits(node: Node): Packed | null {
  return packed(numberAttribute(node, "bits", 4), numberAttribute(node, "K", 0) * numberAttribute(node, "N", 0));
}

/** A table of types of four bits as it is, or of bytes that hold several elements. */
export function blockwiseTable(node: Node): Packed | null {
  return node.inputs[0]?.constant?.dtype === "uint8" ? widened(node, 0, numberAttribute(node, "bits", 4)) : null;
}

/** Matrices of experts, several elements in each byte of a row. */
export function rowsOfBits(input: number): (node: Node) => Packed | null {
  return (node) => widened(node, input, numberAttribute(node, "expert_weight_bits", 4));
}

function widened(node: Node, input: number, bits: number): Packed | null {
  const shape = staticShape(node.inputs[input]?.constant?.shape);
  return shape === null ? null : packed(bits, elementCount(shape) * (8 / bits));
}

function packed(bits: number, elements: number): Packed | null {
  const dtype = TYPES[bits];
  return dtype === undefined || !Number.isSafeInteger(elements) || elements <= 0 ? null : { dtype, elements };
}
