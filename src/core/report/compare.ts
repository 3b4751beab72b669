// What differs between two models, node by node.
import { alignModels, type Alignment } from "../analysis/alignment/align";
import { type Attribute, nameOf, type Node } from "../ir/node";
import type { Model } from "../ir/model";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import type { Contents } from "./contents";

export interface NodeDifference {
  readonly name: string;
  readonly operator: string;
}

export interface Rewritten {
  readonly name: string;
  readonly operatorBefore: string;
  readonly operatorAfter: string;
  /** What changed, for people: "weights: float32 to int8". */
  readonly what: readonly string[];
}

export interface Comparison {
  readonly added: readonly NodeDifference[];
  readonly removed: readonly NodeDifference[];
  readonly rewritten: readonly Rewritten[];
}

/**
 * Nodes are paired by `alignModels`; those that differ in no more than their name are told too.
 * @param contents Of both models, by which weights are compared.
 */
export async function compareModels(before: Model, after: Model, contents: Contents): Promise<Comparison> {
  const alignment = alignModels(before, after);
  const difference = (node: Node) => ({ name: nameOf(node), operator: node.op.name });
  const rewritten: Rewritten[] = [];
  for (const { before: previous, after: node } of alignment.pairs) {
    const what = await differences(previous, node, alignment, contents);
    if (what.length > 0) {
      rewritten.push({ name: nameOf(node), operatorBefore: previous.op.name, operatorAfter: node.op.name, what });
    }
  }
  return { added: alignment.added.map(difference), removed: alignment.removed.map(difference), rewritten };
}

async function differences(before: Node, after: Node, alignment: Alignment, contents: Contents): Promise<string[]> {
  const what = nameOf(before) === nameOf(after) ? [] : [`name: ${nameOf(before)} to ${nameOf(after)}`];
  if (before.op.name !== after.op.name) {
    return [...what, `operator: ${before.op.name} to ${after.op.name}`];
  }
  if (before.op.version !== after.op.version) {
    what.push(`operator version: ${before.op.version ?? "none"} to ${after.op.version ?? "none"}`);
  }
  for (const name of new Set([...before.attributes.keys(), ...after.attributes.keys()])) {
    const [one, other] = [before.attributes.get(name), after.attributes.get(name)];
    if (describe(one) !== describe(other)) {
      what.push(`${name}: ${describe(one)} to ${describe(other)}`);
    }
  }
  const inputs = Math.max(before.inputs.length, after.inputs.length);
  for (let index = 0; index < inputs; index++) {
    const [one, other] = [before.inputs[index] ?? null, after.inputs[index] ?? null];
    if (one?.constant != null && other?.constant != null) {
      const difference = await tensorDifference(other.name, one.constant, other.constant, contents);
      if (difference !== null) {
        what.push(difference);
      }
    } else if (one?.name !== other?.name && !(one !== null && other !== null && alignment.isSame(one, other))) {
      what.push(`input ${index}: ${one?.name ?? "none"} to ${other?.name ?? "none"}`);
    } else if (one !== null && other !== null && source(one) !== source(other)) {
      what.push(`${other.name}: ${source(one)} to ${source(other)}`);
    }
  }
  return what;
}

/** Where a value comes from: what a Const node gives is a constant, as elsewhere. */
function source({ constant, producer }: Value): string {
  return constant === null ? (producer?.op.name ?? "input") : "constant";
}

async function tensorDifference(
  name: string,
  before: Tensor,
  after: Tensor,
  contents: Contents,
): Promise<string | null> {
  if (before.dtype !== after.dtype) {
    return `${name}: ${before.dtype} to ${after.dtype}`;
  }
  if (before.shape.join() !== after.shape.join()) {
    return `${name}: ${before.shape.join("×")} to ${after.shape.join("×")}`;
  }
  if (before.storage === after.storage) {
    return null;
  }
  const equal = (await contents.sha256(before, name)) === (await contents.sha256(after, name));
  return equal ? null : `${name}: other values`;
}

function describe(attribute: Attribute | undefined): string {
  if (attribute === undefined) {
    return "none";
  }
  switch (attribute.kind) {
    case "tensor":
      return `${attribute.value.dtype} ${attribute.value.shape.join("×")}`;
    case "graphs":
      return attribute.value.map((graph) => `${graph.nodes.length} nodes`).join(", ");
    case "list":
    case "shape":
      return `[${(attribute.value ?? []).map(String).join(", ")}]`;
    default:
      return String(attribute.value);
  }
}
