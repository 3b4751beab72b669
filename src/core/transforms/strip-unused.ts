// Removes what the outputs do not need. As TensorFlow's strip_unused_nodes it can start from chosen outputs and stop at
// chosen inputs, which then become inputs of the model with a type of one's own.
import type { Context } from "../context";
import { ModelError } from "../ir/errors";
import type { DType } from "../ir/dtype";
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import { repeatedNames } from "../ir/names";
import type { Node } from "../ir/node";
import type { TensorType, Value } from "../ir/value";
import { allGraphs, allNodes, withNested } from "../ir/walk";
import type { Change, Transform } from "./transform";

export interface StripUnused {
  readonly [name: string]: string | readonly string[];
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly types: readonly string[];
  readonly shapes: string;
}

const DTYPES = ["float32", "float16", "float64", "int8", "uint8", "int16", "int32", "int64", "bool", "string"] as const;

export const stripUnused: Transform<StripUnused> = {
  id: "strip-unused",
  title: "Strip Unused Nodes",
  description: "Removes nodes and weights that no output needs, such as what only training used.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {
    outputs: {
      title: "Outputs",
      description: "Names of the outputs to keep; empty: all of them. Values inside the graph can be named too.",
      default: [],
    },
    inputs: {
      title: "Inputs",
      description: "Names of values to cut the graph at; they become its inputs. Empty: the inputs stay.",
      default: [],
    },
    types: {
      title: "Input types",
      description: `Element type of each named input, one for all or one each: ${DTYPES.join(", ")}. Empty: as it is.`,
      default: [],
    },
    shapes: {
      title: "Input shapes",
      description:
        'Shape of each named input, "1,224,224,3" for all or separated by ";", "?" where unknown. Empty: as it is.',
      default: "",
    },
  },
  apply: async (model, parameters, context) => {
    const obstacle = model.dialect.stripObstacle(model) ?? ambiguity(model);
    if (obstacle !== null) {
      context.note("The graph", obstacle);
      return [];
    }
    return strip(model, cut(model, parameters), context);
  },
};

/** Why it is not known what the outputs need; null where it is. */
function ambiguity(model: Model): string | null {
  const graphs = model.dialect.uniqueNames ? [...allGraphs(model)] : [];
  const [name] = graphs.flatMap((graph) => [...repeatedNames(graph)]);
  return name === undefined ? null : `"${name}" stands for two values, and runtimes differ in which one they take`;
}

/** Restricts the model's interface to what was asked for. @returns the outputs to start from. */
function cut(model: Model, { outputs, inputs, types, shapes }: StripUnused): readonly Value[] {
  const declared = [...new Set(model.dialect.endpoints(model).outputs.map(({ value }) => value))];
  if (outputs.length === 0 && inputs.length === 0) {
    return declared;
  }
  const named = (name: string, what: string) => {
    const value = findValue(model, name);
    if (value === null) {
      throw new ModelError("parameter", `There is no value "${name}" in the model to be an ${what}.`, name);
    }
    return value;
  };
  const dtypes = perInput(types, inputs.length, "types");
  const dimensions = perInput(shapes === "" ? [] : shapes.split(";"), inputs.length, "shapes");
  const kept = outputs.length === 0 ? declared : outputs.map((name) => named(name, "output"));
  const starts = inputs.map((name, index) => {
    const value = named(name, "input");
    return { value, type: statedType(value, dtypes[index], dimensions[index]) };
  });
  model.dialect.applyCut(model, { outputs: kept, inputs: inputs.length === 0 ? null : starts });
  return [...kept, ...starts.map(({ value }) => value)];
}

/** One entry serves all inputs; else there is one for each. */
function perInput(entries: readonly string[], count: number, name: string): readonly (string | undefined)[] {
  if (entries.length > 1 && entries.length !== count) {
    throw new ModelError(
      "parameter",
      `${name} has ${entries.length} entries for ${count} inputs; give one, or one each.`,
      name,
    );
  }
  return Array.from({ length: count }, (_, index) => entries[entries.length === 1 ? 0 : index]);
}

function statedType(value: Value, dtype: string | undefined, shape: string | undefined): TensorType | null {
  if (dtype === undefined && shape === undefined) {
    return null;
  }
  if (dtype !== undefined && !(DTYPES as readonly string[]).includes(dtype)) {
    throw new ModelError("parameter", `"${dtype}" is no element type; use one of ${DTYPES.join(", ")}.`, "types");
  }
  const dimensions = shape?.trim() === "" ? [] : shape?.split(",").map((each) => parseDimension(each.trim()));
  return {
    dtype: (dtype as DType | undefined) ?? value.type?.dtype ?? "float32",
    shape: dimensions ?? value.type?.shape ?? null,
  };
}

