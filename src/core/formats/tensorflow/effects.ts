// What TensorFlow does for nodes besides computing them.
import type { Effect, EffectsOf } from "../../ir/effects";
import type { Node } from "../../ir/node";
import { tensorflowEffect } from "../../kernels/tensorflow-effects";
import { isKnownOperator } from "./default-attributes";
import { isListed } from "./operator-outputs";
import { rowOf } from "./operators";

const CUSTOM: Effect = {
  kind: "custom",
  why: "is no operator of TensorFlow: a library that is loaded has to bring it",
};

export const tensorflowEffects: EffectsOf = ({ functions }) => {
  const called = new Set([...functions.values()].map(({ name }) => name));
  return (node) => {
    const { name } = node.op;
    const effect = tensorflowEffect(name, (attribute) => textsOf(node, attribute));
    return effect ?? (isKnown(node) || called.has(name) ? null : CUSTOM);
  };
};

/** Operators that begin with an underscore are TensorFlow's own, made as it prepares graphs. */
function isKnown(node: Node): boolean {
  return (
    isKnownOperator(node.op.name) ||
    isListed(node.op.name) ||
    node.op.name.startsWith("_") ||
    rowOf(node).role !== "other"
  );
}

function textsOf(node: Node, name: string): readonly string[] {
  const attribute = node.attributes.get(name);
  if (attribute?.kind === "string") {
    return [attribute.value];
  }
  return attribute?.kind === "list" && attribute.of === "string" ? attribute.value.map(String) : [];
}
