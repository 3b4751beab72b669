// What a TFLite operator computes, for finding others that compute the same.
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { extrasOf, type NodeExtras } from "./extras";
import { CUSTOM_DOMAIN } from "./operator-codes";
import { rowOf } from "./operators";
import { isVariable } from "./pass-through";

const EXCLUDED = new Set(["random", "sideEffect", "controlFlow", "custom", "variable", "input"]);

export function computation(node: Node): string | null {
  const values = [...node.inputs, ...node.outputs].filter((value) => value !== null);
  const mutates =
    extrasOf<NodeExtras>(node)?.table.vector("mutating_variable_inputs")?.numbers().some(Boolean) ?? false;
  if (
    node.op.domain === CUSTOM_DOMAIN ||
    EXCLUDED.has(rowOf(node).role) ||
    /RANDOM|RNG/.test(node.op.name) ||
    mutates ||
    node.attached.length > 0 ||
    values.some((value) => holdsState(value) || isVariable(value))
  ) {
    return null;
  }
  const attributes = [...node.attributes].map(([name, { kind, value }]) => [name, kind, value]);
  if (attributes.some(([, kind]) => kind === "opaque")) {
    return null;
  }
  const outputs = node.outputs.map((output) => output && [output.type, describeQuantization(output)]);
  return `${node.op.name}:${node.op.version} ${JSON.stringify([attributes, outputs], (_, each: unknown) => plain(each))}`;
}

function holdsState({ type, attached }: Value): boolean {
  return type === null || ["resource", "variant", "opaque"].includes(type.dtype) || attached.length > 0;
}

function describeQuantization({ quantization }: Value): unknown {
  return quantization && [[...quantization.scale], quantization.zeroPoint, quantization.axis];
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
