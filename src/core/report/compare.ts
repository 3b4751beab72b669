// What differs between two models. Nodes are the same where they have the same name.
import type { Attribute, Node } from "../ir/node";
import type { Model } from "../ir/model";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { allNodes, rootGraphs } from "../ir/walk";
import type { Contents } from "./contents";
import { nodeName } from "./layers";

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

/** @param contents Of both models, by which weights are compared. */
export async function compareModels(before: Model, after: Model, contents: Contents): Promise<Comparison> {
  const old = nodesByName(before);
  const current = nodesByName(after);
  const difference = (node: Node) => ({ name: nodeName(node), operator: node.op.name });
  const rewritten: Rewritten[] = [];
  for (const [name, node] of current) {
    const previous = old.get(name);
    if (previous !== undefined) {
      const what = await differences(previous, node, contents);
      if (what.length > 0) {
        rewritten.push({ name, operatorBefore: previous.op.name, operatorAfter: node.op.name, what });
      }
    }
  }
  return {
    added: [...current].filter(([name]) => !old.has(name)).map(([, node]) => difference(node)),
    removed: [...old].filter(([name]) => !current.has(name)).map(([, node]) => difference(node)),
    rewritten,
  };
}

/** The second of two nodes with one name gets a number, so that both have a counterpart. */
function nodesByName(model: Model): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const counts = new Map<string, number>();
  for (const graph of rootGraphs(model)) {
    for (const node of allNodes(graph)) {
      const name = nodeName(node);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      nodes.set(count === 1 ? name : `${name} (${count})`, node);
    }
  }
  return nodes;
}

async function differences(before: Node, after: Node, contents: Contents): Promise<string[]> {
  if (before.op.name !== after.op.name) {
    return [`operator: ${before.op.name} to ${after.op.name}`];
  }
  const what: string[] = [];
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
    } else if (one?.name !== other?.name) {
      what.push(`input ${index}: ${one?.name ?? "none"} to ${other?.name ?? "none"}`);
    } else if (one != null && other != null && source(one) !== source(other)) {
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
