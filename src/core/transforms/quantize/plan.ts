// Which constants a quantizer rewrites and how, and why it leaves the others as they are.
import type { Encoding, EncodingRequest, Operand } from "../../ir/dialect";
import { bitsOf, denseBytes, elementCount, isQuantizedOnly } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { repeatedNames } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { allGraphs, outputValues } from "../../ir/walk";
import type { Note } from "../../context";

export interface Choice {
  readonly graph: Graph;
  readonly value: Value;
  readonly encoding: Encoding;
}

export interface Plan {
  readonly chosen: readonly Choice[];
  readonly left: readonly Note[];
}

export interface PlanRequest extends EncodingRequest {
  readonly minimumElements: number;
}

export function planQuantization(model: Model, request: PlanRequest): Plan {
  const left: Note[] = [];
  const candidates: Choice[] = [];
  const outputs = outputValues(model);
  for (const graph of allGraphs(model)) {
    const ambiguous = model.dialect.uniqueNames ? repeatedNames(graph) : new Set();
    for (const value of graph.values) {
      const decision = ambiguous.has(value.name)
        ? "another value has its name"
        : decide(model, graph, value, outputs, request);
      if (typeof decision === "string") {
        left.push({ subject: value.name, reason: decision });
      } else if (decision !== null) {
        candidates.push({ graph, value, encoding: decision });
      }
    }
  }
  const chosen = withoutSplitStorage(model, candidates, left);
  return { chosen, left };
}

/** Null: not a constant this is about. */
function decide(
  model: Model,
  graph: Graph,
  value: Value,
  outputs: ReadonlySet<Value>,
  request: PlanRequest,
): Encoding | string | null {
  const tensor = value.constant;
  if (tensor === null) {
    return null;
  }
  const elements = elementCount(tensor.shape);
  if (tensor.dtype !== "float32") {
    const isLarge = elements >= request.minimumElements;
    return isLarge && isCompact(model, value) ? `already stored as ${tensor.dtype}` : null;
  }
  if (elements < request.minimumElements) {
    return `under ${request.minimumElements.toLocaleString("en-US")} elements`;
  }
  if (outputs.has(value)) {
    return "a graph output";
  }
  if (value.uses.size === 0) {
    return "nothing reads it";
  }
  const obstacle = [...readings(model, value)].map((reading) => obstacleOf(value, reading, request)).find(Boolean);
  if (obstacle != null) {
    return obstacle;
  }
  // Scales of many small channels can cost what they save: then one scale has to do.
  for (const perChannel of request.perChannel ? [true, false] : [false]) {
    const encoding = model.dialect.encoding(model, graph, value, { ...request, perChannel });
    if (typeof encoding === "string") {
      return encoding;
    }
    if (denseBytes(encoding.dtype, elements) + encoding.overheadBytes < tensor.storage.storedBytes) {
      return encoding;
    }
  }
  return "it would not get smaller";
}

/** Whether an integer or half-width constant is weights in fewer bits, rather than indices or a shape. */
function isCompact(model: Model, value: Value): boolean {
  const { dtype } = value.constant!;
  if (value.quantization !== null || isQuantizedOnly(dtype) || dtype === "float16" || dtype === "bfloat16") {
    return true;
  }
  return (
    bitsOf(dtype) <= 8 &&
    dtype !== "bool" &&
    [...value.uses].some((node) => model.dialect.operand(node, node.inputs.indexOf(value)).kind === "weight")
  );
}

interface Reading {
  readonly node: Node;
  readonly operand: Operand;
}

/** Who reads a constant in the end, looking through nodes that only move its elements. */
function* readings(model: Model, value: Value): Generator<Reading> {
  const { dialect } = model;
  const pending = [value];
  const seen = new Set<Node>();
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const node of current.uses) {
      for (const [index, input] of node.inputs.entries()) {
        if (input !== current) {
          continue;
        }
        const operand = dialect.operand(node, index);
        const role = dialect.role(node);
        const passes = operand.kind === "data" && (role === "identity" || role === "shape") && index === 0;
        const others = node.inputs.slice(1);
        if (passes && others.every((other) => other === null || other.constant !== null)) {
          if (!seen.has(node)) {
            seen.add(node);
            pending.push(...node.outputs.filter((output) => output !== null));
          }
        } else {
          yield { node, operand };
        }
      }
    }
  }
}

function obstacleOf(value: Value, { node, operand }: Reading, request: PlanRequest): string | null {
  const operator = node.op.name;
  if (operand.kind === "setting") {
    return `a setting of ${operator}, not a weight`;
  }
  if (request.bits === "float16") {
    return null;
  }
  if (operand.kind === "statistic") {
    return `statistics of ${operator}, which eight bits would distort`;
  }
  if (operand.kind === "bias") {
    return `a bias of ${operator}: few bytes, and its error adds to every result`;
  }
  const wide = value.constant!.shape.filter((dimension) => dimension > 1).length;
  return operand.kind === "data" && wide < 2 ? `a vector read by ${operator}, not a weight` : null;
}

/** Values that share their bytes must all be rewritten alike: else the bytes would be stored twice. */
function withoutSplitStorage(model: Model, candidates: readonly Choice[], left: Note[]): Choice[] {
  const users = new Map<Storage, Value[]>();
  for (const graph of allGraphs(model)) {
    for (const value of graph.values) {
      const storage = value.constant?.storage;
      if (storage !== undefined) {
        users.set(storage, [...(users.get(storage) ?? []), value]);
      }
    }
  }
  const encodings = new Map(candidates.map(({ value, encoding }) => [value, encoding]));
  return candidates.filter(({ value, encoding }) => {
    const other = users.get(value.constant!.storage)!.find((each) => {
      const its = encodings.get(each);
      return its === undefined || its.axis !== encoding.axis || !sameShape(each, value);
    });
    if (other !== undefined) {
      left.push({ subject: value.name, reason: `shares its bytes with ${other.name}, which cannot be stored alike` });
    }
    return other === undefined;
  });
}

function sameShape(a: Value, b: Value): boolean {
  return a.constant!.shape.join() === b.constant!.shape.join();
}
