// Weights and biases of which runtimes take both as float16 or neither.
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { rowOf } from "./operators";
import { widening } from "./widening";

const WEIGHTS = 1;

/** The weights and the bias of an operator; null: runtimes take each as it is. */
export function pairOf(node: Node): { readonly weights: Value; readonly bias: Value } | null {
  const { biasAsWeights, biases } = rowOf(node);
  const [weights, bias] = [node.inputs[WEIGHTS], node.inputs[biases?.[0] ?? -1]];
  return biasAsWeights === true && weights != null && bias != null ? { weights, bias } : null;
}

/** Biases of the weights that a value is, and weights of the bias that it is, where they are constants. */
export function pairedWith(value: Value): Value[] {
  const others = [...value.uses].flatMap((node) => {
    const pair = pairOf(node);
    return pair === null ? [] : [pair.weights, pair.bias];
  });
  return [...new Set(others)].filter((other) => other !== value && other.constant !== null);
}

/** Why a constant cannot be float16: it is a bias, and its weights are not. */
export function pairObstacle(value: Value): string | null {
  const reader = [...value.uses].find((node) => {
    const pair = pairOf(node);
    return pair?.bias === value && pair.weights.constant === null && !isHalf(pair.weights);
  });
  return reader === undefined
    ? null
    : `a bias of ${reader.op.name}, whose weights are not float16: LiteRT 1.1 to 1.3 takes both or neither`;
}

function isHalf({ producer }: Value): boolean {
  return producer !== null && widening(producer) !== null;
}
