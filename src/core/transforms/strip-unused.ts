// Removes what the outputs do not need. As TensorFlow's strip_unused_nodes it can start from chosen outputs and stop at
// chosen inputs, which then become inputs of the model with a type of one's own.
import type { Context } from "../context";
import { ModelError } from "../ground/errors";
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import { repeatedNames } from "../ir/names";
import type { Value } from "../ir/value";
import { allGraphs, withNested } from "../ir/walk";
import { cut, DTYPES, type Interface } from "./strip/cut";
import { sweep } from "./strip/sweep";
import type { Change, Transform } from "./transform";

export type StripUnused = Interface & Readonly<Record<string, string | readonly string[]>>;

export const stripUnused: Transform<StripUnused> = {
  id: "strip-unused",
  title: "Strip Unused Nodes",
  description: "Removes nodes, weights and functions that no output needs, such as what only training used.",
  group: "nodes",
  lossy: false,
  mayGrow: (parameters) => Object.values(parameters).some(({ length }) => length > 0),
  suffix: null,
  parameters: {
    signatures: {
      title: "Signatures",
      description: "Keys of the signatures to keep; what only others start goes. Empty: all of them.",
      default: [],
      formats: ["tflite"],
    },
    outputs: {
      title: "Outputs",
      description: "Names of the outputs to keep; empty: all of them. Values inside the graph can be named too.",
      default: [],
    },
    outputTypes: {
      title: "Output types",
      description: `Element type of each named output, one for all or one each, where the model does not tell: ${DTYPES.join(", ")}.`,
      default: [],
      formats: ["onnx"],
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
  obstacle: (model) => model.dialect.stripObstacle(model),
  apply: async (model, parameters, context) => {
    const obstacle = ambiguity(model);
    if (obstacle !== null) {
      context.note("The graph", obstacle);
      return [];
    }
    const before = declarations(model);
    const inputs = model.graphs.flatMap((graph) => graph.inputs);
    const { roots, changes: placeholders } = await cut(model, parameters, context);
    const declared = declarationChanges(before, declarations(model));
    const stripped = await strip(model, roots, context);
    checkGiven(inputs);
    return [...declared, ...placeholders, ...stripped];
  },
};

/** @throws ModelError where what is left needs what was an input and is no more. */
function checkGiven(inputs: readonly Value[]): void {
  const isNeeded = (value: Value) => value.uses.size > 0 || value.graph?.isOutput(value) === true;
  const isGiven = (value: Value) =>
    value.constant !== null || value.producer !== null || value.graph?.isInput(value) === true;
  const missing = inputs.find((value) => isNeeded(value) && !isGiven(value));
  if (missing !== undefined) {
    const what = `What is left still needs "${missing.name}", which is not among the inputs`;
    throw new ModelError("parameter", `${what}: name it too, or outputs that do not need it.`, missing.name);
  }
}

interface Declaration {
  /** What it is called in a report. */
  readonly subject: string;
  /** What else is said of it. */
  readonly type: string;
}

/** What the file itself says of how the model is called. */
function declarations({ graphs, signatures }: EditableModel): ReadonlyMap<Value | string, Declaration> {
  const found = new Map<Value | string, Declaration>();
  for (const { key } of signatures) {
    found.set(key, { subject: `signature ${key}`, type: "" });
  }
  for (const graph of graphs) {
    graph.outputs.forEach((value) => found.set(value, { subject: `output ${value.name}`, type: "" }));
    for (const value of graph.inputs) {
      found.set(value, { subject: `input ${value.name}`, type: JSON.stringify(value.type) });
    }
  }
  return found;
}

function declarationChanges(
  before: ReadonlyMap<Value | string, Declaration>,
  after: ReadonlyMap<Value | string, Declaration>,
): Change[] {
  const changes: Change[] = [];
  const add = (kind: Change["kind"], { subject }: Declaration) =>
    changes.push({ kind, subject, bytesBefore: 0, bytesAfter: 0 });
  before.forEach((each, key) => !after.has(key) && add("removed", each));
  after.forEach((each, key) => {
    const previous = before.get(key);
    if (previous?.type !== each.type) {
      add(previous === undefined ? "added" : "rewritten", each);
    }
  });
  return changes;
}

/** Why it is not known what the outputs need; null where it is. */
function ambiguity(model: EditableModel): string | null {
  const graphs = model.dialect.uniqueNames ? [...allGraphs(model)] : [];
  const [name] = graphs.flatMap((graph) => [...repeatedNames(graph)]);
  return name === undefined ? null : `"${name}" stands for two values, and runtimes differ in which one they take`;
}

async function strip(model: EditableModel, outputs: readonly Value[], context: Context): Promise<Change[]> {
  const changes: Change[] = [];
  if (outputs.length === 0) {
    context.note("The graph", "it has no outputs to start from");
    return changes;
  }
  const wanted = new Set(outputs);
  // TensorFlow runs what has an effect in a function's body, whether or not the function returns it.
  const roots = model.dialect.ordered ? [...model.graphs, ...model.functions.values()] : model.graphs;
  // Inner graphs first: what they no longer read may be all that kept a node of an outer one.
  const graphs = [...roots.flatMap((graph) => [...withNested(graph)])].reverse();
  for (const [index, graph] of graphs.entries()) {
    await context.progress(index, graphs.length);
    graph.outputs.forEach((value) => wanted.add(value));
    sweep(model, graph, wanted, changes);
  }
  removeUncalled(model, changes, context);
  return changes;
}

/** Functions and subgraphs that nothing calls any more. */
function removeUncalled(model: EditableModel, changes: Change[], context: Context): void {
  const { bodies } = model.dialect;
  const called = new Set<Graph>(bodies.entries(model));
  const calledFrom = bodies.calls(model);
  // A set is walked to its end, what is added meanwhile included.
  for (const graph of called) {
    for (const body of calledFrom(graph)) {
      called.add(body);
    }
  }
  const uncalled = new Set([...model.graphs, ...model.functions.values()].filter((graph) => !called.has(graph)));
  const obstacle = uncalled.size === 0 ? null : bodies.obstacle(model, uncalled);
  for (const { name, values } of uncalled) {
    if (obstacle === null) {
      const bytes = [...values].reduce((sum, { constant }) => sum + (constant?.storage.storedBytes ?? 0), 0);
      changes.push({ kind: "removed", subject: name, bytesBefore: bytes, bytesAfter: 0 });
    } else {
      context.note(name, obstacle);
    }
  }
  if (uncalled.size > 0 && obstacle === null) {
    bodies.remove(model, uncalled);
  }
}
