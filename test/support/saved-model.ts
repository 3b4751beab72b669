// SavedModels made from what tests say: graphs with functions, and a checkpoint of zeros.
import { encodeMessage, shapeOf, typeAttr, TYPE, type NodeDef } from "./graphdef";
import { encodeVarint } from "../../src/core/bytes/varint";
import { block, entriesOf, sortedTable } from "./sorted-table";

const RESOURCE = 20;
const STRING = 7;
const text = new TextEncoder();

/** Objects of the program: by name the position of each one's parts, and in a checkpoint what it holds. */
export interface Objects {
  readonly nodes: readonly {
    readonly children?: Readonly<Record<string, number>>;
    readonly value?: { readonly fullName: string; readonly key: string };
  }[];
  /** By function: the objects it was traced with. */
  readonly functions?: Readonly<Record<string, readonly number[]>>;
}

export interface MetaGraph {
  readonly tags: readonly string[];
  readonly node: readonly NodeDef[];
  readonly functions?: readonly Record<string, unknown>[];
  readonly objects?: Objects;
  /** By signature: the names of its inputs and outputs in the graph. */
  readonly signatures: Readonly<
    Record<string, { readonly inputs: readonly string[]; readonly outputs: readonly string[] }>
  >;
}

export function savedModel(...metaGraphs: readonly MetaGraph[]): Uint8Array {
  return encodeMessage("SavedModel", {
    saved_model_schema_version: 1,
    meta_graphs: metaGraphs.map(({ tags, node, functions, objects, signatures }) => ({
      meta_info_def: { tags },
      graph_def: { node, ...(functions === undefined ? {} : { library: { function: functions } }) },
      ...(objects === undefined ? {} : { object_graph_def: objectGraph(objects) }),
      signature_def: Object.fromEntries(
        Object.entries(signatures).map(([key, { inputs, outputs }]) => [
          key,
          { inputs: infos(inputs), outputs: infos(outputs) },
        ]),
      ),
    })),
  });
}

function objectGraph({ nodes, functions = {} }: Objects) {
  return {
    nodes: nodes.map(({ children = {}, value }) => ({
      children: Object.entries(children).map(([local_name, node_id]) => ({ local_name, node_id })),
      attributes:
        value === undefined ? [] : [{ name: "VARIABLE_VALUE", full_name: value.fullName, checkpoint_key: value.key }],
    })),
    concrete_functions: Object.fromEntries(
      Object.entries(functions).map(([name, bound_inputs]) => [name, { bound_inputs }]),
    ),
  };
}

function infos(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, { name: `${name}:0`, dtype: TYPE.float32 }]));
}

/** The files of a checkpoint that holds float32 tensors of these shapes, one behind the other. */
export function checkpoint(
  shapes: Readonly<Record<string, readonly number[]>>,
  shards = 1,
  objects: Objects | null = null,
): Record<string, Uint8Array> {
  const ends = new Array<number>(shards).fill(0);
  const entries = Object.entries(shapes).map(([key, shape], index) => {
    const shard = index % shards;
    const size = 4 * shape.reduce((product, length) => product * length, 1);
    const offset = ends[shard]!;
    ends[shard] = offset + size;
    const entry = { dtype: TYPE.float32, shape: shapeOf(shape), shard_id: shard, offset, size };
    return [key, encodeMessage("BundleEntryProto", entry)] as const;
  });
  const map = objects === null ? null : encodeMessage("ObjectGraph", objectGraph(objects));
  const content = map === null ? [] : [...encodeVarint(map.length), 0, 0, 0, 0, ...map];
  if (map !== null) {
    const entry = { dtype: STRING, shape: {}, offset: ends[0]!, size: content.length };
    entries.push(["_CHECKPOINTABLE_OBJECT_GRAPH", encodeMessage("BundleEntryProto", entry)]);
  }
  const header = encodeMessage("BundleHeaderProto", { num_shards: shards });
  const table = entriesOf(Object.fromEntries([["", header], ...entries]));
  return {
    "variables/variables.index": sortedTable(block(table)),
    ...Object.fromEntries(
      ends.map((end, shard) => [
        `variables/${shardName(shard, shards)}`,
        Uint8Array.from([...new Uint8Array(end), ...(shard === 0 ? content : [])]),
      ]),
    ),
  };
}

function shardName(shard: number, shards: number): string {
  return `variables.data-0000${shard}-of-0000${shards}`;
}

export function handle(name: string, sharedName: string): NodeDef {
  return { name, op: "VarHandleOp", attr: { shared_name: { s: text.encode(sharedName) } } };
}

export function texts(name: string, values: readonly string[]): NodeDef {
  const string_val = values.map((value) => text.encode(value));
  const tensor = { dtype: STRING, tensor_shape: shapeOf([values.length]), string_val };
  return { name, op: "Const", attr: { dtype: typeAttr(STRING), value: { tensor } } };
}

export function call(
  name: string,
  operator: string,
  input: readonly string[],
  functions: Readonly<Record<string, string>>,
): NodeDef {
  const attr = Object.entries(functions).map(([key, value]) => [key, { func: { name: value } }] as const);
  return { name, op: operator, input, attr: Object.fromEntries(attr) };
}

/** @param inputs Those that begin with "h" are handles of variables. */
export function body(
  name: string,
  inputs: readonly string[],
  nodes: readonly NodeDef[],
  outputs: readonly string[] = [],
): Record<string, unknown> {
  const argument = (each: string) => ({ name: each, type: each.startsWith("h") ? RESOURCE : TYPE.float32 });
  return {
    signature: {
      name,
      input_arg: inputs.map(argument),
      output_arg: outputs.map((_, index) => ({ name: `o${index}`, type: TYPE.float32 })),
    },
    node_def: nodes,
    ret: Object.fromEntries(outputs.map((output, index) => [`o${index}`, output])),
  };
}

/** What restores variables: the entry for each of its arguments. */
export function restoring(name: string, keys: readonly string[]): Record<string, unknown> {
  const handles = keys.map((_, index) => `h${index}`);
  return body(
    name,
    ["prefix", ...handles],
    [
      texts("names", keys),
      texts("slices", [""]),
      { name: "RestoreV2", op: "RestoreV2", input: ["prefix", "names:output:0", "slices:output:0"] },
      // In another order than the entries have.
      ...[...keys.keys()].reverse().flatMap((index) => [
        { name: `Identity_${index}`, op: "Identity", input: [`RestoreV2:tensors:${index}`] },
        { name: `Assign_${index}`, op: "AssignVariableOp", input: [`h${index}`, `Identity_${index}:output:0`] },
      ]),
    ],
  );
}
