// Outputs that nothing names: the operator and the attributes of a node tell that it has them.
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { messageOf } from "./extras";
import { outputCount } from "./operator-outputs";
import { valueName } from "./read-graph";
import { outputType } from "./types";

/** Null where the operator is not known. */
export function countOutputs({ functions }: Model, node: Node): number | null {
  const body = functions.get(node.op.name);
  const message = messageOf(node);
  return body?.outputs.length ?? (message === null ? null : outputCount(message));
}

/** A value for an output that none stands for yet. */
export function nameOutput(node: Node, port: number): Value {
  const message = messageOf(node);
  const type = message === null ? null : { resolve: () => outputType(message, port) };
  const value = node.graph!.addValue(valueName(node.name, port), type);
  node.graph!.setOutput(node, port, value);
  return value;
}

/** The outputs of a node, as far as its operator is known; of others those that are named. */
export function allOutputs(model: Model, node: Node): Value[] {
  const count = Math.min(countOutputs(model, node) ?? 0, MOST_SHOWN);
  for (let port = 0; port < count; port++) {
    if ((node.outputs[port] ?? null) === null) {
      nameOutput(node, port);
    }
  }
  return node.outputs.filter((output) => output !== null);
}

/** An attribute may claim any number. */
const MOST_SHOWN = 1000;
