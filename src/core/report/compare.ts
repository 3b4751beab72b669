// What differs between two models, node by node.
import { alignModels, type Alignment } from "../analysis/alignment/align";
import { type Attribute, nameOf, type Node } from "../ir/node";
import type { Model } from "../ir/model";
import type { Quantization } from "../ir/quantization";
import type { Value } from "../ir/value";
import { tensorDistance } from "../tensors/distance";
import type { Contents } from "./contents";
import { measureText } from "./numbers";

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

/** What there is to say of two models' nodes; those that are not named are the same. */
export interface NodeComparison {
  /** Nodes of both that are each other's. */
  readonly pairs: readonly { readonly before: Node; readonly after: Node }[];
  readonly added: readonly Node[];
  readonly removed: readonly Node[];
  readonly changed: readonly ChangedNode[];
}

export interface ChangedNode {
  readonly before: Node;
  readonly after: Node;
  /** For people, such as "weights: float32 to int8". */
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
export async function compareNodes(before: Model, after: Model, contents: Contents): Promise<NodeComparison> {
  const alignment = alignModels(before, after);
  const changed: ChangedNode[] = [];
  for (const { before: previous, after: node } of alignment.pairs) {
    const what = await differences(previous, node, alignment, contents);
    if (what.length > 0) {
      changed.push({ before: previous, after: node, what });
    }
  }
  return { pairs: alignment.pairs, added: alignment.added, removed: alignment.removed, changed };
}

/** The same as plain data. */
export async function compareModels(before: Model, after: Model, contents: Contents): Promise<Comparison> {
  return comparisonOf(await compareNodes(before, after, contents));
}

export function comparisonOf({ added, removed, changed }: NodeComparison): Comparison {
  const difference = (node: Node) => ({ name: nameOf(node), operator: node.op.name });
  return {
    added: added.map(difference),
    removed: removed.map(difference),
    rewritten: changed.map(({ before: previous, after: node, what }) => ({
      name: nameOf(node),
      operatorBefore: previous.op.name,
      operatorAfter: node.op.name,
      what,
    })),
  };
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
      const difference = await constantDifference(one, other, contents);
      if (difference !== null) {
        what.push(difference);
      }
    } else if (one?.name !== other?.name && !(one !== null && other !== null && alignment.isSame(one, other))) {
      what.push(`input ${index}: ${one?.name ?? "none"} to ${other?.name ?? "none"}`);
    } else if (one !== null && other !== null && (one.constant === null) !== (other.constant === null)) {
      what.push(`${other.name}: ${source(one)} to ${source(other)}`);
    }
  }
  return what;
}

/** Where a value comes from: what a Const node gives is a constant, as elsewhere. */
function source({ constant, producer }: Value): string {
  return constant === null ? (producer?.op.name ?? "input") : "constant";
}

/** @param before A constant, as `after` is. */
async function constantDifference(before: Value, after: Value, contents: Contents): Promise<string | null> {
  const [one, other] = [before.constant!, after.constant!];
  const { name } = after;
  if (one.shape.join() !== other.shape.join()) {
    return `${name}: ${one.dtype} ${one.shape.join("×")} to ${other.dtype} ${other.shape.join("×")}`;
  }
  const isRetyped = one.dtype !== other.dtype;
  if (!isRetyped && isSameScale(before.quantization, after.quantization)) {
    if (one.storage === other.storage || (await contents.sha256(one, name)) === (await contents.sha256(other, name))) {
      return null;
    }
  }
  const what = isRetyped ? `${one.dtype} to ${other.dtype}` : "other values";
  return `${name}: ${what}${await distanceText(before, after, contents)}`;
}

/** ", at most 0.0123 apart and 0.0021 on average"; "" where that is not told. */
async function distanceText(before: Value, after: Value, { context }: Contents): Promise<string> {
  const quantized = ({ name, constant, quantization }: Value) => ({ name, tensor: constant!, quantization });
  const distance = await tensorDistance(quantized(before), quantized(after), context);
  return distance === null
    ? ""
    : `, at most ${measureText(distance.largest)} apart and ${measureText(distance.mean)} on average`;
}

/** Damaged files have scales that are no numbers; one of these is the same as itself. */
function isSameScale(one: Quantization | null, other: Quantization | null): boolean {
  return (
    one === other ||
    (one !== null &&
      other !== null &&
      one.axis === other.axis &&
      one.blockSize === other.blockSize &&
      one.scale.length === other.scale.length &&
      one.scale.every((each, index) => Object.is(each, other.scale[index])) &&
      one.zeroPoint.length === other.zeroPoint.length &&
      one.zeroPoint.every((each, index) => Object.is(each, other.zeroPoint[index])))
  );
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
