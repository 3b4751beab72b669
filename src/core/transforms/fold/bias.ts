// The bias of a linear node: its own vector with other elements, or a new one.
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import type { Facts } from "./facts";

/** What a node takes up at least. */
export const NODE_BYTES = 64;

/** @param near A constant that may be read where the node is. */
export function storeBias(
  model: EditableModel,
  { graph, node, channels }: { readonly graph: Graph; readonly node: Node; readonly channels: number },
  input: number,
  facts: Facts,
  bias: Tensor,
  near: Value,
  changes: Change[],
): void {
  const { linearOperators } = model.dialect;
  const old = node.inputs[input] ?? null;
  if (old !== null && isOwn(model, facts, old, channels)) {
    const before = old.constant!;
    linearOperators.setConstant(old, bias);
    linearOperators.setBias(graph, node, input, old);
    changes.push(rewritten(old, before, bias));
    return;
  }
  const added = linearOperators.addConstant(model, graph, `${nameOf(node)}_bias`, bias, near);
  linearOperators.setBias(graph, node, input, added);
  changes.push({ kind: "added", subject: added.name, bytesBefore: 0, bytesAfter: bias.storage.storedBytes });
}

/** Whether a bias is a vector that only this node reads, so that other elements can take its place. */
export function isOwn(model: EditableModel, facts: Facts, bias: Value, channels: number): boolean {
  const { constant, uses, quantization } = bias;
  return (
    constant?.shape.length === 1 &&
    constant.shape[0] === channels &&
    uses.size === 1 &&
    quantization === null &&
    facts.isFixed(bias) &&
    !facts.isOutput(bias) &&
    model.dialect.linearOperators.constantObstacle(bias) === null
  );
}

export function biasTensor(shift: Float64Array): Tensor {
  return memoryTensor("float32", [shift.length], bytesOf(Float32Array.from(shift)));
}

export function rewritten(value: Value, before: Tensor, after: Tensor): Change {
  const bytesBefore = before.storage.storedBytes;
  return { kind: "rewritten", subject: value.name, bytesBefore, bytesAfter: after.storage.storedBytes };
}
