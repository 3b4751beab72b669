// Which float constants are weights that a transform rewrites, and why it leaves the others as they are.
import type { Operand } from "../../ir/dialect";
import { bitsOf, elementCount, isQuantizedOnly } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { repeatedNames } from "../../ir/names";
import type { Node } from "../../ir/node";
import { positionOf, positionsOf } from "../../ir/positions";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { allGraphs, outputValues } from "../../ir/walk";
import type { Note } from "../../context";
import { comparisonIn } from "./compared";

/** A constant and how it is to be rewritten. */
export interface Choice<F extends object> {
  readonly graph: Graph;
  readonly value: Value;
  readonly form: F;
}

/** A constant that stays as it is. */
export interface Left extends Note {
  readonly value: Value;
}

export interface Plan<F extends object> {
  readonly chosen: readonly Choice<F>[];
  readonly left: readonly Left[];
}

/** What a transform takes for weights, and in which form it rewrites each. */
export interface Rule<F extends object> {
  readonly minimumElements: number;
  /** What changes together with a constant: the largest decides for all. Absent: nothing. */
  companions?(value: Value): readonly Value[];
  /** Whether biases, statistics and other vectors are rewritten too. */
  readonly vectors: boolean;
  /** The form of one constant, or why it must stay as it is. */
  form(graph: Graph, value: Value, readings: readonly Reading[]): F | string;
  /** Whether two values of one shape become the same: those that share their bytes have to. */
  alike(one: F, other: F): boolean;
}

/** Who reads a constant in the end, and as what. */
export interface Reading {
  readonly node: Node;
  readonly operand: Operand;
  /** Whether its elements are moved on the way, so that axes are others. */
  readonly moved: boolean;
}

export function chooseWeights<F extends object>(model: EditableModel, rule: Rule<F>): Plan<F> {
  const left: Left[] = [];
  const candidates: Choice<F>[] = [];
  const outputs = outputValues(model);
  for (const graph of allGraphs(model)) {
    const ambiguous = model.dialect.uniqueNames ? repeatedNames(graph) : new Set();
    for (const value of graph.values) {
      if (value.constant === null) {
        continue;
      }
      const form = ambiguous.has(value.name)
        ? "another value has its name"
        : decide(model, graph, value, outputs, rule);
      if (typeof form === "string") {
        left.push({ value, subject: value.name, reason: form });
      } else if (form !== null) {
        candidates.push({ graph, value, form });
      }
    }
  }
  return { chosen: withoutSplitStorage(model, candidates, rule, left), left };
}

/** Null: not a constant this is about. */
function decide<F extends object>(
  model: EditableModel,
  graph: Graph,
  value: Value,
  outputs: ReadonlySet<Value>,
  rule: Rule<F>,
): F | string | null {
  const tensor = value.constant!;
  const elements = elementCount(tensor.shape);
  if (tensor.dtype !== "float32") {
    const isLarge = elements >= rule.minimumElements;
    return isLarge && isCompact(model, value) ? `already stored as ${tensor.dtype}` : null;
  }
  const companions = rule.companions?.(value) ?? [];
  const isLarge = ({ constant }: Value) => constant !== null && elementCount(constant.shape) >= rule.minimumElements;
  if (![value, ...companions].some(isLarge)) {
    return `under ${rule.minimumElements.toLocaleString("en-US")} elements`;
  }
  if (outputs.has(value)) {
    return "a graph output";
  }
  if (value.uses.size === 0) {
    return "nothing reads it";
  }
  const all = [...readings(model, value)];
  const obstacle = all.map((reading) => obstacleOf(model, value, reading, rule.vectors)).find(Boolean);
  return obstacle ?? rule.form(graph, value, all);
}

/** Whether an integer or half-width constant is weights in fewer bits, rather than indices or a shape. */
function isCompact(model: EditableModel, value: Value): boolean {
  const { dtype } = value.constant!;
  if (value.quantization !== null || isQuantizedOnly(dtype) || dtype === "float16" || dtype === "bfloat16") {
    return true;
  }
  return (
    bitsOf(dtype) <= 8 &&
    dtype !== "bool" &&
    [...value.uses].some((node) => model.dialect.operand(node, positionOf(node.inputs, value)).kind === "weight")
  );
}

/** Who reads a constant in the end, looking through nodes that only move its elements. */
function* readings(model: EditableModel, value: Value): Generator<Reading> {
  const { dialect } = model;
  const pending = [{ current: value, moved: false }];
  const seen = new Set<Node>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { current, moved } = next;
    for (const node of current.uses) {
      for (const index of positionsOf(node.inputs, current)) {
        const operand = dialect.operand(node, index);
        const role = dialect.role(node);
        const passes = operand.kind === "data" && (role === "identity" || role === "shape") && index === 0;
        if (passes && node.inputs.slice(1).every((other) => other === null || other.constant !== null)) {
          if (!seen.has(node)) {
            seen.add(node);
            for (const output of node.outputs) {
              if (output !== null) {
                pending.push({ current: output, moved: moved || role === "shape" });
              }
            }
          }
        } else {
          yield { node, operand, moved };
        }
      }
    }
  }
}

function obstacleOf(
  { dialect }: EditableModel,
  value: Value,
  { node, operand }: Reading,
  vectors: boolean,
): string | null {
  const operator = node.op.name;
  if (operand.kind === "setting") {
    return `a setting of ${operator}, not a weight`;
  }
  if (vectors) {
    return null;
  }
  const comparison = comparisonIn(dialect, node);
  if (comparison !== null) {
    return `compared by ${comparison.op.name}: rounded it would decide otherwise`;
  }
  if (operand.kind === "statistic") {
    return `statistics of ${operator}, which small errors would distort`;
  }
  if (operand.kind === "bias") {
    return `a bias of ${operator}: few bytes, and its error adds to every result`;
  }
  const wide = value.constant!.shape.filter((dimension) => dimension > 1).length;
  return (operand.kind === "data" || operand.kind === "state") && wide < 2
    ? `a vector read by ${operator}, not a weight`
    : null;
}

/** Values that share their bytes must all be rewritten alike: else the bytes would be stored twice. */
function withoutSplitStorage<F extends object>(
  model: EditableModel,
  candidates: readonly Choice<F>[],
  rule: Rule<F>,
  left: Left[],
): Choice<F>[] {
  const choices = new Map(candidates.map((choice) => [choice.value, choice]));
  const alike = (one: Value, other: Value) => {
    const [its, others] = [choices.get(one), choices.get(other)];
    return its !== undefined && others !== undefined && rule.alike(its.form, others.form) && sameShape(one, other);
  };
  /** For each storage the first value, and the first that is not like it. */
  const users = new Map<Storage, { first: Value; different?: Value }>();
  for (const graph of allGraphs(model)) {
    for (const value of graph.values) {
      const storage = value.constant?.storage;
      const known = storage && users.get(storage);
      if (storage !== undefined && known === undefined) {
        users.set(storage, { first: value });
      } else if (known !== undefined && known.different === undefined && !alike(known.first, value)) {
        known.different = value;
      }
    }
  }
  return candidates.filter(({ value }) => {
    const { first, different } = users.get(value.constant!.storage)!;
    const other = alike(first, value) ? different : first;
    if (other !== undefined) {
      left.push({
        value,
        subject: value.name,
        reason: `shares its bytes with ${other.name}, which cannot be stored alike`,
      });
    }
    return other === undefined;
  });
}

function sameShape(a: Value, b: Value): boolean {
  return a.constant!.shape.join() === b.constant!.shape.join();
}
