import type { Dialect, Meaning } from "./dialect";
import type { Graph } from "./graph";
import type { Lineage } from "./lineage";
import type { ModelFormat } from "./model-format";
import type { Node } from "./node";
import type { Extras, TensorType, Value } from "./value";

/** Something the file says about itself rather than about the computation. */
export interface MetadataEntry {
  readonly name: string;
  /** Text, or null for bytes that are carried but not shown. */
  readonly value: string | null;
  /** What it takes up in the file. */
  readonly bytes: number;
}

/** A trained tensor that the file names but does not hold. */
export interface StoredVariable extends TensorType {
  readonly bytes: number;
}

export interface SignatureEntry {
  /** What callers name it. */
  readonly name: string;
  readonly value: Value;
}

/** A named set of inputs and outputs. */
export interface Signature {
  readonly key: string;
  readonly inputs: readonly SignatureEntry[];
  readonly outputs: readonly SignatureEntry[];
  readonly extras: Extras;
}

/** A file as a whole. */
export interface Model {
  /** The numbers of its nodes and values, and those of the versions it was copied from. */
  readonly lineage: Lineage;
  /** The one it was read by. */
  readonly format: ModelFormat;
  /** What the format calls this kind of file, for people: "ONNX, opset 17". */
  readonly title: string;
  readonly dialect: Meaning;
  /** The size of the file, for a model as it was read; null once it is a copy that may have changed. */
  readonly fileBytes: number | null;
  /** [0] is the main graph; TFLite's other subgraphs follow. */
  readonly graphs: Graph[];
  /** Reusable bodies that nodes call by name. */
  readonly functions: Map<string, Graph>;
  signatures: readonly Signature[];
  /** What nodes with the role "variable" hold, by `variableKey`, where the files beside the model tell. */
  readonly variables: ReadonlyMap<string, StoredVariable>;
  /** ONNX: operator set version by domain, the default domain as "". */
  opsets: ReadonlyMap<string, number>;
  metadata: readonly MetadataEntry[];
  /** What the reader found odd but could carry. */
  readonly warnings: readonly string[];
  extras: Extras;
}

/** One that transforms can work on: its format can write it. */
export interface EditableModel extends Model {
  readonly dialect: Dialect;
}

/** The same for a node and its copies. Graphs of one file have names of their own. */
export function variableKey({ name, graph }: Node): string {
  return `${graph?.name ?? ""}/${name}`;
}

/** Main graphs and function bodies; graphs nested in attributes are reached through their nodes. */
export function rootGraphs(model: Model): Graph[] {
  return [...model.graphs, ...model.functions.values()];
}

/** Whether a graph is what calls of a function run, and not a main graph or one nested in a node. */
export function isFunctionBody(model: Model, graph: Graph): boolean {
  return graph.owner === null && !model.graphs.includes(graph);
}
