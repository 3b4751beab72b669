// MatMulNBits, which onnxruntime has for matrices of four bits in blocks:
// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
import { packNibbles } from "../../bytes/nibbles";
import type { Encoding } from "../../ir/dialect";
import type { Model } from "../../ir/model";
import type { Attribute } from "../../ir/node";
import type { Quantization } from "../../ir/quantization";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { contribOperator, importContribOperators } from "./contrib";

/** Whether a constant can be the matrix of MatMulNBits for all who read it. Shorter columns would be mostly filling. */
export function fitsMatMulNBits(value: Value, blockSize: number): boolean {
  const { shape } = value.constant!;
  const readers = [...value.uses];
  return (
    shape.length === 2 &&
    shape[0]! >= blockSize &&
    readers.every(
      ({ op, inputs: [left, right] }) =>
        op.domain === "" &&
        op.name === "MatMul" &&
        right === value &&
        left !== value &&
        (left?.type?.shape?.length ?? 2) >= 2,
    )
  );
}

/**
 * Puts a MatMulNBits in the place of every node that reads the constant, which is gone then.
 * @param rows Of the matrix, which its last blocks may exceed.
 * @param stored [columns, blocks, bytes of a block], the first element in the low half of its byte.
 */
export function storeMatMulNBits(
  model: Model,
  value: Value,
  rows: number,
  stored: Value,
  { blockSize }: Encoding,
  { scale, zeroPoint }: Quantization,
  initializer: (suffix: string, tensor: Tensor) => Value,
): void {
  const [columns, blocks] = stored.constant!.shape as [number, number];
  const inputs = [stored, initializer("scale", memoryTensor("float32", [columns, blocks], bytesOf(scale)))];
  const middle = 8; // what an absent zero point means
  if (zeroPoint.some((each) => each !== middle)) {
    const bytes = packedRows(Uint8Array.from(zeroPoint), blocks);
    inputs.push(initializer("zero_point", memoryTensor("uint8", [columns, bytes.length / columns], bytes)));
  }
  const numbers = { K: rows, N: columns, bits: 4, block_size: blockSize! };
  for (const node of [...value.uses]) {
    const graph = node.graph!;
    const [output] = node.outputs;
    graph.replace(node, {
      name: node.name,
      op: contribOperator("MatMulNBits"),
      inputs: [node.inputs[0]!, ...inputs],
      outputs: [output!],
      attributes: new Map(
        Object.entries(numbers).map(([key, number]): [string, Attribute] => [key, { kind: "int", value: number }]),
      ),
      extras: node.extras,
    });
  }
  importContribOperators(model);
}

/** Each row starts with a byte of its own. */
function packedRows(codes: Uint8Array, length: number): Uint8Array {
  const width = Math.ceil(length / 2);
  const packed = new Uint8Array((codes.length / length) * width);
  for (let row = 0; row * length < codes.length; row++) {
    packed.set(packNibbles(codes.subarray(row * length, (row + 1) * length)), row * width);
  }
  return packed;
}