function parseDimension(text: string): number | null {
  if (text === "?" || text === "-1") {
    return null;
  }
  if (!/^\d+$/.test(text)) {
    throw new ModelError(
      "parameter",
      `"${text}" is no dimension of a shape; use a number, or "?" where unknown.`,
      "shapes",
    );
  }
  return Number(text);
}

/** A value by name; of nodes without a value of that name, their first output. */
export function findValue(model: Model, name: string): Value | null {
  const plain = name.replace(/:0$/, "");
  for (const graph of model.graphs) {
    for (const value of graph.values) {
      if (value.name === name || value.name === plain) {
        return value;
      }
    }
  }
  for (const graph of model.graphs) {
    const node = graph.nodes.find((each) => each.name === name);
    if (node?.outputs[0] != null) {
      return node.outputs[0];
    }
  }
  return null;
}

async function strip(model: Model, outputs: readonly Value[], context: Context): Promise<Change[]> {
  const changes: Change[] = [];
  if (outputs.length === 0) {
    context.note("The graph", "it has no outputs to start from");
    return changes;
  }
  const wanted = new Set(outputs);
  // Inner graphs first: what they no longer read may be all that kept a node of an outer one.
  const graphs = [...model.graphs.flatMap((graph) => [...withNested(graph)])].reverse();
  for (const [index, graph] of graphs.entries()) {
    await context.progress(index, graphs.length);
    graph.outputs.forEach((value) => wanted.add(value));
    stripGraph(model, graph, wanted, changes);
  }
  return changes;
}

function stripGraph(model: Model, graph: Graph, wanted: ReadonlySet<Value>, changes: Change[]): void {
  const { dialect } = model;
  const kept = new Set<Node>();
  const pending: Node[] = [];
  const keep = (node: Node | null | undefined) => {
    if (node != null && !kept.has(node)) {
      kept.add(node);
      pending.push(node);
    }
  };
  for (const value of graph.values) {
    if (wanted.has(value)) {
      keep(value.producer);
    }
  }
  if (dialect.ordered) {
    // In these formats a node runs even if nothing reads its result: it may be there for its effect.
    graph.nodes.filter((node) => dialect.role(node) === "sideEffect" || node.outputs.length === 0).forEach(keep);
  }
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    node.inputs.forEach((input) => keep(input?.producer));
    node.controlInputs.forEach(keep);
    for (const inner of node.nested.flatMap((nested) => [...allNodes(nested)])) {
      inner.inputs.forEach((input) => input?.producer?.graph === graph && keep(input.producer));
    }
    node.nested.forEach((nested) =>
      nested.outputs.forEach((value) => value.producer?.graph === graph && keep(value.producer)),
    );
  }
  const removed = graph.nodes.filter((node) => !kept.has(node));
  for (const node of removed) {
    const bytes = node.outputs.reduce((sum, output) => sum + (output?.constant?.storage.storedBytes ?? 0), 0);
    changes.push({ kind: "removed", subject: node.name, bytesBefore: bytes, bytesAfter: 0 });
    graph.detach(node);
  }
  removeUnusedValues(model, graph, removed, wanted, changes);
}

/** Values nobody makes, reads or declares any more. */
function removeUnusedValues(
  model: Model,
  graph: Graph,
  removed: readonly Node[],
  wanted: ReadonlySet<Value>,
  changes: Change[],
): void {
  const made = new Set(removed.flatMap((node) => node.outputs));
  if (model.dialect.constantsAreInputs) {
    graph.inputs = graph.inputs.filter(
      (value) => value.constant === null || value.uses.size > 0 || graph.outputs.includes(value),
    );
  }
  const mentioned = new Set<Value>([...graph.inputs, ...graph.outputs]);
  graph.nodes.forEach((node) => node.attached.forEach((value) => mentioned.add(value)));
  const isUnused = (value: Value) =>
    value.producer === null && value.uses.size === 0 && !wanted.has(value) && !mentioned.has(value);
  for (const value of graph.values) {
    if (!isUnused(value)) {
      value.attached.forEach((each) => mentioned.add(each));
    }
  }
  for (const value of [...graph.values].filter(isUnused)) {
    if (value.constant !== null && !made.has(value)) {
      const bytes = value.constant.storage.storedBytes;
      changes.push({ kind: "removed", subject: value.name, bytesBefore: bytes, bytesAfter: 0 });
    }
    graph.values.delete(value);
  }
}
