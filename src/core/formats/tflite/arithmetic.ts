// How kernels compute that read weights in eight bits or four beside float activations.
import type { Node } from "../../ir/node";
import { lstmVersion } from "./lstm-weights";
import { rowOf } from "./operators";
import type { HybridKernel } from "./operators/entry";

/** What a kernel does to its activations as it runs; null: nothing. */
export function activationsText({ activations }: Pick<HybridKernel, "activations">): string | null {
  return activations && `makes int8 of its activations as it runs, a scale each ${activations}`;
}

/** How a node computes where the types of what it reads do not tell; null where they do. */
export function arithmeticOf(node: Node): string | null {
  if (node.inputs[0]?.type?.dtype !== "float32") {
    return null;
  }
  const isInteger = (index: number) => /^int[48]$/.test(node.inputs[index]?.constant?.dtype ?? "");
  if (lstmVersion(node) !== null) {
    return [...node.inputs.keys()].some(isInteger) ? activationsText({ activations: "row" }) : null;
  }
  const read = Object.entries(rowOf(node).hybrid ?? {}).find(([index]) => isInteger(Number(index)));
  return read === undefined ? null : activationsText(read[1]);
}
