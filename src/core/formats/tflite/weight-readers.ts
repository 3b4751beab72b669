// The operators that read a weight, and whether their kernels take it quantized.
import type { Encoding } from "../../ir/dialect";
import type { Node } from "../../ir/node";
import { positionsOf } from "../../ir/positions";
import type { Value } from "../../ir/value";
import { operandOf } from "../../ir/operator-row";
import { rowOf } from "./operators";
import type { HybridKernel } from "./operators/entry";
import { compareVersions } from "./runtime-version";

type Form = Pick<Encoding, "dtype" | "arithmetic" | "activations">;

export interface Reader {
  readonly node: Node;
  /** Null: the operator takes floats only. */
  readonly kernel: HybridKernel | null;
  readonly weightAxis: number | null;
}

/** Who reads a weight, with the kernels that take it in that form. */
export function readersOf(value: Value, form: Form): Reader[] {
  return [...value.uses].map((node) => {
    const positions = positionsOf(node.inputs, value);
    const input = positions[0]!;
    const twice = positions.length > 1;
    const row = rowOf(node);
    const shuffled = node.op.name === "FULLY_CONNECTED" && optionIs(node, "weights_format", "SHUFFLED4x16INT8");
    const floats = node.inputs[0]?.type?.dtype === "float32" || node.op.name === "EMBEDDING_LOOKUP";
    const kernel = twice || shuffled || !floats ? null : kernelFor(node, row.hybrid?.[input] ?? null, form);
    const operand = operandOf(row, node, input);
    const weightAxis = twice || operand.kind !== "weight" ? null : (operand.outputAxes[0] ?? null);
    return { node, kernel, weightAxis };
  });
}

/** Kernels multiply by scales only, and know no zero points. That of grouped convolutions needs a scale a channel. */
function kernelFor(
  node: Node,
  kernel: HybridKernel | null,
  { dtype, arithmetic, activations = "int8" }: Form,
): HybridKernel | null {
  const fits = dtype === "int4" ? kernel?.int4 !== undefined : dtype !== "float16";
  const staysFloat = activations === "float" || (activations === "auto" && isCoarse(node, kernel));
  if (kernel === null || !fits || arithmetic === "asymmetric" || staysFloat) {
    return null;
  }
  const versions = { ...kernel, ...(dtype === "int4" ? kernel.int4 : {}) };
  return isGrouped(node) ? { ...versions, perTensor: null } : versions;
}

/**
 * Whether a scale that a whole image shares is coarse: where several positions are computed from it, or each channel by
 * itself. Otherwise it is that of a row.
 */
function isCoarse(node: Node, kernel: HybridKernel | null): boolean {
  const shape = node.outputs[0]?.type?.shape ?? [];
  const isOnePosition = shape[1] === 1 && shape[2] === 1;
  return kernel?.activations === "image" && !(rowOf(node).role === "conv" && isOnePosition);
}

/** Whether each filter sees a part of the input's channels only. */
function isGrouped({ op, inputs }: Node): boolean {
  return op.name === "CONV_2D" && inputs[0]?.type?.shape?.at(-1) !== inputs[1]?.type?.shape?.at(-1);
}

export function hasPerChannel({ perChannel, perChannelSince }: HybridKernel, runtime: string | null): boolean {
  return perChannel !== null && (runtime === null || compareVersions(perChannelSince, runtime) <= 0);
}

/** Whether an operator applies an activation to its result itself. */
export function hasActivation(node: Node): boolean {
  const name = "fused_activation_function";
  return node.attributes.has(name) && !optionIs(node, name, "NONE");
}

function optionIs(node: Node, name: string, expected: string): boolean {
  const attribute = node.attribute(name);
  return attribute?.kind === "string" && attribute.value === expected;
}

/** Never lowers a version: the operator may use something else that is as new. */
export function useHybridKernel(node: Node, version: number, asymmetric: boolean): void {
  node.op = { ...node.op, version: Math.max(version, node.op.version ?? 1) };
  if (asymmetric) {
    node.setAttribute("asymmetric_quantize_inputs", { kind: "bool", value: true });
  }
}
